import { createHash } from 'node:crypto';
import type { Problem } from '../problem.ts';
import { type Candidate, fileProblem } from './candidate.ts';
import { findGuidOwners } from './guid-owners.ts';
import { detailsOf, type PostRow } from './row.ts';

/** What the index knows that may be one of the files at hand. */
export interface Known {
  /** Rows with an id, a path, a digest, a guid or an address that the files have or ask for. */
  posts: PostRow[];
  /** Whether the file of a row is still there, under its path. */
  isPresent(path: string): boolean;
}

/** A file and the post that it is: a row of the index, or a new one under `id`. */
export interface Identified {
  candidate: Candidate;
  row: PostRow | null;
  id: string;
  /** What this file was before its author wrote another id into it: live posts that have lost their file. */
  replaced: PostRow[];
}

/**
 * Which post each file is. In this order: the id it names; the path it had; a vanished post of the same bytes, or at
 * the same address (so a file that becomes a folder stays what it was); else a new post. A file that names an id which
 * another one has is refused, and so is one that writes the guid of another.
 * @param addressOf the address that a file asks for, as far as it is known before its id.
 */
export function identify(
  candidates: Candidate[],
  known: Known,
  addressOf: (candidate: Candidate) => string | null,
): { identified: Identified[]; refused: Map<Candidate, Problem> } {
  const refused = new Map<Candidate, Problem>();
  const claims = new Map<Candidate, PostRow>();
  const claimed = new Map<number, Candidate>();
  const ids = new Map(known.posts.map((row) => [row.id, row]));
  const claim = (candidate: Candidate, row: PostRow | undefined): void => {
    if (!row || claimed.has(row.key)) return;
    claims.set(candidate, row);
    claimed.set(row.key, candidate);
  };

  const owners = new Map<string, Candidate>();
  for (const candidate of ownersFirst(candidates, ids)) {
    const { id } = candidate.entry;
    if (id === null) continue;
    const row = ids.get(id);
    const other = owners.get(id)?.path ?? (row && heldElsewhere(row, candidate, candidates, known) ? row.path : null);
    if (other !== null) {
      refused.set(
        candidate,
        fileProblem(
          candidate.path,
          `content/${other} has the id \`${id}\` too.`,
          'Give one of the two files another id.',
        ),
      );
      continue;
    }
    owners.set(id, candidate);
    claim(candidate, row);
  }

  const open = (): Candidate[] => candidates.filter((candidate) => !claims.has(candidate) && !refused.has(candidate));
  for (const candidate of open()) {
    const { id } = candidate.entry;
    const rows = known.posts.filter((row) => row.path === candidate.path && !claimed.has(row.key)).sort(likelier);
    // Another id in place of one that the author wrote is another post; the first one in a file has come too late.
    claim(
      candidate,
      rows.find((row) => id === null || (row.state !== 'deleted' && !detailsOf(row).idWritten)),
    );
  }
  const isLost = (row: PostRow): boolean =>
    row.state !== 'deleted' && !claimed.has(row.key) && !known.isPresent(row.path);
  for (const candidate of open().filter(({ entry }) => entry.id === null)) {
    claim(
      candidate,
      known.posts.find((row) => row.digest === candidate.entry.digest && isLost(row)),
    );
  }
  for (const candidate of open().filter(({ entry }) => entry.id === null)) {
    const address = addressOf(candidate);
    claim(
      candidate,
      known.posts.find((row) => row.permalink === address && row.kind === candidate.entry.kind && isLost(row)),
    );
  }

  for (const [candidate, other] of findGuidOwners(
    candidates.filter((each) => !refused.has(each)),
    claims,
    known,
  )) {
    const what = `content/${other} has the guid \`${candidate.entry.guid}\` too, so feed readers would show one of the two.`;
    refused.set(candidate, fileProblem(candidate.path, what, 'Remove `guid` from the newer one of the two files.'));
  }

  const taken = new Set([...ids.keys(), ...owners.keys()]);
  const identified: Identified[] = [];
  for (const candidate of candidates) {
    if (refused.has(candidate)) continue;
    const row = claims.get(candidate) ?? null;
    const id = row?.id ?? candidate.entry.id ?? freeId(candidate, taken);
    taken.add(id);
    if (candidate.entry.id !== null && candidate.entry.id !== id) candidate.problems.push(lateId(candidate, id));
    const isReplaced = (other: PostRow): boolean =>
      other.state === 'live' && other.path === candidate.path && other.id !== id && !claimed.has(other.key);
    identified.push({ candidate, row, id, replaced: known.posts.filter(isReplaced) });
  }
  return { identified, refused };
}

/** The ids that a new file may get, most wanted first: to be looked up before `identify`. */
export function wantedIds({ path, entry }: Candidate): string[] {
  const plain = entry.slug.replace(/[^a-z0-9-]+/g, '').replace(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(path).digest('hex');
  const made = `${plain.slice(0, 80) || entry.kind}-`;
  const wanted = [made + hash.slice(0, 6), made + hash.slice(0, 12), made + hash];
  return /^[a-z0-9-]{1,100}$/.test(entry.slug) ? [entry.slug, ...wanted] : wanted;
}

function freeId(candidate: Candidate, taken: Set<string>): string {
  const wanted = wantedIds(candidate);
  return wanted.find((id) => !taken.has(id)) ?? (wanted.at(-1) as string);
}

/** A file at the path that its id is known under comes before a copy of it. */
function ownersFirst(candidates: Candidate[], ids: Map<string, PostRow>): Candidate[] {
  const isOwner = ({ entry, path }: Candidate): boolean => entry.id !== null && ids.get(entry.id)?.path === path;
  return [...candidates.filter(isOwner), ...candidates.filter((candidate) => !isOwner(candidate))];
}

function heldElsewhere(row: PostRow, candidate: Candidate, candidates: Candidate[], known: Known): boolean {
  if (row.state === 'deleted' || row.path === candidate.path || !known.isPresent(row.path)) return false;
  const there = candidates.find(({ path }) => path === row.path);
  return !there?.entry.id || there.entry.id === row.id;
}

const stateOrder = { live: 0, vanished: 1, deleted: 2 };

function likelier(a: PostRow, b: PostRow): number {
  return stateOrder[a.state] - stateOrder[b.state] || b.key - a.key;
}

function lateId({ path, entry }: Candidate, id: string): Problem {
  const what = `The world knows this post as \`${id}\`, so \`id: ${entry.id}\` is not used.`;
  return fileProblem(path, what, `Write \`id: ${id}\`.`, 'warning');
}
