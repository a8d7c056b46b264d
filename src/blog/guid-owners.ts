import type { Candidate } from './candidate.ts';
import type { Known } from './identify.ts';
import type { PostRow } from './row.ts';

/**
 * Which files write a guid that another post has, each with that post's file: a feed reader would show only one of
 * them. A post keeps the guid it has; among new files the first one gets it.
 * @param claims the rows that the candidates turned out to be.
 */
export function findGuidOwners(
  candidates: Candidate[],
  claims: ReadonlyMap<Candidate, PostRow>,
  { posts, isPresent }: Known,
): Map<Candidate, string> {
  const owned = new Map<Candidate, string>();
  const given = new Map<string, Candidate>();
  const hasIt = (candidate: Candidate): boolean => claims.get(candidate)?.guid === candidate.entry.guid;
  const writers = candidates.filter(({ entry }) => entry.guid !== null);
  for (const candidate of [...writers.filter(hasIt), ...writers.filter((writer) => !hasIt(writer))]) {
    const guid = candidate.entry.guid as string;
    const holder = posts.find(
      (row) =>
        row.guid === guid &&
        row.state !== 'deleted' &&
        row.key !== claims.get(candidate)?.key &&
        isPresent(row.path) &&
        row.path !== candidate.path &&
        !isLeaving(row, candidates),
    );
    const other = given.get(guid)?.path ?? holder?.path;
    if (other === undefined) given.set(guid, candidate);
    else owned.set(candidate, other);
  }
  return owned;
}

/** Whether the file of a post writes another guid now. One that writes none any more keeps what it had. */
function isLeaving({ path, guid }: PostRow, candidates: Candidate[]): boolean {
  const written = candidates.find((candidate) => candidate.path === path)?.entry.guid ?? guid;
  return written !== guid;
}
