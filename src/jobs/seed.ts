import type { Database } from '../database/database.ts';
import { createJobs } from './jobs.ts';

/** Notes work that never ends, by its kinds: each waits once, however often a server starts. */
export async function seed(
  database: Pick<Database, 'query' | 'tables' | 'atomically'>,
  kinds: readonly string[],
  now: Date,
): Promise<void> {
  const jobs = createJobs(database);
  await database.atomically((query) => kinds.map((kind) => jobs.add(query, { kind, subject: '', due: now }, now)));
}
