import type { Sql, TransactionSql } from 'postgres';
import { type Applied, failed, type Migration, pending, record } from './migrate.ts';

/** Any number that no other program is likely to lock. Advisory locks are counted for each database apart. */
const lock = 0x706f7374;

/**
 * Brings a PostgreSQL database up to date: one transaction a migration, each under an advisory lock that ends with it.
 * @throws DatabaseError when the database is a newer program's, or when a migration fails.
 */
export async function migratePostgres(client: Sql, known: Migration[], where: string): Promise<void> {
  if (pending(known, await readApplied(client), where).length === 0) return;
  for (const migration of known) {
    await client.begin(async (transaction) => {
      // Waits for another process that migrates, then looks again what is left to do.
      await transaction`set local lock_timeout = 0`;
      await transaction`select pg_advisory_xact_lock(${lock})`;
      if (!pending(known, await readApplied(transaction), where).includes(migration)) return;
      await apply(transaction, migration).catch((error: unknown) => {
        throw failed(migration, where, error);
      });
    });
  }
}

async function apply(transaction: TransactionSql, { name, digest, statements }: Migration): Promise<void> {
  await transaction.unsafe(record.create);
  for (const statement of statements) await transaction.unsafe(statement);
  await transaction`insert into postern_migrations (name, digest) values (${name}, ${digest})`;
}

/** Which migrations a database has had; none, when nothing is in it. */
export async function readApplied(client: Sql | TransactionSql): Promise<Applied[]> {
  // Not to_regclass: within a transaction it answers from a cache that knows nothing of a table made meanwhile.
  const [found] = await client`
    select tablename from pg_tables where schemaname = current_schema() and tablename = 'postern_migrations'`;
  return found ? client.unsafe<Applied[]>(record.read) : [];
}
