import type { Entry } from '../content/entry.ts';
import type { ReadingRules } from '../content/front-matter.ts';
import { createReader, type ReadEntry, readHere } from '../content/reader.ts';
import type { Candidate, Unusable } from './candidate.ts';
import type { PrepareMedium } from './pictures.ts';
import { type Opened, openCandidate } from './read-candidate.ts';

/** A batch keeps the database busy for some hundredths of a second, in which no page is served. */
const batchFiles = 100;
const batchBytes = 4_000_000;
/** Reading waits for the disk, and for pictures. */
const readAtOnce = 16;
/** Fewer files are read before another thread has started. */
const manyFiles = 200;

/** Makes another entry of one that was read. */
export type Adapt = (entry: Entry) => Entry;

interface Parts {
  folder: string;
  rules: ReadingRules;
  prepare: PrepareMedium;
  adapt?: Adapt | undefined;
}

/**
 * Reads files batch by batch; many of them on another thread, which has the next batch to read while the caller
 * publishes one. No more than two batches are in memory.
 */
export async function* readBatches(
  files: { path: string; stamp: string }[],
  { folder, rules, prepare, adapt }: Parts,
): AsyncGenerator<(Candidate | Unusable)[]> {
  const reader = files.length > manyFiles ? createReader() : null;
  const read = adapted(reader?.read ?? readHere, adapt);
  let next = 0;

  async function open(): Promise<Opened[]> {
    const batch: Opened[] = [];
    for (let bytes = 0; next < files.length && batch.length < batchFiles && bytes < batchBytes; next += readAtOnce) {
      const some = files.slice(next, next + readAtOnce);
      const opened = await Promise.all(some.map((file) => openCandidate(folder, file, rules, read)));
      for (const file of opened) {
        if (!file) continue;
        batch.push(file);
        bytes += file.size;
      }
    }
    return batch;
  }

  async function finish(opened: Opened[]): Promise<(Candidate | Unusable)[]> {
    const batch: (Candidate | Unusable)[] = [];
    for (let start = 0; start < opened.length; start += readAtOnce) {
      const some = opened.slice(start, start + readAtOnce);
      batch.push(...(await Promise.all(some.map((file) => file.finish(prepare)))));
    }
    return batch;
  }

  try {
    let opened = await open();
    while (opened.length > 0) {
      // Before this batch is waited for, so that the thread is never out of work.
      const following = await open();
      yield await finish(opened);
      opened = following;
    }
  } finally {
    await reader?.close();
  }
}

function adapted(read: ReadEntry, adapt?: Adapt): ReadEntry {
  if (!adapt) return read;
  return async (...asked) => {
    const reading = await read(...asked);
    return reading.entry ? { ...reading, entry: adapt(reading.entry) } : reading;
  };
}
