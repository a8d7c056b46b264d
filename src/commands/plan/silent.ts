import { livePosts } from '../../blog/live-posts.ts';
import { detailsOf } from '../../blog/row.ts';
import type { Database } from '../../database/database.ts';
import { eq, inArray } from '../../database/drizzle.ts';
import { isOld, type Reason } from '../../federation/announce/decide.ts';
import { readMemory } from '../../federation/announce/memory.ts';

/** Posts that are on the blog, and of which followers were told nothing and will not be by themselves. */
export interface Silent {
  /** How many were there before followers were first told of anything. */
  before: number;
  /** Those that came later; `path` relative to the site's folder. */
  posts: { id: string; path: string; why: Reason }[];
}

/**
 * Reads what was decided to be silent. Why is not kept with it: it follows from the post as it is now, by the same rules.
 * @param known ids of posts that the plan speaks of already.
 */
export async function readSilent(database: Database, known: ReadonlySet<string>): Promise<Silent> {
  const { query, tables } = database;
  const { announcements, posts } = tables;
  const memory = await readMemory(database);
  const rows = memory ? await livePosts(database, eq(announcements.state, 'silent')) : [];
  const later = rows.filter(
    ({ id, kind, made }) => kind !== 'page' && made > (memory?.since ?? made) && !known.has(id),
  );
  const dates = new Map<number, Date>();
  for (let start = 0; start < later.length; start += 500) {
    const keys = later.slice(start, start + 500).map(({ key }) => key);
    const some = await query.select({ key: posts.key, date: posts.date }).from(posts).where(inArray(posts.key, keys));
    for (const { key, date } of some) dates.set(key, date);
  }
  const before = rows.filter(({ kind, made }) => kind !== 'page' && memory !== null && made <= memory.since).length;
  return {
    before,
    posts: later.map(({ key, id, path, made, details }) => {
      const { federate } = detailsOf({ details });
      const date = dates.get(key) ?? made;
      const why = federate === 'no' ? 'kept back' : isOld(date, made) ? 'old' : 'crowd';
      return { id, path: `content/${path}`, why };
    }),
  };
}
