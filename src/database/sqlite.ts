import { setTimeout as pause } from 'node:timers/promises';
import SqliteFile from 'better-sqlite3';
import type { Database, Query, Step } from './database.ts';
import { sqlite } from './dialect.ts';
import { drivers } from './drizzle.ts';
import { codeOf, explain, explainUse, type Reasons, Unmet } from './failure.ts';
import { bundledMigrations, type Migration } from './migrate.ts';
import { migrateSqlite } from './migrate-sqlite.ts';
import { createPatience } from './patience.ts';
import { makePrivately } from './private-file.ts';
import { defineTables } from './schema.ts';
import { waitInQueries } from './sessions.ts';
import { reuseStatements } from './statements.ts';
import { cleanParameters } from './text.ts';

/** How long opening waits for another process that writes, in milliseconds. Nothing else is done meanwhile. */
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
    throw explain(error, describe(path), reasons);
  }
  return useSqlite(client, path);
}

/** What a connection that is ready is to the rest of us. `path` names it in what is said of failures. */
export function useSqlite(client: SqliteFile.Database, path: string): Database {
  reuseStatements(client);
  const database = drivers.sqlite().drizzle(client);
  const explained = (error: unknown): unknown => explainUse(error, describe(path), reasons);
  const patience = createPatience((error) => codeOf(error)?.startsWith('SQLITE_BUSY') ?? false);
  cleanParameters(database);
  waitInQueries(database, patience, explained);
  // SQLite's builders give the same values when they are awaited, and no other use is in the contract.
  const query = database as unknown as Query;
  return {
    engine: 'sqlite',
    tables: defineTables(sqlite),
    query,
    async atomically(build) {
      try {
        const steps = build(query);
        await patience.write(() => runAll(client, steps));
      } catch (error) {
        throw explained(error);
      }
    },
    close: async () => {
      client.close();
    },
  };
}

function open(path: string): SqliteFile.Database {
  try {
    if (path !== ':memory:') makePrivately(path);
    return new SqliteFile(path, { timeout: patience });
  } catch (error) {
    throw explain(error, describe(path), reasons);
  }
}

/** Only after the migrations: a file that is refused is left as it was. */
async function configure(client: SqliteFile.Database): Promise<void> {
  // Two processes that switch a new file at once each wait for the other, as long as patience allows.
  client.pragma('busy_timeout = 0');
  await writeAhead(client);
  // It stays at 0: SQLite would wait without letting this process do anything else, `patience.ts` waits in its place.
  // A 202 means that the activity is on disk.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
}

async function writeAhead(client: SqliteFile.Database, attempts = patience / 20): Promise<void> {
  try {
    client.pragma('journal_mode = WAL');
  } catch (error) {
    if (attempts === 0 || !codeOf(error)?.startsWith('SQLITE_BUSY')) throw error;
    await pause(20);
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

export const reasons: Reasons = [
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

export function describe(path: string): string {
  return path === ':memory:' ? 'The database in memory' : `The database ${path}`;
}
