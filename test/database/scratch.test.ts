import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, DatabaseError, openDatabase } from '../../src/database/database.ts';
import { asc, eq } from '../../src/database/drizzle.ts';
import { openScratch } from '../../src/database/scratch.ts';
import { engines, type Place } from '../support/databases.ts';

const instant = new Date('2026-11-20T12:00:00Z');

function row(id: string) {
  return {
    ...{
      id,
      kind: 'post' as const,
      state: 'live' as const,
      path: `posts/${id}.md`,
      slug: id,
      permalink: `/posts/${id}`,
    },
    ...{ title: id, body: '', digest: '', details: {}, date: instant, language: 'en', pinned: false, unlisted: false },
    ...{ firstPublished: instant, guid: id, revision: 1 },
  };
}

async function ids({ query, tables: { posts } }: Database): Promise<string[]> {
  return (await query.select({ id: posts.id }).from(posts).orderBy(asc(posts.key))).map(({ id }) => id);
}

describe.each(engines)('a scratch database on $name', ({ blank, connect }) => {
  let place: Place;
  beforeEach(async () => {
    place = await blank();
  });
  afterEach(() => place.remove());

  it('is written as if it were the real one, and nothing of that is kept', async () => {
    const real = await connect(place.address);
    await real.query.insert(real.tables.posts).values(['a', 'b', 'c'].map(row));
    await real.query.delete(real.tables.posts).where(eq(real.tables.posts.id, 'c'));
    const { database, isNew } = await openScratch(place.address);
    const { posts } = database.tables;
    expect(isNew).toBe(false);
    await database.atomically((query) => [
      query.insert(posts).values(row('d')),
      query.update(posts).set({ revision: 9 }).where(eq(posts.id, 'a')),
      { statement: query.delete(posts).where(eq(posts.id, 'b')), demand: 1 },
    ]);
    expect(await ids(database)).toEqual(['a', 'd']);
    expect(await ids(real)).toEqual(['a', 'b']);
    // What must be there once must be so here too.
    await expect(database.query.insert(posts).values(row('a'))).rejects.toThrow();
    await database.close();
    expect(await real.query.$count(real.tables.posts, eq(real.tables.posts.revision, 1))).toBe(2);
    await real.close();
  });

  it('reads what is sent and to whom, and cannot change it', async () => {
    const real = await connect(place.address);
    await real.query.insert(real.tables.hosts).values({ name: 'social.example' });
    const { database } = await openScratch(place.address);
    const { hosts } = database.tables;
    expect(await database.query.$count(hosts)).toBe(1);
    await expect(database.query.insert(hosts).values({ name: 'other.example' })).rejects.toThrow();
    await expect(database.atomically((query) => [query.delete(hosts)])).rejects.toThrow();
    await database.close();
    expect(await real.query.$count(real.tables.hosts)).toBe(1);
    await real.close();
  });

  it('does not wait for who writes, nor lets them wait', async () => {
    const real = await connect(place.address);
    const { database } = await openScratch(place.address);
    await real.query.insert(real.tables.posts).values(row('later'));
    await database.query.insert(database.tables.posts).values(row('tried'));
    expect([await ids(real), await ids(database)]).toEqual([['later'], ['tried']]);
    await database.close();
    await real.close();
  });

  it('begins empty where there is no database yet, and makes none', async () => {
    const { database, isNew } = await openScratch(place.address);
    expect(isNew).toBe(true);
    expect(await ids(database)).toEqual([]);
    await database.close();
    const again = await openScratch(place.address);
    expect(again.isNew).toBe(true);
    await again.database.close();
  });

  it('is refused where an older program left the tables', async () => {
    const known = { name: '0000_old', digest: 'x', statements: [] };
    await (await connect(place.address, [known])).close();
    await expect(openScratch(place.address)).rejects.toThrow(DatabaseError);
  });
});

describe('a scratch database beside a SQLite file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-scratch-'));
    path = join(folder, 'postern.db');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function everything(): Promise<string[]> {
    const names = (await readdir(folder)).sort();
    const digest = async (name: string) =>
      createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex');
    return Promise.all(names.map(async (name) => `${name} ${await digest(name)}`));
  }

  it('leaves every byte as it was, and no file that was not there', async () => {
    const real = await openDatabase(path);
    await real.query.insert(real.tables.posts).values(row('a'));
    await real.close();
    const before = await everything();
    const { database } = await openScratch(path);
    await database.query.insert(database.tables.posts).values(row('b'));
    await database.close();
    expect(await everything()).toEqual(before);
  });

  it('leaves the journal of a server that was killed for the next one', async () => {
    const real = await openDatabase(path);
    await real.query.insert(real.tables.posts).values(row('a'));
    const killed = await mkdtemp(join(tmpdir(), 'postern-scratch-'));
    for (const name of ['postern.db', 'postern.db-wal', 'postern.db-shm'])
      await writeFile(join(killed, name), await readFile(join(folder, name)));
    await real.close();
    await rm(folder, { recursive: true });
    [folder, path] = [killed, join(killed, 'postern.db')];
    const contents = async () => (await everything()).filter((line) => !line.startsWith('postern.db-shm'));
    const before = await contents();
    const { database } = await openScratch(path);
    expect(await ids(database)).toEqual(['a']);
    await database.close();
    expect(await contents()).toEqual(before);
  });

  it('is had where nothing may be made beside the file', async () => {
    const real = await openDatabase(path);
    await real.query.insert(real.tables.posts).values(row('a'));
    await real.close();
    // SQLite would make a file of this name.
    await mkdir(`${path}-shm`);
    const { database } = await openScratch(path);
    expect(await ids(database)).toEqual(['a']);
    await database.query.insert(database.tables.posts).values(row('b'));
    await database.close();
    await rm(`${path}-shm`, { recursive: true });
    const again = await openDatabase(path);
    expect(await ids(again)).toEqual(['a']);
    await again.close();
  });

  it('is not made of another program’s file', async () => {
    const other = new SqliteFile(path);
    other.exec('create table notes (text)');
    other.close();
    await expect(openScratch(path)).rejects.toThrow('belongs to another program');
  });
});
