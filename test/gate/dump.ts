import type { Database } from '../../src/database/database.ts';

/** Every row of every table, as text. */
export async function dump({ query, tables }: Database): Promise<string> {
  const rows = Object.entries(tables).map(async ([name, table]) => [name, await query.select().from(table)]);
  return JSON.stringify(await Promise.all(rows), null, 1);
}
