import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detailsOf } from '../../blog/row.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, isNotNull } from '../../database/drizzle.ts';
import type { Problem } from '../../problem.ts';
import { readWhy } from './hindrance.ts';

/** What stands in the way of threads elsewhere that posts name, each at its line. */
export async function threadProblems(
  { query, tables: { adopted, posts } }: Pick<Database, 'query' | 'tables'>,
  folder: string,
): Promise<Problem[]> {
  const rows = await query
    .select({ why: adopted.why, address: adopted.address, path: posts.path, details: posts.details })
    .from(adopted)
    .innerJoin(posts, eq(posts.key, adopted.post))
    .where(and(isNotNull(adopted.why), eq(posts.state, 'live')));
  const named = rows.filter((row) => detailsOf(row).discuss === row.address);
  const problems = named.map(async ({ why, path }): Promise<Problem> => {
    const line = await lineOf(join(folder, 'content', path));
    return { path: `content/${path}`, line, severity: 'warning', ...readWhy(why ?? '') };
  });
  return (await Promise.all(problems)).sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Where a file names the thread; null: it does not any more. */
async function lineOf(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const index = text.split('\n').findIndex((line) => /^\s*["']?discuss["']?\s*:/.test(line));
  return index < 0 ? null : index + 1;
}
