import type { IncomingMessage, Server } from 'node:http';
import { blockOf } from '../federation/gate/block.ts';
import type { IsProxy } from '../federation/gate/proxies.ts';
import type { Limits } from './limits.ts';

/** A line for the owner. */
export type Tell = (message: string, details: Record<string, unknown>) => void;

/** Milliseconds until the first line about those who were turned away, so that it counts them, and between two. */
const [first, quiet] = [1000, 60_000];

/**
 * Holds a server to so many connections, and to so many from one block of addresses. Whoever has one and says nothing
 * between two requests gives way to those who come.
 */
export function limitConnections(
  server: Server,
  { connections, connectionsPerBlock }: Pick<Limits, 'connections' | 'connectionsPerBlock'>,
  { isProxy, tell }: { isProxy: IsProxy; tell: Tell },
): void {
  const held = new Map<string, number>();
  let turnedAway = 0;
  let isWaiting = false;

  function count(): void {
    turnedAway += 1;
    if (!isWaiting) wait(first);
  }

  function wait(time: number): void {
    isWaiting = true;
    setTimeout(() => {
      isWaiting = turnedAway > 0;
      if (turnedAway === 0) return;
      tell('Connections were turned away, since too many were open.', { turnedAway, connections, connectionsPerBlock });
      turnedAway = 0;
      wait(quiet);
    }, time).unref();
  }

  server.maxConnections = connections;
  server.on('drop', () => {
    server.closeIdleConnections();
    count();
  });
  server.on('connection', (socket: IncomingMessage['socket']) => {
    const { remoteAddress = '' } = socket;
    if (isProxy(remoteAddress)) return;
    const block = blockOf(remoteAddress);
    const open = held.get(block) ?? 0;
    if (open >= connectionsPerBlock) {
      socket.destroy();
      count();
      return;
    }
    held.set(block, open + 1);
    socket.once('close', () => {
      const left = (held.get(block) ?? 1) - 1;
      if (left > 0) held.set(block, left);
      else held.delete(block);
    });
  });
}
