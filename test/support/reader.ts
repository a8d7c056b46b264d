import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a hub asked of a callback. */
export interface Question {
  /** With its query. */
  url: string;
  query: URLSearchParams;
}

/** What a hub sent to a callback. */
export interface Push {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** A reader of feeds that wants to be told at once, made of node:http alone, so that it shares no mistake with ours. */
export interface Reader {
  host: string;
  origin: string;
  questions: Question[];
  pushes: Push[];
  /** How it answers a question; by default as WebSub has it, with the challenge. */
  onQuestion: (question: Question, response: ServerResponse) => void;
  /** How it answers a push; by default 204. */
  onPush: (push: Push, response: ServerResponse) => void;
  /** Asks a hub for something, with further fields. */
  ask(hub: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Told>;
  /** Forgets what came, and answers as it did first. */
  reset(): void;
  close(): Promise<void>;
}

export interface Told {
  status: number;
  text: string;
  retryAfter: string | null;
}

const agree = ({ query }: Question, response: ServerResponse): void => {
  response.end(query.get('hub.challenge') ?? '');
};
const take = (_: Push, response: ServerResponse): void => {
  response.writeHead(204).end();
};

export async function startReader(): Promise<Reader> {
  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    if (method === 'GET') {
      const question = { url, query: new URL(url, 'http://reader').searchParams };
      reader.questions.push(question);
      return reader.onQuestion(question, response);
    }
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const push = { path: url, headers, body: Buffer.concat(pieces) };
      reader.pushes.push(push);
      reader.onPush(push, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reader: Reader = {
    host,
    origin: `http://${host}`,
    questions: [],
    pushes: [],
    onQuestion: agree,
    onPush: take,
    async ask(hub, fields, headers = {}) {
      const response = await fetch(hub, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields).toString(),
      });
      return {
        status: response.status,
        text: await response.text(),
        retryAfter: response.headers.get('retry-after'),
      };
    },
    reset() {
      reader.questions.length = 0;
      reader.pushes.length = 0;
      reader.onQuestion = agree;
      reader.onPush = take;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return reader;
}
