import SqliteFile from 'better-sqlite3';
import connect from 'postgres';
import { expect, it } from 'vitest';
import { DatabaseError } from '../../src/database/database.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { type Engine, engines } from '../support/databases.ts';

it('waits for another program that writes, and leaves the process free meanwhile', async () => {
  const [sqlite] = engines as [Engine];
  const place = await sqlite.blank();
  const database = await openSqlite(place.address);
  const { hosts } = database.tables;
  // Of this very process: had writing to wait without a break, nobody could end the lock.
  const other = new SqliteFile(place.address);
  other.exec('begin immediate');
  const written = database.atomically((query) => [query.insert(hosts).values({ name: 'a' })]);
  expect(await database.query.$count(hosts)).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  other.exec('commit');
  await written;
  expect(await database.query.$count(hosts)).toBe(1);
  other.close();
  await database.close();
  await place.remove();
});

/** The longest time in which this process could do nothing else, in milliseconds, until it is asked. */
function watchStops(): () => number {
  let [longest, last] = [0, performance.now()];
  const look = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  return () => {
    clearInterval(look);
    return longest;
  };
}

it('lets nothing stop the process while two hundred writes wait, in a list or alone, and does them in their order', async () => {
  const [sqlite] = engines as [Engine];
  const place = await sqlite.blank();
  const database = await openSqlite(place.address);
  const { settings } = database.tables;
  const row = (name: string) => ({ name, value: 'x', changed: new Date(5) });
  await database.query.insert(settings).values(row('there'));
  const other = new SqliteFile(place.address);
  other.exec('begin exclusive');
  const stopped = watchStops();
  const written = Array.from({ length: 200 }, (_, index) =>
    index % 2
      ? database.query.update(settings).set({ value: String(index) })
      : database.atomically((query) => [query.insert(settings).values(row(`row ${index}`))]),
  ).map((write) => Promise.resolve(write));
  const names = async () => (await database.query.select().from(settings)).map(({ name, value }) => `${name}=${value}`);
  expect(await names(), 'who reads does not wait').toEqual(['there=x']);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const longest = stopped();
  other.exec('rollback');
  await Promise.all(written);
  // One try alone took 50 ms each, one behind the other: ten seconds of two hundred.
  expect(longest).toBeLessThan(400);
  expect(new Set(await names())).toContain('there=199');
  expect(await names()).toHaveLength(101);
  other.close();
  await database.close();
  await place.remove();
});

it('says that it is locked after five seconds, also where it is asked for one row alone, and then at once', async () => {
  const [sqlite] = engines as [Engine];
  const place = await sqlite.blank();
  const database = await openSqlite(place.address);
  const { settings } = database.tables;
  const row = { name: 'a', value: 'b', changed: new Date(5) };
  const failure = (write: PromiseLike<unknown>) =>
    Promise.resolve(write).then(
      () => null,
      (error: unknown) => error,
    );
  const alone = () => failure(database.query.insert(settings).values(row));
  const listed = () => failure(database.atomically((query) => [query.insert(settings).values(row)]));
  const other = new SqliteFile(place.address);
  other.exec('begin exclusive');
  const begun = performance.now();
  for (const refused of await Promise.all([alone(), listed()])) {
    expect(refused).toBeInstanceOf(DatabaseError);
    expect(refused).toMatchObject({
      message: `The database ${place.address} is locked by another program: end that one first.`,
    });
  }
  expect(performance.now() - begun).toBeGreaterThan(4_900);
  const again = performance.now();
  expect(await alone()).toBeInstanceOf(DatabaseError);
  expect(performance.now() - again).toBeLessThan(2_500);
  other.exec('rollback');
  expect(await listed()).toBeNull();
  // A mistake of ours stays what it is.
  expect(await listed()).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  expect(await alone()).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  other.close();
  await database.close();
  await place.remove();
});

it('says so of a table of PostgreSQL that is kept locked, to who reads and to who writes', async () => {
  const [, postgres] = engines as [Engine, Engine];
  const place = await postgres.blank();
  const database = await postgres.connect(place.address);
  const { settings } = database.tables;
  const other = connect(place.address, { max: 1, onnotice: () => {} });
  const [held, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const locking = other.begin(async (transaction) => {
    await transaction`lock table settings in access exclusive mode`;
    held.resolve();
    await end.promise;
  });
  await held.promise;
  const row = { name: 'a', value: 'b', changed: new Date(5) };
  const failures = await Promise.all(
    [
      database.query.select().from(settings),
      database.query.insert(settings).values(row),
      database.atomically((query) => [query.insert(settings).values(row)]),
    ].map((asked) =>
      Promise.resolve(asked).then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  );
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(DatabaseError);
    expect((failure as Error).message).toMatch(/ is locked by another program: end that one first\.$/);
  }
  end.resolve();
  await locking;
  await database.query.insert(settings).values(row);
  expect(await database.query.$count(settings)).toBe(1);
  await other.end();
  await database.close();
  await place.remove();
});
