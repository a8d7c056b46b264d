import type { Entry } from '../content/entry.ts';
import type { Outline } from '../content/markdown.ts';
import type { Medium } from '../content/post.ts';
import type { Problem } from '../problem.ts';

/** A file whose entry can be published. */
export interface Candidate {
  path: string;
  /** Of the file and of those that it shows, as `joinStamps` makes it. */
  stamp: string;
  entry: Entry;
  outline: Outline;
  media: Record<string, Medium>;
  problems: Problem[];
}

/** A file of which there is nothing to publish: broken, or no post at all. */
export interface Unusable {
  path: string;
  stamp: string;
  digest: string;
  entry: null;
  problems: Problem[];
}

/** Why a file may not be in the index just now. */
export function whyHidden({ entry }: Candidate, now: Date): 'draft' | 'scheduled' | null {
  if (entry.draft) return 'draft';
  return entry.date && entry.date > now ? 'scheduled' : null;
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
