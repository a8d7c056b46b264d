import { join } from 'node:path';
import { addressOf, assignAddresses } from '../../blog/address.ts';
import { type Candidate, whyHidden } from '../../blog/candidate.ts';
import { identify } from '../../blog/identify.ts';
import { readCandidate } from '../../blog/read-candidate.ts';
import { absolute, type Site } from '../../config.ts';
import type { Kind } from '../../content/entry.ts';
import { kindOf } from '../../content/front-matter.ts';
import type { Medium } from '../../content/post.ts';
import { isEntryPath, scanContent } from '../../content/scan.ts';
import type { Problem } from '../../problem.ts';

/** One file of the content folder, as `postern list` shows it. */
export interface Row {
  /** Relative to the site's folder. */
  path: string;
  kind: Kind;
  state: 'published' | 'scheduled' | 'draft' | 'broken';
  date: Date | null;
  /** Of a note, its beginning. */
  title: string | null;
  /** The whole URL; null where there is none yet. */
  address: string | null;
  unlisted: boolean;
}

// To list posts nothing has to be made of their pictures; whether they are there is looked at before this is asked.
const unmade: Medium = { hash: '', name: '', type: '', size: 0, width: null, height: null };

/** Reads the content folder as it is now, by the rules of publishing, and without the database. Null: no such folder. */
export async function readList(site: Site, now: Date): Promise<{ rows: Row[]; problems: Problem[] } | null> {
  const folder = join(site.folder, 'content');
  const scan = await scanContent(folder);
  if (!scan) return null;

  const rows: Row[] = [];
  const problems: Problem[] = [...scan.closed.values()];
  const candidates: Candidate[] = [];
  // In the order in which publishing takes them: of two with one address the first keeps it.
  for (const [path, stamp] of [...scan.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isEntryPath(path)) continue;
    const read = await readCandidate(folder, { path, stamp }, site, async () => unmade);
    if (read?.entry) candidates.push(read);
    else if (read) problems.push(...read.problems);
    const kind = kindOf(path);
    if (read && !read.entry && kind) rows.push(broken(path, kind));
  }

  const hidden = candidates.filter((candidate) => whyHidden(candidate, now) === 'draft');
  const shown = candidates.filter((candidate) => !hidden.includes(candidate));
  const known = { posts: [], isPresent: (path: string) => scan.files.has(path) };
  const named = identify(shown, known, ({ entry }) => addressOf(entry, entry.id, entry.date ?? now, site));
  const placed = assignAddresses(named.identified, new Map(), site, now);
  for (const [candidate, problem] of [...named.refused, ...placed.refused]) {
    problems.push(problem);
    rows.push(broken(candidate.path, candidate.entry.kind));
  }
  for (const { candidate, permalink } of placed.addressed) {
    const state = whyHidden(candidate, now) ?? 'published';
    rows.push(rowOf(candidate, state, absolute(site, permalink)));
  }
  for (const candidate of hidden) rows.push(rowOf(candidate, 'draft', null));
  for (const candidate of candidates) problems.push(...candidate.problems);
  return { rows: rows.sort(byDate), problems: problems.sort(byPlace).map(withoutMemory) };
}

function rowOf({ path, entry, outline }: Candidate, state: Row['state'], address: string | null): Row {
  const { kind, date, title, unlisted } = entry;
  return { path: `content/${path}`, kind, state, date, title: title ?? (outline.excerpt || null), address, unlisted };
}

function broken(path: string, kind: Kind): Row {
  return { path: `content/${path}`, kind, state: 'broken', date: null, title: null, address: null, unlisted: false };
}

/** Newest first; what has no date (pages, drafts) at the end, by path. */
function byDate(one: Row, other: Row): number {
  const [first, second] = [one.date?.getTime() ?? -Infinity, other.date?.getTime() ?? -Infinity];
  if (first !== second) return second > first ? 1 : -1;
  return one.path < other.path ? -1 : 1;
}

function byPlace(one: Problem, other: Problem): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return (one.line ?? 0) - (other.line ?? 0);
}

// What publishing remembers of a problem (which file it waits for) is nobody else's.
function withoutMemory({ path, line, severity, what, mend }: Problem): Problem {
  return { path, line, severity, what, mend };
}
