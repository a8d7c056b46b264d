import type { Entry } from '../content/entry.ts';
import type { Outline } from '../content/markdown.ts';
import type { Medium } from '../content/post.ts';
import type { Problem } from '../problem.ts';

/** A problem that goes away when another file comes or changes: the post that wants it is then read again. */
export interface StoredProblem extends Problem {
  /** Relative to the content folder. */
  wants?: string;
  /** The stamp of that file when it was last tried; null when it was not there. */
  seen?: string | null;
}

/** A file whose entry can be published. */
export interface Candidate {
  path: string;
  stamp: string;
  entry: Entry;
  outline: Outline;
  media: Record<string, Medium>;
  problems: StoredProblem[];
}

/** A file of which there is nothing to publish: broken, or no post at all. */
export interface Unusable {
  path: string;
  stamp: string;
  digest: string;
  entry: null;
  problems: StoredProblem[];
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
