import SqliteFile from 'better-sqlite3';
import { expect, it } from 'vitest';
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
