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

type Telling = Pick<Server, 'signal' | 'said'>;

/** Asks a server that was started with `tellsHeap`. */
export async function heapOf(server: Telling): Promise<Heap> {
  const [used = 0, outside = 0] = (await ask(server, 'SIGUSR2', /^heap (.*)\n/gm)).split(' ').map(Number);
  return { used, outside };
}

/** How many there are of what each request makes, by their names, without garbage. */
export async function objectsOf(server: Telling): Promise<Record<string, number>> {
  return JSON.parse(await ask(server, 'SIGURG', /^objects (.*)\n/gm)) as Record<string, number>;
}

/** A signal, and what is said of it. */
async function ask({ signal, said }: Telling, name: NodeJS.Signals, form: RegExp): Promise<string> {
  const told = (): string[] => [...said.err.matchAll(form)].map(([, words = '']) => words);
  const before = told().length;
  signal(name);
  return until(() => told()[before], 60_000);
}
