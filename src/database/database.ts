import type { SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Tables } from './schema.ts';

export { DatabaseError, Unmet } from './failure.ts';

/**
 * The builders that both engines share, to be awaited. Not `.get/.all/.run`, not `for('update')`:
 * the types are PostgreSQL's, SQLite knows only what docs/database.md lists.
 */
export type Query = Pick<
  PostgresJsDatabase,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'with' | '$with' | '$count'
>;

/** A built insert, update or delete. */
export interface Statement {
  getSQL(): SQL;
  toSQL(): { sql: string; params: unknown[] };
}

/** One step of `atomically`; with `demand`, the least number of rows that it must touch. */
export type Step = Statement | { statement: Statement; demand: number };

export interface Database {
  engine: 'sqlite' | 'postgres';
  tables: Tables;
  query: Query;
  /**
   * All statements or none, in their order. They are a list, so nothing can await half way.
   * Throws `Unmet` when a demand is not met, `DatabaseError` when the database is full, locked or gone, and the engine's
   * own error otherwise.
   */
  atomically(build: (query: Query) => Step[]): Promise<void>;
  /** Ends all connections. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

/**
 * Opens the database, and brings its tables up to this program.
 * @param address `postgres://…`, the path of a SQLite file (made when missing), or `:memory:`.
 * @throws DatabaseError when there is no way in, or when a newer program wrote it; nothing is changed then.
 */
export async function openDatabase(address: string): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(address)) {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(address);
  }
  const { openSqlite } = await import('./sqlite.ts');
  return openSqlite(address);
}
