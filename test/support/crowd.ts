import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An activity that an inbox was given. */
export interface Letter {
  /** The inbox's whole URL. */
  inbox: string;
  id: string;
  type: string;
  /** The id of the post that it is about. */
  subject: string;
  /** What the post in it says; empty where there is none. */
  text: string;
  /** Milliseconds on one clock: when it was there, and when it was answered. */
  at: number;
  answered: number | null;
  /** Whether it was taken, or is to be. */
  isTaken: boolean;
}

/** Many servers with some followers each, which take in everything and note it in its order. */
export interface Crowd {
  /** Of all followers: for several of one server it may be one. */
  inboxes: string[];
  /** Each with where it is to be told: at its own inbox, or at one that its whole server shares. */
  followers: { inbox: string; sharedInbox: string | null }[];
  letters: Letter[];
  /** What is wrong with some of the inboxes; the others are well. */
  sick: ReadonlyMap<string, Sickness>;
  /** From now on all are well. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** `slow`: each answer takes seconds. `failing`: 500 to everything. `dead`: nobody listens. */
export type Sickness = 'slow' | 'failing' | 'dead';

export interface CrowdOptions {
  servers: number;
  /** Followers on each. */
  inboxesEach: number;
  /** How many of the servers have a shared inbox. */
  sharing?: number;
  /** What is wrong with the last of the servers, one each. */
  sick?: Sickness[];
  /** Milliseconds until an inbox answers. */
  patience?: number;
  /** Called when a letter is there, before it is answered. */
  onLetter?(letter: Letter): void;
}

const slowness = 3000;
/** Where nobody else takes a port that is given up. */
const quiet = '127.0.0.2';

/** Starts so many servers on this machine, each on a port of its own. */
export async function startCrowd({
  servers,
  inboxesEach,
  sharing = 0,
  sick: sicknesses = [],
  patience = 5,
  onLetter = () => {},
}: CrowdOptions): Promise<Crowd> {
  const letters: Letter[] = [];
  const followers: Crowd['followers'] = [];
  const sick = new Map<string, Sickness>();
  const dead: { server: Server; port: number }[] = [];

  const take = (body: string, inbox: string, answer: (status: number) => void): void => {
    const { id, type, object } = JSON.parse(body) as {
      id: string;
      type: string;
      object: { id: string; content?: string };
    };
    const sickness = sick.get(inbox);
    const isTaken = sickness !== 'failing';
    const letter: Letter = {
      ...{ inbox, id, type, subject: object.id, text: object.content ?? '' },
      ...{ at: performance.now(), answered: null, isTaken },
    };
    letters.push(letter);
    onLetter(letter);
    setTimeout(
      () => {
        letter.answered = performance.now();
        answer(isTaken ? 202 : 500);
      },
      sickness === 'slow' ? slowness : patience,
    );
  };

  const listening = await Promise.all(
    Array.from({ length: servers }, async (_, index) => {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('error', () => {});
        request.on('end', () => {
          const inbox = `http://${request.headers.host}${request.url}`;
          take(Buffer.concat(chunks).toString(), inbox, (status) => response.writeHead(status).end());
        });
      });
      const sickness = sicknesses[servers - 1 - index];
      const address = sickness === 'dead' ? quiet : '127.0.0.1';
      await new Promise<void>((resolve) => server.listen(0, address, resolve));
      const { port } = server.address() as AddressInfo;
      const origin = `http://${address}:${port}`;
      const sharedInbox = index < sharing ? `${origin}/inbox` : null;
      for (let user = 0; user < inboxesEach; user += 1) {
        const inbox = `${origin}/users/${user}/inbox`;
        followers.push({ inbox, sharedInbox });
        if (sickness) sick.set(sharedInbox ?? inbox, sickness);
      }
      if (sickness === 'dead') {
        await new Promise((resolve) => server.close(resolve));
        dead.push({ server, port });
      }
      return server;
    }),
  );
  return {
    inboxes: [...new Set(followers.map(({ inbox, sharedInbox }) => sharedInbox ?? inbox))],
    followers,
    letters,
    sick,
    async heal() {
      sick.clear();
      for (const { server, port } of dead.splice(0))
        await new Promise<void>((resolve) => server.listen(port, quiet, resolve));
    },
    async close() {
      for (const server of listening) server.closeAllConnections();
      await Promise.all(listening.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
