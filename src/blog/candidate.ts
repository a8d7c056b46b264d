import type { Entry } from '../content/entry.ts';
import type { Outline } from '../content/markdown.ts';
import type { Medium } from '../content/post.ts';
import type { Problem } from '../problem.ts';
import type { PostRow } from './row.ts';

/** A file whose entry can be published. */
export interface Candidate {
  path: string;
  /** Of the file and of those that it shows, as `joinStamps` makes it. */
  stamp: string;
  entry: Entry;
  outline: Outline;
  media: Record<string, Medium>;
  problems: Problem[];
  /** Whether it waited for its date until now. */
  isAwaited?: boolean;
}

/** A file of which there is nothing to publish: broken, or no post at all. */
export interface Unusable {
  path: string;
  stamp: string;
  digest: string;
  entry: null;
  problems: Problem[];
}

/**
 * Why a file may not be in the index just now. What has appeared by its date already stays when the clock is set back.
 * @param row the post that it is, where that is known.
 */
export function whyHidden(
  { entry }: Candidate,
  now: Date,
  row: Pick<PostRow, 'state' | 'date'> | null = null,
): 'draft' | 'scheduled' | null {
  if (entry.isPreview) return null;
  if (entry.draft) return 'draft';
  if (entry.date === null || entry.date <= now) return null;
  return row?.state === 'live' && row.date.getTime() === entry.date.getTime() ? null : 'scheduled';
}

/** A problem of a whole file. */
export function fileProblem(
  path: string,
  what: string,
  mend: string,
  severity: Problem['severity'] = 'error',
): Problem {
  return { path: `content/${path}`, line: null, severity, what, mend };
}
