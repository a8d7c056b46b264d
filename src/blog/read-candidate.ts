import { createHash } from 'node:crypto';
import { kindOf, parseEntry, type ReadingRules } from '../content/front-matter.ts';
import { outline } from '../content/outline.ts';
import { readContent } from '../content/scan.ts';
import { type Candidate, fileProblem, type Unusable } from './candidate.ts';
import { gatherMedia, type PrepareMedium } from './pictures.ts';
import { joinStamps } from './stamps.ts';

/** Reads a file with all that belongs to it; null when it is not there any more. Whatever goes wrong is a problem of this file. */
export async function readCandidate(
  folder: string,
  { path, stamp }: { path: string; stamp: string },
  rules: ReadingRules,
  prepare: PrepareMedium,
): Promise<Candidate | Unusable | null> {
  const unusable = (problems: Unusable['problems'], digest = ''): Unusable => ({
    path,
    stamp,
    digest,
    entry: null,
    problems,
  });
  if (!kindOf(path)) {
    const what = 'The file lies in none of content/posts, content/pages and content/notes, so it is not published.';
    return unusable([fileProblem(path, what, 'Move it into one of them.', 'warning')]);
  }
  const bytes = await readContent(folder, path, stamp);
  if (bytes === null) return null;
  if ('what' in bytes) return unusable([bytes]);
  try {
    const { entry, problems } = parseEntry(path, bytes, rules);
    if (!entry) return unusable(problems, createHash('sha256').update(bytes).digest('hex'));
    const found = outline(entry.body);
    // Nothing of a draft is made public, its pictures neither.
    if (entry.draft) return { path, stamp, entry, outline: found, media: {}, problems };
    const { media, problems: missing, files } = await gatherMedia(folder, entry, found, prepare);
    return { path, stamp: joinStamps(stamp, files), entry, outline: found, media, problems: [...problems, ...missing] };
  } catch (error) {
    return unusable([bug(path, error)]);
  }
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
