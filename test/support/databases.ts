import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import type { Migration } from '../../src/database/migrate.ts';
import { openPostgres } from '../../src/database/postgres.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { migratedSqlite } from './migrated.ts';
import { addressOf, createDatabase, dropDatabase, emptyDatabase } from './postgres.ts';
import { unforced } from './unforced.ts';

/** An address at which a database may be opened, closed and opened again. */
export interface Place {
  address: string;
  /** Removes what is there. Close what is open first. */
  remove(): Promise<void>;
}

export interface Engine {
  name: string;
  /** Opens what is at an address, with the bundled migrations or others. */
  connect(address: string, migrations?: Migration[]): Promise<Database>;
  /** Nothing is there yet: not one table. */
  blank(): Promise<Place>;
  /** A fresh, migrated, empty database. Closing it removes it. */
  open(): Promise<Database>;
}

async function blankSqlite(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-database-'));
  return { address: join(folder, 'test.db'), remove: () => rm(folder, { recursive: true, force: true }) };
}

async function makePostgres(copied?: 'template'): Promise<Place> {
  const given = inject('postgres');
  if ('problem' in given) throw new Error(given.problem);
  const name = given.prefix + randomBytes(6).toString('hex');
  await createDatabase(given.server, name, copied && given.template);
  return { address: addressOf(given.server, name), remove: () => dropDatabase(given.server, name) };
}

function removeWhenClosed(database: Database, { remove }: Place): Database {
  const close = async () => {
    await database.close();
    await remove();
  };
  return { ...database, close };
}

const sqlite: Engine = {
  name: 'SQLite',
  connect: openSqlite,
  blank: blankSqlite,
  async open() {
    const place = await blankSqlite();
    await writeFile(place.address, await migratedSqlite(), { mode: 0o600 });
    return removeWhenClosed(unforced(await openSqlite(place.address)), place);
  },
};

/** To make a database takes a server ten times as long as to empty one, so those of a file are used again. */
const spare: { database: Database; place: Place }[] = [];

async function takePostgres(): Promise<{ database: Database; place: Place }> {
  const known = spare.pop();
  if (known) return known;
  const place = await makePostgres('template');
  return { place, database: await openPostgres(place.address) };
}

const postgres: Engine = {
  name: 'PostgreSQL',
  connect: openPostgres,
  blank: () => makePostgres(),
  async open() {
    const taken = await takePostgres();
    const close = async () => {
      await emptyDatabase(taken.place.address);
      spare.push(taken);
    };
    return { ...taken.database, close };
  },
};

/** Both engines, for `describe.each(engines)('… on $name', ({ open }) => …)`. */
export const engines: Engine[] = [sqlite, postgres];
