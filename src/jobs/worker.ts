import type { Clock } from '../clock.ts';
import type { Database, Query, Step } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Job, Jobs } from './jobs.ts';

/** What a job did: statements that are written together with its end, and when it is to be done again. */
export interface Done {
  effect: ((query: Query) => Step[]) | null;
  /** Null: it is over. */
  again: Date | null;
  /** What is known by then, in place of the job's details. */
  details?: object;
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

/**
 * Does what is due, several at once: never two of one host, so that a server that hangs holds up nobody else. What asks no
 * host waits for none of those: one of each kind after the other.
 */
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
/** Of those that ask a host: a server that hangs keeps one of them for half a minute. */
const atOnce = 4;

export function createWorker({ database, jobs, works, clock, log }: WorkerOptions): Worker {
  let state: 'new' | 'running' | 'closed' = 'new';
  let cancel = (): void => {};
  let last: Promise<void> = Promise.resolve();
  let isAsked = false;
  let isLooking = false;
  let lookAgain = (): void => {};

  async function run(): Promise<void> {
    const underWay = new Map<Promise<void>, number>();
    const kinds: string[] = [];
    const failures: unknown[] = [];
    let ended = 0;

    function begin(job: Job): void {
      if (job.host === null) kinds.push(job.kind);
      const doing = doWhole(job)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          underWay.delete(doing);
          ended += 1;
          if (job.host === null) kinds.splice(kinds.indexOf(job.kind), 1);
        });
      underWay.set(doing, job.key);
    }

    // Where the database is at fault, what is under way still comes to its end, and nothing more begins.
    const sure = <T>(promise: Promise<T>): Promise<T | null> =>
      promise.catch((error: unknown) => {
        failures.push(error);
        return null;
      });

    for (;;) {
      // What has come to be due since is seen as well, however long the others take.
      const asked = new Promise<void>((resolve) => {
        lookAgain = resolve;
      });
      const isOver = state === 'closed' || failures.length > 0;
      const before = ended;
      const without = { hosts: underWay.size - kinds.length >= atOnce, kinds };
      const job = isOver ? null : await sure(jobs.take(clock.now(), without));
      if (job) begin(job);
      // Its host may be free by now.
      else if (ended > before) continue;
      else if (underWay.size > 0) await sure(nextOf(underWay, asked));
      else break;
    }
    if (failures.length > 0) throw failures[0];
  }

  async function nextOf(underWay: ReadonlyMap<Promise<void>, number>, asked: Promise<void>): Promise<void> {
    let isLong = false;
    const stop = clock.after(pause, () => {
      isLong = true;
      lookAgain();
    });
    await Promise.race([...underWay.keys(), asked]);
    stop();
    if (isLong) await database.atomically((query) => [jobs.keep(query, [...underWay.values()], clock.now())]);
  }

  async function doWhole(job: Job): Promise<void> {
    const now = clock.now();
    const outcome = await doOne(job, now);
    try {
      await write(job, outcome);
    } catch (error) {
      if (!outcome.effect) throw error;
      // What it did cannot be written. The others go on: only where this cannot be written either, the database is at fault.
      await write(job, failed(job, error, now));
    }
  }

  async function write(job: Job, { effect, again, details }: Done): Promise<void> {
    await database.atomically((query) => [
      ...(effect?.(query) ?? []),
      ...(again ? [jobs.later(query, job, again, details)] : jobs.done(query, job)),
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
    isAsked = false;
    isLooking = true;
    tend()
      .catch((error: unknown) => log.error('Work that waits could not be done.', { error }))
      .finally(() => {
        isLooking = false;
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
      if (state !== 'running') return;
      isAsked = true;
      lookAgain();
      if (isLooking) return;
      cancel();
      cancel = clock.after(0, look);
    },
    tend,
    async close() {
      state = 'closed';
      cancel();
      lookAgain();
      await last;
    },
  };
}

/** How long a job that failed so often is left alone, in milliseconds. */
export function pauseAfter(attempts: number): number {
  return Math.min(longestPause, firstPause * 4 ** Math.min(attempts, 6));
}
