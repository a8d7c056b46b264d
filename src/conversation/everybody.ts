import type { Database } from '../database/database.ts';
import { asc, gt } from '../database/drizzle.ts';
import { inPages } from '../database/in-pages.ts';

const size = 500;

/** The ids of all people of whom anything is known, some at a time: for what only a keyed hash is left of. */
export async function* everybody({
  query,
  tables: { people },
}: Pick<Database, 'query' | 'tables'>): AsyncGenerator<string> {
  const pages = inPages(size, (after) =>
    query
      .select({ key: people.key, uri: people.uri })
      .from(people)
      .where(gt(people.key, after))
      .orderBy(asc(people.key))
      .limit(size),
  );
  for await (const rows of pages) yield* rows.map(({ uri }) => uri);
}
