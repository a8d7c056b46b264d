import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import SqliteFile from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, DatabaseError } from '../../src/database/database.ts';
import { type Dialect, postgres, sqlite } from '../../src/database/dialect.ts';
import { type Migration, readMigrations } from '../../src/database/migrate.ts';
import { engines, type Place } from '../support/databases.ts';
import { until } from '../support/until.ts';

const program = fileURLToPath(new URL('../support/open-database.ts', import.meta.url));

function tables({ table, identity, integer, text }: Dialect) {
  const posts = table('posts', { key: identity('key'), id: text('id') });
  const comments = table('comments', { key: identity('key'), post: integer('post').notNull() });
  return { posts, comments };
}

const broken: Migration = {
  name: '0001_broken',
  digest: 'broken',
  statements: ['create table half (done integer)', 'insert into half values (1)', 'insert into missing values (1)'],
};

describe.each(engines)('migrations on $name', ({ name, blank, connect }) => {
  const dialect = name === 'SQLite' ? sqlite : postgres;
  const { posts, comments } = tables(dialect);
  let place: Place;
  let start: Migration[];
  let both: Migration[];

  beforeEach(async () => {
    place = await blank();
    const folder = dialect === sqlite ? 'sqlite' : 'postgres';
    both = await readMigrations(new URL(`../fixtures/migrations/${folder}/`, import.meta.url));
    start = both.slice(0, 1);
  });
  afterEach(() => place.remove());

  async function using<T>(migrations: Migration[] | undefined, use: (database: Database) => Promise<T>): Promise<T> {
    const database = await connect(place.address, migrations);
    return use(database).finally(() => database.close());
  }

  const filled = () =>
    using(start, async ({ query }) => {
      const [post] = await query.insert(posts).values({ id: 'a' }).returning();
      await query.insert(comments).values([{ post: post?.key ?? 0 }, { post: post?.key ?? 0 }]);
    });

  const counts = (migrations: Migration[]) =>
    using(migrations, async ({ query }) => [await query.$count(posts), await query.$count(comments)]);

  const applied = (migrations: Migration[]) =>
    using(migrations, ({ query }) =>
      query.select({ name: sql<string>`name` }).from(sql`postern_migrations`).orderBy(sql`applied, name`),
    );

  it('make the tables where there are none, and do nothing the second time', async () => {
    for (const _time of [1, 2]) {
      const count = await using(undefined, ({ query, tables }) => query.$count(tables.posts));
      expect(count).toBe(0);
    }
  });

  it('upgrade a filled database and keep what hangs on a table that is rebuilt', async () => {
    await filled();
    const orphan = using(both, async ({ query }) => query.insert(comments).values({ post: 7 }));
    await expect(orphan, 'foreign keys are watched again').rejects.toThrow();
    expect(await counts(both)).toEqual([1, 2]);
    await using(both, ({ query }) => query.insert(posts).values({ id: null }).execute());
    expect(await applied(both)).toEqual([{ name: '0000_start' }, { name: '0001_nullable' }]);
  });

  it('that fail leave the database as it was, and the next start does them', async () => {
    await filled();
    const opened = connect(place.address, [...start, broken]);
    await expect(opened).rejects.toThrow(DatabaseError);
    await expect(opened).rejects.toThrow(
      /could not be brought up to date \(0001_broken: .*missing.*\); it is as it was\.$/,
    );
    expect(await counts(start)).toEqual([1, 2]);
    const mended = { ...broken, statements: broken.statements.slice(0, 2) };
    expect(await counts([...start, mended])).toEqual([1, 2]);
    expect(await applied([...start, mended])).toEqual([{ name: '0000_start' }, { name: '0001_broken' }]);
  });

  it('of a newer program are refused, and nothing is changed', async () => {
    await filled();
    await counts(both);
    const opened = connect(place.address, start);
    await expect(opened).rejects.toThrow(DatabaseError);
    await expect(opened).rejects.toThrow(
      /^The database \S*( at \S+)? was written by a newer Postern \(its migration 0001_nullable is unknown here\): start that version, or restore a backup\.$/,
    );
    expect(await counts(both)).toEqual([1, 2]);
  });

  it('that differ from those that were applied are refused', async () => {
    await filled();
    const other = start.map((migration) => ({ ...migration, digest: 'other' }));
    await expect(connect(place.address, other)).rejects.toThrow('was written by another build of Postern');
  });

  it('are done once by processes that start at the same moment', async () => {
    const wait = dialect === sqlite ? countTo(300_000) : 'select pg_sleep(0.3)';
    const slow: Migration = { name: '0002_slow', digest: 'slow', statements: ['create table slow (n integer)', wait] };
    const others = await Promise.all([1, 2].map(() => another(place, [...both, slow])));
    for (const other of others) other.stdin?.write('go\n');
    const codes = await Promise.all(others.map(async (other) => (await once(other, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    const names = (await applied([...both, slow])).map((row) => row.name);
    expect(names.sort()).toEqual(['0000_start', '0001_nullable', '0002_slow']);
  }, 60_000);
});

/** Another process, ready to open the database. */
async function another(place: Place, migrations: Migration[]): Promise<ChildProcess> {
  const arguments_ = [program, place.address, JSON.stringify(migrations)];
  const other = spawn(process.execPath, arguments_, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  return other;
}

/** Something that takes SQLite a while. */
function countTo(end: number): string {
  return `insert into slow with recursive count (n) as (select 1 union all select n + 1 from count where n < ${end})
    select n from count`;
}

describe('a PostgreSQL migration', () => {
  it('whose process is killed half way leaves nothing of it, and starts again', async () => {
    const engine = engines.find(({ name }) => name === 'PostgreSQL');
    if (!engine) throw new Error('There is no PostgreSQL.');
    const place = await engine.blank();
    const known = await readMigrations(new URL('../fixtures/migrations/postgres/', import.meta.url));
    const begun = await engine.connect(place.address, known);
    const more: Migration = { name: '0002_more', digest: 'more', statements: ['create table slow (number integer)'] };
    // A second of it would do; the server notices that its client is gone only when it has something to tell.
    const slow = {
      ...more,
      statements: [...more.statements, 'select pg_sleep(2)', 'create table late (number integer)'],
    };
    const other = await another(place, [...known, slow]);
    other.stdin?.write('go\n');
    const isBusy = async () =>
      (
        await begun.query
          .select({ pid: sql`pid` })
          .from(sql`pg_locks`)
          .where(sql`locktype = 'advisory' and database =
        (select oid from pg_database where datname = current_database())`)
      ).length > 0;
    await until(isBusy, 40_000);
    other.kill('SIGKILL');
    await once(other, 'exit');
    // Waits for what is left of the other, as a start does that comes at once.
    const again = await engine.connect(place.address, [...known, more]);
    const tables = await again.query
      .select({ name: sql<string>`tablename` })
      .from(sql`pg_tables`)
      .where(sql`schemaname = current_schema()`);
    const names = tables.map(({ name }) => name);
    expect(names).toContain('slow');
    expect(names).not.toContain('late');
    expect(await again.query.$count(sql`slow`)).toBe(0);
    await Promise.all([begun.close(), again.close()]);
    await place.remove();
  }, 60_000);
});

describe('a SQLite migration', () => {
  const engine = engines[0];
  if (!engine) throw new Error('There is no SQLite.');
  let place: Place;
  let known: Migration[];

  beforeEach(async () => {
    place = await engine.blank();
    known = await readMigrations(new URL('../fixtures/migrations/sqlite/', import.meta.url));
  });
  afterEach(() => place.remove());

  it('that is killed half way starts again', async () => {
    await (await engine.connect(place.address, known)).close();
    const endless: Migration = {
      name: '0002_more',
      digest: 'more',
      statements: ['create table slow (number integer)', countTo(1e15)],
    };
    const other = await another(place, [...known, endless]);
    other.stdin?.write('go\n');
    const file = new SqliteFile(place.address, { timeout: 0 });
    // It is in the middle once nobody else may write.
    await until(() => isLocked(file), 40_000);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const names = file.prepare('select name from sqlite_master').pluck().all();
    file.close();
    expect(names).toContain('comments');
    expect(names).not.toContain('slow');
    const finite = { ...endless, statements: endless.statements.slice(0, 1) };
    const database = await engine.connect(place.address, [...known, finite]);
    expect(await database.query.$count(sql`slow`)).toBe(0);
    await database.close();
  }, 60_000);

  it('for which the disk has no room leaves the file as it was, and is made when there is', async () => {
    await (await engine.connect(place.address, known)).close();
    const tablesOf = (path: string) => {
      const file = new SqliteFile(path, { readonly: true });
      const names = file.prepare('select name from sqlite_master order by name').pluck().all();
      file.close();
      return names;
    };
    const names = tablesOf(place.address);
    const large: Migration = {
      name: '0002_large',
      digest: 'large',
      statements: ['create table slow (number integer)', countTo(500_000)],
    };
    // What the process may write is bounded as a full disk would, and it says why in a sentence.
    const other = spawn(
      'prlimit',
      ['--fsize=1000000', process.execPath, program, place.address, JSON.stringify([...known, large])],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    let said = '';
    other.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await once(other.stdout, 'data');
    other.stdin.write('go\n');
    expect((await once(other, 'close'))[0]).toBe(1);
    expect(said).toMatch(
      /DatabaseError: The database \S+ cannot be (read or )?written: the disk (is full|reports an error)\./,
    );
    expect(tablesOf(place.address)).toEqual(names);
    const again = await engine.connect(place.address, [
      ...known,
      { ...large, statements: large.statements.slice(0, 1) },
    ]);
    expect(await again.query.$count(sql`slow`)).toBe(0);
    await again.close();
  }, 60_000);

  it('that would leave rows which point to nothing is refused', async () => {
    const database = await engine.connect(place.address, known);
    const { posts, comments } = tables(sqlite);
    await database.query.insert(posts).values({ id: 'a' });
    await database.query.insert(comments).values({ post: 1 });
    await database.close();
    const careless: Migration = { name: '0002_careless', digest: 'x', statements: ['delete from posts'] };
    await expect(engine.connect(place.address, [...known, careless])).rejects.toThrow(
      '(0002_careless: rows of comments would lose what they point to)',
    );
    const again = await engine.connect(place.address, known);
    expect(await again.query.$count(posts)).toBe(1);
    await again.close();
  });
});

function isLocked(file: SqliteFile.Database): boolean {
  try {
    file.exec('begin immediate; rollback');
    return false;
  } catch {
    return true;
  }
}
