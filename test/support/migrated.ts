import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../src/database/sqlite.ts';

/** To migrate takes five times as long as to copy what was migrated, as PostgreSQL does with its template. */
let migrated: Promise<Buffer> | undefined;

/** The bytes of an SQLite database that has every table and no row: for a file that is not there yet. */
export function migratedSqlite(): Promise<Buffer> {
  migrated ??= migrateOnce();
  return migrated;
}

async function migrateOnce(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-migrated-'));
  const file = join(folder, 'test.db');
  try {
    await (await openSqlite(file)).close();
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
