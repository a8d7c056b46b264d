import type { Database } from '../database/database.ts';
import { and, asc, eq, inArray, sql } from '../database/drizzle.ts';
import type { Problem } from '../problem.ts';
import { fileProblem } from './candidate.ts';
import { sinceSetting } from './index-queries.ts';
import { detailsOf } from './row.ts';

/**
 * A new post whose file holds the same bytes as that of another: a copy that somebody made by mistake, or will write another
 * post into. Until it says something else it is not sent to followers, who have it already.
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

/** Finds copies among posts of which it was not decided whether followers are told. Notes may well say the same twice. */
export async function findCopies({ query, tables }: Pick<Database, 'query' | 'tables'>): Promise<Copy[]> {
  const { posts, objects, announcements, settings } = tables;
  const { key, path, digest, details } = posts;
  const isOwn = and(eq(objects.post, key), eq(objects.generation, posts.generation), eq(objects.state, 'alive'));
  const isPost = and(eq(posts.state, 'live'), eq(posts.kind, 'post'));
  // Nobody is told of anything yet.
  if ((await query.$count(settings, eq(settings.name, sinceSetting))) === 0) return [];
  const found = await query
    .select({ key, path, digest, details, uri: objects.uri })
    .from(posts)
    .innerJoin(objects, isOwn)
    .leftJoin(announcements, eq(announcements.object, objects.uri))
    .where(and(isPost, sql`${announcements.object} is null`))
    .orderBy(asc(key))
    .limit(most + 1);
  const fresh = found.filter((row) => detailsOf(row).federate !== 'no');
  if (fresh.length === 0 || found.length > most) return [];
  const digests = [...new Set(fresh.map((row) => row.digest))];
  const same = await query
    .select({ key, path, digest })
    .from(posts)
    .where(and(isPost, inArray(digest, digests)))
    .orderBy(asc(key));
  return fresh.flatMap((copy) => {
    const first = same.find((row) => row.digest === copy.digest && row.key < copy.key);
    return first ? [{ uri: copy.uri, path: copy.path, of: first.path }] : [];
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
