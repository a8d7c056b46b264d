import type { Announced, IdentityEntry } from './entry.ts';

/** What the file knows and the database does not. */
export interface News {
  /** Posts of which the database knows nothing. */
  unknown: IdentityEntry[];
  /** Posts of which it knows less: as they are, and as they have to be. */
  later: { before: IdentityEntry; entry: IdentityEntry }[];
  /** Posts whose files lie at other paths than it knows. */
  moved: { id: string; path: string }[];
}

export const hasNews = ({ unknown, later, moved }: News): boolean => unknown.length + later.length + moved.length > 0;

/**
 * What a line tells of a post beyond what is known of it: the entry as it has to be, or null when that is nothing. Where
 * the line is the older one, as in the file of an old branch, the database knows better. Instants are compared with each
 * other and never with the clock, which may have been set. Pure.
 */
export function laterOf(known: IdentityEntry, line: IdentityEntry): IdentityEntry | null {
  if (line.generation < known.generation) return null;
  const { generation, announced, deleted, earlier } = line;
  if (generation > known.generation) {
    const all = new Map([...known.earlier, ...earlier].map((each) => [each.generation, each]));
    if (known.deleted) all.set(known.generation, { generation: known.generation, ...known.deleted });
    return { ...known, generation, announced, deleted, earlier: [...all.values()], was: line.was };
  }
  // A generation that is deleted never comes back.
  if (known.deleted) return null;
  if (deleted) return { ...known, announced, deleted, was: line.was };
  const told = laterTold(known.announced, announced);
  return told === null ? null : { ...known, announced: told, was: line.was };
}

function laterTold(
  known: IdentityEntry['announced'],
  line: IdentityEntry['announced'],
): IdentityEntry['announced'] | null {
  if (known === null || line === null || line === 'silent') return known === null ? line : null;
  if (known === 'silent') return line;
  if (lastTold(line) <= lastTold(known)) return null;
  return { at: known.at, by: known.by, digest: line.digest, updated: line.updated };
}

function lastTold({ at, updated }: Announced): number {
  return (updated ?? at).getTime();
}

/**
 * Which posts have gone to other paths as a whole set of lines tells it: those whose files are there and not at the path
 * that is known, or are another's by now. None goes to where another post stays.
 * @param isThere whether there is a file in the content folder; only asked of paths that differ.
 */
export async function movedIn(
  known: ReadonlyMap<string, IdentityEntry>,
  lines: readonly IdentityEntry[],
  isThere: (path: string) => Promise<boolean>,
): Promise<News['moved']> {
  const owners = new Map(lines.filter(({ deleted }) => !deleted).map(({ id, path }) => [path, id]));
  const moved = new Map<string, string>();
  for (const { id, path, deleted } of lines) {
    const before = known.get(id);
    if (!before || before.deleted || deleted || before.path === path || !(await isThere(path))) continue;
    const isTaken = owners.has(before.path) && owners.get(before.path) !== id;
    if (isTaken || !(await isThere(before.path))) moved.set(id, path);
  }
  if (moved.size === 0) return [];
  const holders = new Map([...known.values()].filter(({ deleted }) => !deleted).map(({ id, path }) => [path, id]));
  for (let count = -1; count !== moved.size; ) {
    count = moved.size;
    for (const [id, path] of moved) {
      const holder = holders.get(path);
      if (holder !== undefined && !moved.has(holder)) moved.delete(id);
    }
  }
  return [...moved].map(([id, path]) => ({ id, path }));
}
