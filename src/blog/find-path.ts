import { foldPath } from '../content/permalink.ts';
import type { Database } from '../database/database.ts';
import { eq, inArray } from '../database/drizzle.ts';
import type { Found } from './posts.ts';
import { toPost } from './row.ts';

/**
 * What is at a path of the blog, given decoded or not. A path in another spelling (with or without its slash, in
 * capitals) leads to the right one; a hidden post is not there, a deleted one is gone.
 */
export async function findPath({ query, tables: { paths, posts } }: Database, path: string): Promise<Found | null> {
  const asked = foldPath(path) ?? (path.isWellFormed() ? foldPath(encodeURI(path)) : null);
  if (asked === null) return null;
  const spellings = spellingsOf(asked);
  const rows = await query
    .select({ path: paths.path, kind: paths.kind, post: posts })
    .from(paths)
    .innerJoin(posts, eq(posts.key, paths.post))
    .where(inArray(paths.path, spellings));
  const [found] = rows
    .filter(({ post }) => post.state !== 'vanished')
    .sort((a, b) => spellings.indexOf(a.path) - spellings.indexOf(b.path));
  if (!found) return null;
  if (found.post.state === 'deleted') return { kind: 'gone' };
  if (found.kind === 'current' && found.path === asked) return { kind: 'post', post: toPost(found.post) };
  return { kind: 'moved', permalink: found.post.permalink };
}

/** As asked first; folded paths are in lower case, but for what an author wrote. */
function spellingsOf(asked: string): string[] {
  // Only what is no escape: `%C3` stays.
  const low = asked.replace(/%[0-9A-F]{2}|[A-Z]/g, (found) => (found.length === 1 ? found.toLowerCase() : found));
  return [...new Set([asked, otherEnd(asked), low, otherEnd(low)])];
}

function otherEnd(path: string): string {
  if (path === '/') return path;
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}
