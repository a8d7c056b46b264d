import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An activity that an inbox was given. */
export interface Letter {
  /** The inbox's whole URL. */
  inbox: string;
  id: string;
  type: string;
  /** What the post in it says; empty where there is none. */
  text: string;
  /** Milliseconds on one clock: when it was there, and when it was answered. */
  at: number;
  answered: number | null;
}

/** Many servers with some inboxes each, which take in everything and note it in its order. */
export interface Crowd {
  inboxes: string[];
  letters: Letter[];
  close(): Promise<void>;
}

/**
 * Starts so many servers on this machine, each on a port of its own.
 * @param options.patience milliseconds until an inbox answers.
 * @param options.onLetter called when a letter is there, before it is answered.
 */
export async function startCrowd({
  servers,
  inboxesEach,
  patience = 5,
  onLetter = () => {},
}: {
  servers: number;
  inboxesEach: number;
  patience?: number;
  onLetter?(letter: Letter): void;
}): Promise<Crowd> {
  const letters: Letter[] = [];
  const inboxes: string[] = [];
  const listening = await Promise.all(
    Array.from({ length: servers }, async () => {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('error', () => {});
        request.on('end', () => {
          const { id, type, object } = JSON.parse(Buffer.concat(chunks).toString()) as {
            id: string;
            type: string;
            object?: { content?: string };
          };
          const inbox = `http://${request.headers.host}${request.url}`;
          const letter: Letter = {
            inbox,
            id,
            type,
            text: object?.content ?? '',
            at: performance.now(),
            answered: null,
          };
          letters.push(letter);
          onLetter(letter);
          setTimeout(() => {
            letter.answered = performance.now();
            response.writeHead(202).end();
          }, patience);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      for (let user = 0; user < inboxesEach; user += 1) inboxes.push(`http://127.0.0.1:${port}/users/${user}/inbox`);
      return server;
    }),
  );
  return {
    inboxes,
    letters,
    async close() {
      for (const server of listening) server.closeAllConnections();
      await Promise.all(listening.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
