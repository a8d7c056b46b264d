import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import connect from 'postgres';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { DatabaseError, openDatabase } from '../../src/database/database.ts';
import { lockSite } from '../../src/database/lock.ts';
import { engines } from '../support/databases.ts';
import { addressOf } from '../support/postgres.ts';

async function refusal(address: string): Promise<string> {
  const opened = await openDatabase(address).catch((error: unknown) => error);
  expect(opened).toBeInstanceOf(DatabaseError);
  return (opened as Error).message;
}

describe('a SQLite database', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-open-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is made with its folder, forces every commit to the disk and watches foreign keys', async () => {
    const database = await openDatabase(join(folder, 'a', 'b', 'postern.db'));
    const pragma = async (name: string) =>
      Object.values((await database.query.select({ value: sql`*` }).from(sql.raw(`pragma_${name}`)))[0] ?? {})[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout'), 'waiting would stop the process').toBe(0);
    await database.close();
  });

  it('is for its owner alone, since private keys are in it', async () => {
    const path = join(folder, 'data', 'postern.db');
    const lock = lockSite(path);
    const database = await openDatabase(path);
    await database.query.insert(database.tables.settings).values({ name: 'a', value: 'b', changed: new Date(5) });
    const names = await readdir(join(folder, 'data'));
    expect(names).toEqual(
      expect.arrayContaining(['postern.db', 'postern.db-shm', 'postern.db-wal', 'postern.db.lock']),
    );
    const rights = async (name: string) => (await stat(join(folder, 'data', name))).mode & 0o777;
    expect(await rights('.')).toBe(0o700);
    for (const name of names) expect([name, await rights(name)]).toEqual([name, 0o600]);
    await database.close();
    lock?.release();
  });

  it('keeps the rights that somebody gave it', async () => {
    const path = join(folder, 'postern.db');
    await writeFile(path, '', { mode: 0o640 });
    await (await openDatabase(path)).close();
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it('may be in memory', async () => {
    const database = await openDatabase(':memory:');
    expect(await database.query.$count(database.tables.posts)).toBe(0);
    await database.close();
  });

  it('keeps what was written when it is opened again', async () => {
    const path = join(folder, 'postern.db');
    const first = await openDatabase(path);
    await first.query.insert(first.tables.settings).values({ name: 'a', value: 'b', changed: new Date(5) });
    await first.close();
    const second = await openDatabase(path);
    expect(await second.query.select().from(second.tables.settings)).toEqual([
      { name: 'a', value: 'b', changed: new Date(5) },
    ]);
    await second.close();
  });

  it('that is no database is refused, and left as it is', async () => {
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'Dear diary, '.repeat(200));
    expect(await refusal(path)).toBe(
      `The database ${path} is not a SQLite database: name another file, or move this one away.`,
    );
    expect(await readFile(path, 'utf8')).toBe('Dear diary, '.repeat(200));
  });

  it('of another program is refused, and left as it is', async () => {
    const path = join(folder, 'other.db');
    const other = new SqliteFile(path);
    other.exec('create table songs (title text)');
    other.close();
    const before = await readFile(path);
    expect(await refusal(path)).toBe(`The database ${path} belongs to another program: name another file.`);
    expect(await readFile(path)).toEqual(before);
  });

  it('that is a folder is refused', async () => {
    const path = join(folder, 'postern.db');
    await mkdir(path);
    expect(await refusal(path)).toBe(
      `The database ${path} cannot be opened: check the path and who may read and write there.`,
    );
  });

  it('below a file is refused', async () => {
    const path = join(folder, 'file', 'postern.db');
    await writeFile(join(folder, 'file'), '');
    expect(await refusal(path)).toBe(
      `The database ${path} cannot be made: a part of its path is a file, not a folder.`,
    );
  });

  it.each([
    ['read', 0o000, 'cannot be opened: check the path and who may read and write there.'],
    ['write', 0o444, 'cannot be written: check who may write it and its folder.'],
  ])('that we may not %s is refused', async (_verb, mode, reason) => {
    const path = join(folder, 'postern.db');
    await writeFile(path, '');
    await chmod(path, mode);
    await chmod(folder, 0o555);
    const message = await asAnybody(() => refusal(path));
    await chmod(folder, 0o755);
    expect(message).toBe(`The database ${path} ${reason}`);
  });
});

/** Root may read and write everything, so it becomes nobody for a while. */
async function asAnybody<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.('nobody');
  return act().finally(() => process.seteuid?.(0));
}

describe('a PostgreSQL database', () => {
  const given = () => {
    const postgres = inject('postgres');
    if ('problem' in postgres) throw new Error(postgres.problem);
    return postgres;
  };

  it('that does not exist is refused', async () => {
    const address = addressOf(given().server, 'nowhere');
    expect(await refusal(address)).toMatch(
      /^The database nowhere at \S+:\d+ does not exist: create it, with encoding UTF8\.$/,
    );
  });

  it('that refuses the password is named without it', async () => {
    const address = new URL(given().server);
    address.username = 'stranger';
    address.password = 'hunter2';
    const message = await refusal(address.href);
    expect(message).toMatch(/^The database \w+ at \S+:\d+ refuses the user or the password\.$/);
    expect(message).not.toContain('hunter2');
  });

  it('where nothing listens is refused', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const address = listener.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => listener.close(resolve));
    expect(await refusal(`postgres://postern:secret@127.0.0.1:${port}/blog`)).toBe(
      `The database blog at 127.0.0.1:${port} cannot be reached: no PostgreSQL server answers there.`,
    );
  });

  it('that cannot hold every script is refused', async () => {
    const { server, prefix } = given();
    const name = `${prefix}latin`;
    const client = connect(server, { max: 1 });
    await client.unsafe(`create database ${name} template template0 encoding 'LATIN1' locale 'C' locale_provider libc`);
    const message = await refusal(addressOf(server, name));
    await client.unsafe(`drop database ${name} with (force)`);
    await client.end();
    expect(message).toMatch(/ stores text as LATIN1: create it with encoding 'UTF8'\.$/);
  });

  it('in which this user may make no tables is refused', async () => {
    const { server, prefix } = given();
    const [name, user] = [`${prefix}closed`, `${prefix}guest`];
    const client = connect(server, { max: 1 });
    await client.unsafe(`create database ${name} template template0`);
    await client.unsafe(`create role ${user} login password 'guest'`);
    const address = new URL(addressOf(server, name));
    address.username = user;
    address.password = 'guest';
    const message = await refusal(address.href);
    await client.unsafe(`drop database ${name} with (force)`);
    await client.unsafe(`drop role ${user}`);
    await client.end();
    expect(message).toMatch(
      /^The database \w+ at \S+ does not let this user make tables: give it the right to create in its schema\.$/,
    );
  });

  it('at an address that is none is refused', async () => {
    expect(await refusal('postgres://a b:c@[::')).toContain('The address of the database is not valid');
  });
});

it('forgets statements it has not used for long, and still answers', async () => {
  const database = await engines[0]?.open();
  if (!database) throw new Error('There is no SQLite.');
  for (let round = 0; round < 2; round++)
    for (let number = 0; number < 300; number++) {
      const rows = await database.query.select({ number: sql.raw(`${number} as n`) }).from(sql`(select 1)`);
      expect(rows).toEqual([{ number }]);
    }
  await database.close();
});
