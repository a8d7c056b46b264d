// Runs on a thread of its own: with many files, reading front matter and Markdown is half the work of publishing them.
import { parentPort } from 'node:worker_threads';
import { readEntry } from './read-entry.ts';
import type { Answer, Question } from './reader.ts';

parentPort?.on('message', ({ id, path, bytes, rules }: Question) => {
  try {
    parentPort?.postMessage({ id, reading: readEntry(path, bytes, rules) } satisfies Answer);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, failure } satisfies Answer);
  }
});
