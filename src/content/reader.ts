import { Worker } from 'node:worker_threads';
import type { ReadingRules } from './front-matter.ts';
import { type EntryReading, readEntry } from './read-entry.ts';

/** What the thread is asked, and what it says: the message of what `readEntry` threw is a `failure`. */
export interface Question {
  id: number;
  path: string;
  bytes: Uint8Array;
  rules: ReadingRules;
}
export type Answer = { id: number; reading: EntryReading } | { id: number; failure: string };

/** Reads as `readEntry` does, and rejects where that throws. */
export type ReadEntry = (path: string, bytes: Uint8Array, rules: ReadingRules) => Promise<EntryReading>;

export interface Reader {
  read: ReadEntry;
  /** Ends the thread; what is still being read is rejected. */
  close(): Promise<void>;
}

interface Pending extends Question {
  resolve(reading: EntryReading): void;
  reject(error: Error): void;
}

/** Reads on the thread that asks. */
export const readHere: ReadEntry = async (path, bytes, rules) => readEntry(path, bytes, rules);

/**
 * Reads on one other thread, which starts at the first file. When the thread dies, the files that it had and all that
 * come after are read here. It keeps the process alive only while it has something to read.
 */
export function createReader(script = new URL('./read-worker.ts', import.meta.url)): Reader {
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let isOver = false;
  let asked = 0;

  /** Null where no thread may be started. */
  function start(): Worker | null {
    try {
      return listen();
    } catch {
      isOver = true;
      return null;
    }
  }

  function listen(): Worker {
    // Without the flags of this process: some (`--input-type`) keep a thread from starting.
    const started = new Worker(script, { execArgv: [] });
    return started
      .on('message', hear)
      .on('messageerror', readRestHere)
      .on('error', readRestHere)
      .on('exit', readRestHere);
  }

  function hear(answer: Answer): void {
    const question = pending.get(answer.id);
    pending.delete(answer.id);
    if (pending.size === 0) worker?.unref();
    if ('reading' in answer) question?.resolve(answer.reading);
    else question?.reject(new Error(answer.failure));
  }

  function readRestHere(): void {
    isOver = true;
    worker?.unref();
    const questions = [...pending.values()];
    pending.clear();
    for (const { path, bytes, rules, resolve, reject } of questions) readHere(path, bytes, rules).then(resolve, reject);
  }

  return {
    read(path, bytes, { timezone }) {
      if (!isOver) worker ??= start();
      if (isOver || !worker) return readHere(path, bytes, { timezone });
      const { promise, resolve, reject } = Promise.withResolvers<EntryReading>();
      const question: Question = { id: asked++, path, bytes, rules: { timezone } };
      pending.set(question.id, { ...question, resolve, reject });
      worker.ref();
      // A copy, since small files share one piece of memory, which would cross as a whole.
      worker.postMessage({ ...question, bytes: new Uint8Array(bytes) } satisfies Question);
      return promise;
    },
    async close() {
      isOver = true;
      for (const { path, reject } of pending.values())
        reject(new Error(`The reader was closed before ${path} was read`));
      pending.clear();
      await worker?.terminate();
    },
  };
}
