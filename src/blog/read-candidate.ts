import { isConflictedCopy } from '../content/conflicted.ts';
import { kindOf, type ReadingRules } from '../content/front-matter.ts';
import type { EntryReading } from '../content/read-entry.ts';
import { type ReadEntry, readHere } from '../content/reader.ts';
import { readContent, whyUnread } from '../content/scan.ts';
import { DatabaseError } from '../database/database.ts';
import { type Candidate, fileProblem, type Unusable } from './candidate.ts';
import { gatherMedia, type PrepareMedium } from './pictures.ts';
import { closedStamp, joinStamps } from './stamps.ts';

/** A file whose bytes are here, and whose front matter and text are being read. */
export interface Opened {
  /** Bytes. */
  size: number;
  /** Waits for the reading, and adds all that belongs to the file. Whatever goes wrong is a problem of this file. */
  finish(prepare: PrepareMedium): Promise<Candidate | Unusable>;
}

interface Listed {
  path: string;
  stamp: string;
}

/** Reads a file with all that belongs to it; null when it is not there any more. Whatever goes wrong is a problem of this file. */
export async function readCandidate(
  folder: string,
  file: Listed,
  rules: ReadingRules,
  prepare: PrepareMedium,
): Promise<Candidate | Unusable | null> {
  const opened = await openCandidate(folder, file, rules, readHere);
  return opened?.finish(prepare) ?? null;
}

/** The first half of reading a file, which does not wait for `read`; null when the file is not there any more. */
export async function openCandidate(
  folder: string,
  { path, stamp }: Listed,
  rules: ReadingRules,
  read: ReadEntry,
): Promise<Opened | null> {
  const unusable = (problems: Unusable['problems'], digest = '', seen = stamp): Unusable => ({
    ...{ path, stamp: seen, digest, entry: null, problems },
  });
  const refused = (problem: Unusable['problems'][number], seen = stamp): Opened => ({
    size: 0,
    finish: async () => unusable([problem], '', seen),
  });
  if (!kindOf(path)) {
    const what = 'The file lies in none of content/posts, content/pages and content/notes, so it is not published.';
    return refused(fileProblem(path, what, 'Move it into one of them.', 'warning'));
  }
  if (isConflictedCopy(path)) {
    const what = 'A synchroniser left this copy, since the file was changed in two places. It is not published.';
    return refused(
      fileProblem(path, what, 'Take over what is missing in the other file, then remove this one.', 'warning'),
    );
  }
  const unread = whyUnread(path, stamp);
  if (unread) return refused(unread);
  const bytes = await readContent(folder, path);
  if (bytes === null) return null;
  // Its looks will not be others when it can be read: a right that is given, or a descriptor that is free, changes no stamp.
  if ('what' in bytes) return refused(bytes, closedStamp(bytes));
  // A failure is kept for the one who finishes, who may come much later.
  const reading = read(path, bytes, rules).catch((error: unknown) => ({ failure: bug(path, error) }));

  async function complete({ entry, outline, digest, problems }: EntryReading, prepare: PrepareMedium) {
    if (!entry) return unusable(problems, digest);
    // Nothing of a draft is made public, its pictures neither.
    if (entry.draft) return { path, stamp, entry, outline, media: {}, problems };
    const { media, problems: missing, files } = await gatherMedia(folder, entry, outline, prepare);
    return { path, stamp: joinStamps(stamp, files), entry, outline, media, problems: [...problems, ...missing] };
  }

  return {
    size: bytes.length,
    async finish(prepare) {
      const found = await reading;
      if ('failure' in found) return unusable([found.failure]);
      return complete(found, prepare).catch((error: unknown) => {
        // Its pictures are known to the database: a full disk is not the fault of this file.
        if (error instanceof DatabaseError) throw error;
        return unusable([bug(path, error)]);
      });
    },
  };
}

/** A mistake of ours, which must not stop the other files. */
export function bug(path: string, error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  return fileProblem(
    path,
    `Postern failed on this file: ${message}`,
    'Report it, with the file, as a mistake in Postern.',
  );
}
