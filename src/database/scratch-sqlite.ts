import { existsSync, readFileSync, statSync } from 'node:fs';
import SqliteFile from 'better-sqlite3';
import type { Database } from './database.ts';
import { codeOf, explain } from './failure.ts';
import type { Migration } from './migrate.ts';
import { readApplied } from './migrate-sqlite.ts';
import { demandUpToDate, isCopied } from './scratch.ts';
import { describe, reasons, useSqlite } from './sqlite.ts';

/** How long is waited for another process, in milliseconds. */
const patience = 5_000;

/** The same for a SQLite file; null when it is not there, or empty. */
export async function scratchSqlite(path: string, known: Migration[]): Promise<Database | null> {
  if (path === ':memory:' || !existsSync(path) || statSync(path).size === 0) return null;
  // Who reads a file that nobody uses makes these two, and may not take them away again.
  const isIdle = !existsSync(`${path}-wal`);
  const tidy = (): void => {
    if (isIdle) closeOnce(path);
  };
  let client: SqliteFile.Database | null = null;
  try {
    client = open(path, isIdle);
    const applied = readApplied(client, describe(path));
    if (applied.length === 0) {
      client.close();
      tidy();
      return null;
    }
    demandUpToDate(known, applied, describe(path));
    copyTables(client);
  } catch (error) {
    client?.close();
    tidy();
    throw explain(error, describe(path), reasons);
  }
  const database = useSqlite(client, path);
  return {
    ...database,
    async close() {
      await database.close();
      tidy();
    },
  };
}

/** A file in a folder where nothing may be made is read whole, as long as nobody uses it. */
function open(path: string, isIdle: boolean): SqliteFile.Database {
  const client = new SqliteFile(path, { readonly: true, timeout: patience });
  try {
    client.prepare('select 1 from sqlite_master').get();
    return client;
  } catch (error) {
    client.close();
    if (!isIdle || !codeOf(error)?.startsWith('SQLITE_CANTOPEN')) throw error;
    const bytes = readFileSync(path);
    // In memory there is no journal that is written ahead, of which these two bytes of the header speak.
    bytes.fill(1, 18, 20);
    return new SqliteFile(bytes);
  }
}

/** Temporary tables are found before the file's own, of the same names. */
function copyTables(client: SqliteFile.Database): void {
  client.pragma('temp_store = MEMORY');
  // A copied table may point to one that is not.
  client.pragma('foreign_keys = OFF');
  const parts = client
    .prepare<[], { type: string; name: string; tableName: string; text: string }>(
      "select type, name, tbl_name as tableName, sql as text from main.sqlite_master where type in ('table', 'index') and sql is not null and name not like 'sqlite_%'",
    )
    .all()
    .filter(({ tableName }) => isCopied(tableName));
  const tables = parts.filter(({ type }) => type === 'table');
  const indexes = parts.filter(({ type }) => type === 'index');
  const copy = client.transaction(() => {
    for (const { name, text } of tables) {
      client.exec(text.replace(/^create table /i, 'create temp table '));
      client.exec(`insert into temp."${name}" select * from main."${name}"`);
    }
    for (const { text } of indexes)
      client.exec(text.replace(/^create (unique )?index (?=[`"\w])/i, 'create $1index temp.'));
  });
  copy();
}

/** The last one to close a file for writing takes away what was made beside it. */
function closeOnce(path: string): void {
  try {
    const client = new SqliteFile(path, { timeout: patience });
    client.prepare('select 1 from sqlite_master').get();
    client.close();
  } catch {
    // It may only be read: then nothing was made.
  }
}
