import type { Problem } from '../../problem.ts';
import { type Announced, type Deleted, type IdentityEntry, identitiesPath } from './entry.ts';

/** An entry with the line of the file that it stands on. */
export interface Numbered {
  entry: IdentityEntry;
  line: number | null;
}

/**
 * One entry for each id, where a merge kept the lines of both sides: what was told on either side was told, what was
 * deleted on either is deleted. Two posts that got the same id on two sides are a problem, and neither is taken for the
 * other.
 */
export function combine(numbered: readonly Numbered[]): { entries: IdentityEntry[]; problems: Problem[] } {
  const entries = new Map<string, Numbered>();
  const problems: Problem[] = [];
  for (const each of numbered) {
    const { entry, line } = each;
    const other = entries.get(entry.id);
    if (!other) entries.set(entry.id, each);
    else if (isSamePost(other.entry, entry)) {
      if (!isSameLine(other.entry, entry)) problems.push(twice(entry, line, other.line));
      entries.set(entry.id, { entry: join(other.entry, entry), line: other.line });
    } else problems.push(contested(entry, other, line));
  }
  return { entries: [...entries.values()].map(({ entry }) => entry), problems };
}

function isSamePost(one: IdentityEntry, other: IdentityEntry): boolean {
  return one.path === other.path || one.firstPublished.getTime() === other.firstPublished.getTime();
}

function isSameLine(one: IdentityEntry, other: IdentityEntry): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function join(one: IdentityEntry, other: IdentityEntry): IdentityEntry {
  const [older, newer] = isNewer(one, other) ? [other, one] : [one, other];
  const first = one.firstPublished <= other.firstPublished ? one : other;
  const isSame = one.generation === other.generation;
  const was = new Set([...one.was, ...other.was, older.address]);
  was.delete(newer.address);
  const earlier = new Map([...older.earlier, ...newer.earlier].map((each) => [each.generation, each]));
  if (!isSame && older.deleted) earlier.set(older.generation, { generation: older.generation, ...older.deleted });
  return {
    ...newer,
    ...{ guid: first.guid, firstPublished: first.firstPublished, was: [...was] },
    announced: isSame ? joinAnnounced(older.announced, newer.announced) : newer.announced,
    deleted: isSame ? joinDeleted(older.deleted, newer.deleted) : newer.deleted,
    earlier: [...earlier.values()].sort((a, b) => a.generation - b.generation),
  };
}

/** Which of two lines tells of the later state. */
function isNewer(one: IdentityEntry, other: IdentityEntry): boolean {
  if (one.generation !== other.generation) return one.generation > other.generation;
  return lastTold(one) > lastTold(other);
}

function lastTold({ announced, firstPublished, deleted }: IdentityEntry): number {
  const told = announced === null || announced === 'silent' ? null : (announced.updated ?? announced.at);
  return (deleted?.at ?? told ?? firstPublished).getTime();
}

/** Whoever told first stays the one who did; what was told last is what followers have. */
function joinAnnounced(
  older: IdentityEntry['announced'],
  newer: IdentityEntry['announced'],
): IdentityEntry['announced'] {
  if (!isTold(older)) return isTold(newer) ? newer : (newer ?? older);
  if (!isTold(newer)) return older;
  const first = older.at <= newer.at ? older : newer;
  return { at: first.at, by: first.by, digest: newer.digest, updated: newer.updated ?? older.updated };
}

function isTold(announced: IdentityEntry['announced']): announced is Announced {
  return announced !== null && announced !== 'silent';
}

function joinDeleted(one: Deleted | null, other: Deleted | null): Deleted | null {
  if (one === null || other === null) return one ?? other;
  return one.at <= other.at ? one : other;
}

function twice({ id }: IdentityEntry, line: number | null, other: number | null): Problem {
  return {
    ...{ path: identitiesPath, line, severity: 'warning' },
    what: `\`${id}\` has another line${other === null ? '' : ` (${other})`}, as after a merge; what both of them say is used.`,
    mend: 'Nothing needs to be done: the next publish writes one line.',
  };
}

function contested({ id, path }: IdentityEntry, other: Numbered, line: number | null): Problem {
  return {
    ...{ path: identitiesPath, line, severity: 'error' },
    what: `\`${id}\` is content/${other.entry.path}${other.line === null ? '' : ` (line ${other.line})`} and content/${path}: two posts got the same id.`,
    mend: 'Remove the line of the one that fewer people know, and write another `id` into its file.',
  };
}
