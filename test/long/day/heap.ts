import { fileURLToPath } from 'node:url';
import type { Server } from '../../support/postern.ts';
import { until } from '../../support/until.ts';

/** What a process holds when all garbage is gone, in bytes. */
export interface Heap {
  used: number;
  /** Buffers and the like. */
  outside: number;
}

/** Arguments of Node for a server that can be asked. */
export const tellsHeap = ['--expose-gc', '--import', fileURLToPath(new URL('./tell-heap.ts', import.meta.url))];

/** Asks a server that was started with `tellsHeap`. */
export async function heapOf(server: Pick<Server, 'signal' | 'said'>): Promise<Heap> {
  const before = told(server).length;
  server.signal('SIGUSR2');
  const [used = 0, outside = 0] = await until(() => told(server)[before], 60_000);
  return { used, outside };
}

function told({ said }: Pick<Server, 'said'>): number[][] {
  return [...said.err.matchAll(/^heap (\d+) (\d+) (\d+)\n/gm)].map((found) => found.slice(1).map(Number));
}
