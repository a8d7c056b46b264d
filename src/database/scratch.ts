import type { Database } from './database.ts';
import { DatabaseError } from './failure.ts';
import { bundledMigrations, type Migration, pending } from './migrate.ts';
import { openSqlite } from './sqlite.ts';

/** A database in which may be written without anything being kept. */
export interface Scratch {
  database: Database;
  /** There is none at that address yet: this one began empty. */
  isNew: boolean;
}

/**
 * What is sent and to whom, and what readers search. It can be large, and is read where it lies; whoever writes into it is
 * refused. Every other table is copied.
 */
const readInPlace = new Set([
  ...['activities', 'deliveries', 'received', 'hosts', 'inboxes', 'people', 'followers', 'blocks', 'caches', 'keys'],
  ...['media', 'postern_migrations', 'searchable', 'search'],
]);

/** Whether a table is copied into a scratch database. */
export function isCopied(table: string): boolean {
  // SQLite keeps an index of words in tables whose names begin with its own.
  return !readInPlace.has(table) && !table.startsWith('search_');
}

/**
 * Opens a database as it is, for trying out what would be written: the tables of the index are copied into the memory of
 * this connection, where they stand in front of the real ones. The database itself is opened for reading only, so
 * nothing that is done to this one can reach it; a server may be using it meanwhile.
 * @param address as `openDatabase` takes it.
 * @throws DatabaseError when it cannot be read, or when a program of another version wrote it.
 */
export async function openScratch(address: string): Promise<Scratch> {
  const database = await copyOf(address);
  return database ? { database, isNew: false } : { database: await openSqlite(':memory:'), isNew: true };
}

async function copyOf(address: string): Promise<Database | null> {
  if (/^postgres(ql)?:\/\//.test(address)) {
    const { scratchPostgres } = await import('./scratch-postgres.ts');
    return scratchPostgres(address, await bundledMigrations('postgres'));
  }
  const { scratchSqlite } = await import('./scratch-sqlite.ts');
  return scratchSqlite(address, await bundledMigrations('sqlite'));
}

/** Refuses what this program could read only after it had changed it. */
export function demandUpToDate(known: Migration[], applied: Pick<Migration, 'name' | 'digest'>[], where: string): void {
  if (pending(known, applied, where).length === 0) return;
  throw new DatabaseError(`${where} was written by an older Postern: start this one's server once, which updates it.`);
}
