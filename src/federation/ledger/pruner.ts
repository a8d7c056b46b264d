import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import { dropGone } from '../followers/gone.ts';
import type { Guard } from '../guard/guard.ts';
import { prune } from './prune.ts';

export interface PrunerOptions {
  database: Database;
  /** Asks whether actors are still there. */
  guard: Pick<Guard, 'get'>;
  clock: Clock;
  log: Log;
}

/** Keeps the ledger small, and the list of followers true. */
export interface Pruner {
  /** Begins ten minutes from now, and goes on once a day. */
  start(): void;
  /** What is done once a day: for tests, and for whoever wants it now. */
  tend(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

const first = 10 * 60_000;
const day = 24 * 3600_000;

/** What the worker does once a day beside sending. Several workers on one database do no harm. */
export function createPruner({ database, guard, clock, log }: PrunerOptions): Pruner {
  let cancel = (): void => {};
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  const isStopped = (): boolean => stopped;

  async function tend(): Promise<void> {
    // First who is gone, since that is read from rows which are then taken out.
    await dropGone({ database, guard, log, now: clock.now(), isStopped });
    if (stopped) return;
    const pruned = await prune(database, clock.now());
    const told = Object.entries(pruned).filter(([, count]) => count > 0);
    if (told.length > 0) log.debug('The ledger was pruned.', Object.fromEntries(told));
  }

  function later(milliseconds: number): void {
    if (stopped) return;
    cancel = clock.after(milliseconds, () => {
      running = tend().catch((error: unknown) => log.error('The ledger could not be pruned.', { error }));
      void running.then(() => later(day));
    });
  }

  return {
    start: () => later(first),
    tend,
    async close() {
      stopped = true;
      cancel();
      await running;
    },
  };
}
