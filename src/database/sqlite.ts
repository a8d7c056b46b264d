import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SqliteFile from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Database, Query, Step } from './database.ts';
import { sqlite } from './dialect.ts';
import { DatabaseError, Unmet } from './failure.ts';
import { bundledMigrations, type Migration } from './migrate.ts';
import { migrateSqlite } from './migrate-sqlite.ts';
import { defineTables } from './schema.ts';
import { reuseStatements } from './statements.ts';
import { cleanParameters } from './text.ts';

/** How long a statement waits for another process that writes, in milliseconds. */
const patience = 5_000;

/**
 * Opens a SQLite file, which is made when it is missing, and migrates it.
 * @throws DatabaseError when it cannot be read or written, is no database of ours, or a newer program's.
 */
export async function openSqlite(path: string, migrations?: Migration[]): Promise<Database> {
  const known = migrations ?? (await bundledMigrations('sqlite'));
  const client = open(path);
  try {
    migrateSqlite(client, known, describe(path));
    await configure(client);
  } catch (error) {
    client.close();
    throw explain(error, path);
  }
  reuseStatements(client);
  const database = drizzle(client);
  cleanParameters(database);
  // SQLite's builders give the same values when they are awaited, and no other use is in the contract.
  const query = database as unknown as Query;
  return {
    engine: 'sqlite',
    tables: defineTables(sqlite),
    query,
    atomically: async (build) => runAll(client, build(query)),
    close: async () => {
      client.close();
    },
  };
}

function open(path: string): SqliteFile.Database {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    return new SqliteFile(path, { timeout: patience });
  } catch (error) {
    throw explain(error, path);
  }
}

/** Only after the migrations: a file that is refused is left as it was. */
async function configure(client: SqliteFile.Database): Promise<void> {
  await writeAhead(client);
  // A 202 means that the activity is on disk.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
}

/** Two processes that switch a new file at once get "locked" without waiting: SQLite spares itself a deadlock. */
async function writeAhead(client: SqliteFile.Database, attempts = 50): Promise<void> {
  try {
    client.pragma('journal_mode = WAL');
  } catch (error) {
    if (attempts === 0 || !String(codeOf(error)).startsWith('SQLITE_BUSY')) throw error;
    await pause(100);
    await writeAhead(client, attempts - 1);
  }
}

function runAll(client: SqliteFile.Database, steps: Step[]): void {
  const transaction = client.transaction(() => {
    for (const [index, step] of steps.entries()) {
      const { statement, demand } = 'demand' in step ? step : { statement: step, demand: 0 };
      const { sql, params } = statement.toSQL();
      const command = client.prepare(sql);
      const touched = command.reader ? command.all(...params).length : command.run(...params).changes;
      if (touched < demand) throw new Unmet(index, demand, touched);
    }
  });
  transaction.immediate();
}

const reasons: [code: string, reason: string][] = [
  ['SQLITE_NOTADB', 'is not a SQLite database: name another file, or move this one away.'],
  ['SQLITE_CORRUPT', 'is damaged: restore a backup.'],
  ['SQLITE_CANTOPEN', 'cannot be opened: check the path and who may read and write there.'],
  ['SQLITE_READONLY', 'cannot be written: check who may write it and its folder.'],
  ['SQLITE_FULL', 'cannot be written: the disk is full.'],
  ['SQLITE_BUSY', 'is locked by another program: end that one first.'],
  ['SQLITE_IOERR', 'cannot be read or written: the disk reports an error.'],
  ['EACCES', 'cannot be made: check who may write its folder.'],
  ['EROFS', 'cannot be made: the disk is read-only.'],
  ['ENOTDIR', 'cannot be made: a part of its path is a file, not a folder.'],
  ['EEXIST', 'cannot be made: a part of its path is a file, not a folder.'],
];

function explain(error: unknown, path: string): unknown {
  const code = String(codeOf(error));
  const reason = reasons.find(([start]) => code.startsWith(start));
  return reason ? new DatabaseError(`${describe(path)} ${reason[1]}`, { cause: error }) : error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function describe(path: string): string {
  return path === ':memory:' ? 'The database in memory' : `The database ${path}`;
}
