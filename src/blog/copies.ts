import type { Database } from '../database/database.ts';
import { and, eq, inArray, sql } from '../database/drizzle.ts';
import type { Problem } from '../problem.ts';
import { fileProblem } from './candidate.ts';
import { sinceSetting } from './index-queries.ts';
import { livePosts } from './live-posts.ts';
import { detailsOf } from './row.ts';

/**
 * A new post whose file came with the same bytes as that of another: a copy that somebody made by mistake, to keep the old
 * text, or to write another post into. Until it says something else it is not sent to followers, who have it already.
 */
export interface Copy {
  /** Its object. */
  uri: string;
  /** The two files, relative to the content folder. */
  path: string;
  of: string;
}

/** More new posts than these are no copies by mistake but an import, which stays silent. */
const most = 100;

/**
 * Finds copies among posts of which it was not decided whether followers are told. Notes may well say the same twice.
 * @param untold the objects of those posts, where they are known already.
 */
export async function findCopies(
  database: Pick<Database, 'query' | 'tables'>,
  untold?: readonly string[],
): Promise<Copy[]> {
  const { query, tables } = database;
  const { posts, objects, announcements, settings } = tables;
  if (untold && untold.length > most) return [];
  // Nobody is told of anything yet.
  if ((await query.$count(settings, eq(settings.name, sinceSetting))) === 0) return [];
  const isUntold = untold ? inArray(objects.uri, [...untold]) : sql`${announcements.object} is null`;
  const fresh = await livePosts(database, isUntold);
  if (fresh.length > most) return [];
  const copied = fresh.flatMap(({ uri, path, details }) => {
    const { copyOf, federate } = detailsOf({ details });
    return copyOf === undefined || federate === 'no' ? [] : [{ uri, path, copyOf }];
  });
  if (copied.length === 0) return [];
  const ids = copied.map(({ copyOf }) => copyOf);
  const originals = await query
    .select({ id: posts.id, path: posts.path })
    .from(posts)
    .where(and(eq(posts.state, 'live'), inArray(posts.id, ids)));
  const paths = new Map(originals.map(({ id, path }) => [id, path]));
  return copied.flatMap(({ uri, path, copyOf }) => {
    const of = paths.get(copyOf);
    return of === undefined ? [] : [{ uri, path, of }];
  });
}

/** What the owner is told of each copy. Pure. */
export function copyProblems(copies: readonly Copy[]): Problem[] {
  return copies.map(({ path, of }) =>
    fileProblem(
      path,
      `The file is a copy of content/${of}, so it is not sent to followers.`,
      `Remove it, or write into it what it is to say; to send it as it is: postern publish --announce "content/${path}"`,
      'warning',
    ),
  );
}
