import { expect, it } from 'vitest';
import { eq, sql } from '../../src/database/drizzle.ts';
import { type Engine, engines } from '../support/databases.ts';

it('does a transaction again that PostgreSQL undid because two waited for each other', async () => {
  const [, postgres] = engines as [Engine, Engine];
  const database = await postgres.open();
  const { hosts } = database.tables;
  await database.query.insert(hosts).values([{ name: 'a' }, { name: 'b' }]);
  const count = (name: string) =>
    database.query
      .update(hosts)
      .set({ failures: sql`${hosts.failures} + 1` })
      .where(eq(hosts.name, name));
  const pause = database.query.update(hosts).set({ name: 'a' }).where(sql`pg_sleep(0.3) is null`);
  const crossing = [
    ['a', 'b'],
    ['b', 'a'],
  ] as const;
  await Promise.all(crossing.map(([first, last]) => database.atomically(() => [count(first), pause, count(last)])));
  expect(await database.query.select().from(hosts).orderBy(hosts.key)).toMatchObject([
    { failures: 2 },
    { failures: 2 },
  ]);
  await database.close();
});
