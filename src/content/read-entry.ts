import { createHash } from 'node:crypto';
import type { Problem } from '../problem.ts';
import type { Entry } from './entry.ts';
import { parseEntry, type ReadingRules } from './front-matter.ts';
import type { Outline } from './markdown.ts';
import { outline } from './outline.ts';

/** A file read whole: its entry and what the text holds, or neither when there are errors. Survives structured clone. */
export type EntryReading = {
  /** SHA-256 of the file's bytes, hex. */
  digest: string;
  problems: Problem[];
} & ({ entry: Entry; outline: Outline } | { entry: null; outline: null });

/**
 * Reads the front matter and the outline of one file. Pure: the same bytes give the same answer.
 * @param path as `parseEntry` takes it.
 */
export function readEntry(path: string, bytes: Uint8Array, rules: ReadingRules): EntryReading {
  const { entry, problems } = parseEntry(path, bytes, rules);
  if (entry) return { entry, outline: outline(entry.body), digest: entry.digest, problems };
  return { entry: null, outline: null, digest: createHash('sha256').update(bytes).digest('hex'), problems };
}
