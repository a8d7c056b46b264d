import type SqliteFile from 'better-sqlite3';
import { DatabaseError } from './failure.ts';
import { type Applied, failed, type Migration, pending, record } from './migrate.ts';

/**
 * Brings a SQLite file up to date: one transaction a migration, so that one killed half way starts again.
 * Leaves `foreign_keys` off.
 * @throws DatabaseError when the file is no database of ours or a newer one, or when a migration fails.
 */
export function migrateSqlite(client: SqliteFile.Database, known: Migration[], where: string): void {
  if (pending(known, readApplied(client, where), where).length === 0) return;
  // SQLite changes a table by dropping its old self, and that would cascade to all children. Inside a transaction,
  // where drizzle-kit writes it, this pragma does nothing.
  client.pragma('foreign_keys = OFF');
  for (const migration of known) {
    const step = client.transaction(() => apply(client, migration, known, where));
    // Takes the lock before it looks, so that two processes that start at once do not both see work to do.
    step.immediate();
  }
}

function apply(client: SqliteFile.Database, migration: Migration, known: Migration[], where: string): void {
  if (!pending(known, readApplied(client, where), where).includes(migration)) return;
  try {
    client.exec(record.create);
    for (const statement of migration.statements) client.exec(statement);
    const orphans = client.pragma('foreign_key_check') as { table: string }[];
    if (orphans[0]) throw new Error(`rows of ${orphans[0].table} would lose what they point to`);
    client.prepare('insert into postern_migrations (name, digest) values (?, ?)').run(migration.name, migration.digest);
  } catch (error) {
    throw failed(migration, where, error);
  }
}

/** Which migrations a file has had; none, when nothing is in it. */
export function readApplied(client: SqliteFile.Database, where: string): Applied[] {
  const tables = client.prepare("select name from sqlite_master where type = 'table'").pluck().all();
  if (tables.includes('postern_migrations')) return client.prepare<[], Applied>(record.read).all();
  if (tables.length === 0) return [];
  throw new DatabaseError(`${where} belongs to another program: name another file.`);
}
