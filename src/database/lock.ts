import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { codeOf, DatabaseError } from './failure.ts';
import { makePrivately } from './private-file.ts';

/** Held until it is released, or until the process ends, however it does. */
export interface SiteLock {
  release(): void;
}

/**
 * Lets one server at a time work on a SQLite file. The lock is an exclusive transaction on an empty file beside it,
 * `<path>.lock`: the system ends it with the process, so nothing stale is left by a kill. Commands do not take it.
 * @returns null when another server holds it.
 * @throws DatabaseError when the lock file cannot be made.
 */
export function lockSite(path: string): SiteLock | null {
  if (path === ':memory:') return { release: () => undefined };
  const client = open(path);
  try {
    client.exec('begin exclusive');
  } catch (error) {
    client.close();
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) return null;
    throw unusable(path, error);
  }
  return { release: () => client.close() };
}

function open(path: string): SqliteFile.Database {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // One lock for one file, by whichever link it is named. The file itself may not exist yet.
    const real = existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
    makePrivately(`${real}.lock`);
    return new SqliteFile(`${real}.lock`, { timeout: 0 });
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): DatabaseError {
  return new DatabaseError(`The lock file ${path}.lock cannot be made: check who may write its folder.`, { cause });
}
