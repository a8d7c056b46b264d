import type { Sql } from 'postgres';
import type { Database } from './database.ts';
import { explain } from './failure.ts';
import type { Migration } from './migrate.ts';
import { readApplied } from './migrate-postgres.ts';
import { connectTo, describe, reasons, usePostgres } from './postgres.ts';
import { demandUpToDate, isCopied } from './scratch.ts';

/** The same for PostgreSQL; null when there are no tables yet. */
export async function scratchPostgres(address: string, known: Migration[]): Promise<Database | null> {
  // Temporary tables are there for one connection only.
  const client = connectTo(address, 1);
  const where = describe(client);
  try {
    const applied = await readApplied(client);
    if (applied.length === 0) {
      await client.end({ timeout: 5 });
      return null;
    }
    demandUpToDate(known, applied, where);
    await copyTables(client);
  } catch (error) {
    await client.end({ timeout: 0 });
    throw explain(error, where, reasons);
  }
  return usePostgres(client, where);
}

/** Temporary tables are found before the others, and may be written where nothing else may. */
async function copyTables(client: Sql): Promise<void> {
  await client.begin(async (transaction) => {
    // All tables as of one instant.
    await transaction`set transaction isolation level repeatable read`;
    const rows = await transaction<{ name: string; place: string }[]>`
      select tablename as name, quote_ident(schemaname) || '.' || quote_ident(tablename) as place
      from pg_tables where schemaname = current_schema()`;
    for (const { name, place } of rows.filter(({ name }) => isCopied(name))) {
      await transaction.unsafe(`create temp table "${name}" (like ${place} including all)`);
      await transaction.unsafe(`insert into pg_temp."${name}" select * from ${place}`);
    }
    await goOnCounting(transaction);
  });
  await client`set default_transaction_read_only = on`;
}

/** Counts the new keys on from those that were copied. */
async function goOnCounting(transaction: Pick<Sql, 'unsafe'>): Promise<void> {
  const counted = await transaction.unsafe<{ table_name: string; column_name: string }[]>(
    `select c.relname as table_name, a.attname as column_name from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = pg_my_temp_schema() and c.relkind = 'r' and a.attidentity <> ''`,
  );
  for (const { table_name: table, column_name: column } of counted)
    await transaction.unsafe(
      `select setval(pg_get_serial_sequence('pg_temp."${table}"', '${column}'),
         greatest((select max("${column}") from pg_temp."${table}"), 1))`,
    );
}
