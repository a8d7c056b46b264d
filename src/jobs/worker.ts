import type { Clock } from '../clock.ts';
import type { Database, Query, Step } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Job, Jobs } from './jobs.ts';

/** What a job did: statements that are written together with its end, and when it is to be done again. */
export interface Done {
  effect: ((query: Query) => Step[]) | null;
  /** Null: it is over. */
  again: Date | null;
}

export type Work = (job: Job, now: Date) => Promise<Done>;

export interface WorkerOptions {
  database: Pick<Database, 'atomically'>;
  jobs: Jobs;
  /** By the kind of the job; one that nobody does any more is dropped. */
  works: Readonly<Record<string, Work>>;
  clock: Clock;
  log: Log;
}

/** Does what is due, one after the other. */
export interface Worker {
  start(): void;
  /** There may be something to do. */
  wake(): void;
  /** Does what is due, and nothing later: for tests too. */
  tend(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

const pause = 30_000;
const [firstPause, longestPause] = [60_000, 6 * 3600_000];

export function createWorker({ database, jobs, works, clock, log }: WorkerOptions): Worker {
  let state: 'new' | 'running' | 'closed' = 'new';
  let cancel = (): void => {};
  let last: Promise<void> = Promise.resolve();
  let isAsked = false;

  async function run(): Promise<void> {
    for (;;) {
      const now = clock.now();
      const job = state === 'closed' ? null : await jobs.take(now);
      if (!job) return;
      const { effect, again } = await doOne(job, now);
      try {
        await write(job, { effect, again });
      } catch (error) {
        if (!effect) throw error;
        // What it did cannot be written. The others go on: only where this cannot be written either, the database is at fault.
        await write(job, failed(job, error, now));
      }
    }
  }

  async function write(job: Job, { effect, again }: Done): Promise<void> {
    await database.atomically((query) => [
      ...(effect?.(query) ?? []),
      again ? jobs.later(query, job, again) : jobs.done(query, job.key),
    ]);
  }

  function failed(job: Job, error: unknown, now: Date): Done {
    log.warn('Work could not be done, and is tried again later.', { kind: job.kind, error });
    return { effect: null, again: new Date(now.getTime() + pauseAfter(job.attempts)) };
  }

  async function doOne(job: Job, now: Date): Promise<Done> {
    const work = Object.hasOwn(works, job.kind) ? works[job.kind] : undefined;
    if (!work) return { effect: null, again: null };
    try {
      return await work(job, now);
    } catch (error) {
      return failed(job, error, now);
    }
  }

  function tend(): Promise<void> {
    const next = last.then(run);
    last = next.catch(() => undefined);
    return next;
  }

  function look(): void {
    cancel();
    isAsked = false;
    tend()
      .catch((error: unknown) => log.error('Work that waits could not be done.', { error }))
      .finally(() => {
        if (state === 'running') cancel = clock.after(isAsked ? 0 : pause, look);
      });
  }

  return {
    start() {
      if (state !== 'new') return;
      state = 'running';
      look();
    },
    wake() {
      if (state !== 'running' || isAsked) return;
      isAsked = true;
      cancel();
      cancel = clock.after(0, look);
    },
    tend,
    async close() {
      state = 'closed';
      cancel();
      await last;
    },
  };
}

/** How long a job that failed so often is left alone, in milliseconds. */
export function pauseAfter(attempts: number): number {
  return Math.min(longestPause, firstPause * 4 ** Math.min(attempts, 6));
}
