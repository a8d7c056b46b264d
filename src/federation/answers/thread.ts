import { goneName } from '../../conversation/erase/gone-name.ts';
import { loadPseudonym } from '../../conversation/erase/pseudonym.ts';
import type { Database } from '../../database/database.ts';
import { eq, inArray } from '../../database/drizzle.ts';

/** So many steps up: what is further is another talk. */
const highest = 40;

/**
 * The ids of those who wrote what stands above a remark in its thread, as far as it is shown to everybody: they hear of an
 * answer, as on Mastodon. What is held, hidden or gone is passed over, and so is who wrote it.
 */
export async function authorsAbove(database: Pick<Database, 'query' | 'tables'>, uri: string): Promise<string[]> {
  const { query, tables } = database;
  const { people, remarks } = tables;
  const pseudonym = await loadPseudonym(database);
  const authors: string[] = [];
  const passed = new Set<string>();
  for (let at: string | null = uri; at !== null && !passed.has(at) && passed.size < highest; ) {
    passed.add(at);
    const [row]: { parent: string | null; state: string; visibility: string; author: string | null }[] = await query
      .select({
        ...{ parent: remarks.parent, state: remarks.state, visibility: remarks.visibility },
        author: people.uri,
      })
      .from(remarks)
      .leftJoin(people, eq(people.key, remarks.person))
      // What we answered keeps its name in our answer when it is gone, and has a keyed hash for its own.
      .where(inArray(remarks.uri, [at, goneName(pseudonym, at)]));
    const isSeen = row?.state === 'shown' && (row.visibility === 'public' || row.visibility === 'unlisted');
    if (isSeen && row.author !== null) authors.push(row.author);
    at = row?.parent ?? null;
  }
  return [...new Set(authors)];
}
