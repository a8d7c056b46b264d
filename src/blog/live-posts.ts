import type { Database } from '../database/database.ts';
import { and, asc, eq, inArray, type sql } from '../database/drizzle.ts';
import { parts } from './statement-parts.ts';

export type Condition = ReturnType<typeof sql> | undefined;

/**
 * Live posts and notes by what is known of their objects and of what followers were told: `where` names columns of these two
 * tables. Posts are looked up afterwards, since their rows are long. In the order in which they came.
 */
export async function livePosts({ query, tables }: Pick<Database, 'query' | 'tables'>, where: Condition) {
  const { posts, objects, announcements } = tables;
  const { key, id, generation, path, kind, title, revision, vanished, details } = posts;
  const found = await query
    .select({ post: objects.post, uri: objects.uri, made: objects.made, state: announcements.state })
    .from(objects)
    .leftJoin(announcements, eq(announcements.object, objects.uri))
    .where(and(eq(objects.state, 'alive'), where));
  const known = new Map(found.flatMap((object) => (object.post === null ? [] : [[object.post, object]])));
  const rows = [];
  for (const some of parts([...known.keys()])) {
    const columns = { key, id, generation, path, kind, title, revision, vanished, details };
    const live = and(inArray(key, some), eq(posts.state, 'live'));
    rows.push(...(await query.select(columns).from(posts).where(live).orderBy(asc(key))));
  }
  return rows
    .sort((a, b) => a.key - b.key)
    .flatMap((row) => {
      const object = known.get(row.key);
      return object ? [{ ...row, uri: object.uri, made: object.made, state: object.state }] : [];
    });
}
