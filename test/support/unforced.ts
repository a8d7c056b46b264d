import type { Database } from '../../src/database/database.ts';
import { sql } from '../../src/database/drizzle.ts';

/**
 * Nothing of a test outlives the run, so nothing is forced to the disk: PostgreSQL is started so, SQLite is told here.
 * Whoever is killed loses nothing by that, only a machine without power.
 */
export function unforced<T extends Database>(database: T): T {
  // Drizzle's builder for SQLite has it, which the contract of both engines has not.
  const query = database.query as unknown as { run(statement: ReturnType<typeof sql>): void };
  if (database.engine === 'sqlite') query.run(sql`pragma synchronous = off`);
  return database;
}
