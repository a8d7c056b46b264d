import type { LookupAddress } from 'node:dns';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Resolve } from '../../../src/federation/guard/connect.ts';
import { createGuard, type Guard, type GuardOptions } from '../../../src/federation/guard/guard.ts';

/** What listens at an address of this machine and answers byte for byte what a test says, HTTP or not. */
export interface Listener {
  port: number;
  /** `127.0.0.1:40123` or `[::1]:40123`. */
  host: string;
  origin: string;
  /** How many connections were made, ever. */
  connections(): number;
  /** How many of them are open. */
  open(): number;
  /** The head of each request. */
  heads: string[];
}

type Says = (socket: Socket, head: string) => void;

export async function listen(says: Says = () => undefined, address = '127.0.0.1'): Promise<Listener> {
  const sockets = new Set<Socket>();
  const heads: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let text = '';
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        heads.push(head);
        says(socket, head);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const host = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  return {
    ...{ port, host, origin: `http://${host}`, heads },
    connections: () => connections,
    open: () => sockets.size,
  };
}

/** A whole answer. */
export function answer(body: string | Buffer = '{}', headers: Record<string, string> = {}, status = '200 OK'): Buffer {
  const lines = { 'content-type': 'application/activity+json', 'content-length': body.length, ...headers };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head.join('')}\r\n`, 'latin1'), Buffer.from(body)]);
}

/** Says the same again and again, for as long as the other side listens. */
export function forEver(socket: Socket, piece: string | Buffer): void {
  const bytes = Buffer.from(piece);
  const more = Buffer.concat(Array.from({ length: Math.ceil(65_536 / bytes.length) }, () => bytes));
  const go = (): void => {
    while (!socket.destroyed && socket.write(more));
  };
  socket.on('drain', go);
  go();
}

/** Says a piece every so many milliseconds. */
export function drip(socket: Socket, piece: string, every: number): void {
  const timer = setInterval(() => socket.write(piece), every);
  socket.on('close', () => clearInterval(timer));
}

export const patient = { phase: 10_000, total: 30_000 };
export const hasty = { phase: 300, total: 300 };

export function makeGuard(options: Partial<GuardOptions> = {}): Guard {
  const guard = createGuard({
    allowed: 'loopback',
    userAgent: 'Postern/test',
    sign: async () => ({}),
    isRefused: () => false,
    ...options,
  });
  onTestFinished(() => guard.close());
  return guard;
}

export const addressesOf = (addresses: readonly string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** A resolver that says something else each time, the last of it from then on; and how often it was asked for what. */
export function resolver(names: Record<string, string[][]>): { resolve: Resolve; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve(hostname, _options, done) {
      const before = asked.filter((name) => name === hostname).length;
      asked.push(hostname);
      const answers = names[hostname] ?? [];
      const addresses = answers[Math.min(before, answers.length - 1)];
      if (addresses) return done(null, addressesOf(addresses));
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), []);
    },
  };
}
