import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { prune } from '../../../src/federation/ledger/prune.ts';
import { createPruner } from '../../../src/federation/ledger/pruner.ts';
import { createLog } from '../../../src/log.ts';
import { createTestClock } from '../../support/clock.ts';
import { engines } from '../../support/databases.ts';
import { addActivity, addFollowers, type DeliveryRow } from '../../support/ledger.ts';

const now = new Date('2026-11-21T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const silent = createLog({ log: 'pretty', logLevel: 'silent' });

describe.each(engines)('the ledger, pruned on $name', ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  const deliveriesLeft = () => database.query.$count(database.tables.deliveries);
  const hostNamed = async (name: string) => {
    const { hosts } = database.tables;
    const [row] = await database.query.select().from(hosts).where(eq(hosts.name, name));
    return row;
  };

  function ended(days: number, outcome: 'delivered' | 'failed' | 'superseded', inbox: string): DeliveryRow {
    return { inbox, outcome, finished: daysAgo(days), status: outcome === 'delivered' ? 202 : 410 };
  }

  test('keeps an outcome for 90 days, and then a number at its host', async () => {
    await addActivity(database, { uri: 'u:1', subject: 's', created: daysAgo(91) }, [
      ended(91, 'delivered', 'https://one.example/a/inbox'),
      ended(91, 'delivered', 'https://one.example/b/inbox'),
      ended(91, 'failed', 'https://one.example/c/inbox'),
      ended(91, 'superseded', 'https://one.example/d/inbox'),
      ended(89, 'delivered', 'https://two.example/inbox'),
    ]);
    expect(await prune(database, now)).toMatchObject({ outcomes: 4, bytes: 0, activities: 0 });
    expect(await deliveriesLeft()).toBe(1);
    expect(await hostNamed('one.example')).toMatchObject({ delivered: 2, failed: 1 });
    expect(await hostNamed('two.example')).toMatchObject({ delivered: 0, failed: 0 });
    expect(await prune(database, now)).toMatchObject({ outcomes: 0 });
    expect(await hostNamed('one.example')).toMatchObject({ delivered: 2, failed: 1 });
  });

  test('counts each outcome once, also in chunks and when two do it at the same time', async () => {
    const many = Array.from({ length: 1234 }, (_, index) =>
      ended(100 + (index % 7), index % 5 ? 'delivered' : 'failed', `https://host${index % 3}.example/${index}/inbox`),
    );
    await addActivity(database, { uri: 'u:1', subject: 's', created: daysAgo(110) }, many);
    await Promise.all([prune(database, now), prune(database, now)]);
    expect(await deliveriesLeft()).toBe(0);
    const rows = await database.query.select().from(database.tables.hosts);
    expect(rows.reduce((sum, host) => sum + host.delivered, 0)).toBe(987);
    expect(rows.reduce((sum, host) => sum + host.failed, 0)).toBe(247);
  });

  test('never touches what waits, however old it is', async () => {
    const waiting = { inbox: 'https://slow.example/inbox', due: now };
    await addActivity(database, { uri: 'u:1', subject: 's', created: daysAgo(400) }, [waiting]);
    await addActivity(database, { uri: 'u:2', subject: 's', created: daysAgo(400), cursor: 0 });
    const pruned = await prune(database, now);
    expect(Object.values(pruned).every((count) => count === 0)).toBe(true);
    const rows = await database.query.select().from(database.tables.activities);
    expect(rows.map(({ json }) => json)).toEqual(['{}', '{}']);
    expect(await deliveriesLeft()).toBe(1);
  });

  test('forgets the bytes after 180 days, and then the activity', async () => {
    const inbox = 'https://one.example/inbox';
    await addActivity(database, { uri: 'u:young', subject: 's', created: daysAgo(179) }, []);
    await addActivity(database, { uri: 'u:old', subject: 's', created: daysAgo(181) }, [ended(89, 'delivered', inbox)]);
    await addActivity(database, { uri: 'u:older', subject: 's', created: daysAgo(181) }, [
      ended(180, 'delivered', inbox),
    ]);
    expect(await prune(database, now)).toMatchObject({ bytes: 2, activities: 1 });
    const rows = await database.query.select().from(database.tables.activities).orderBy(database.tables.activities.key);
    expect(rows.map(({ uri, json }) => [uri, json])).toEqual([
      ['u:young', '{}'],
      ['u:old', null],
    ]);
  });

  test('forgets signatures and answers that have expired, and keeps what never does', async () => {
    const { received, caches } = database.tables;
    await database.query.insert(received).values([
      { digest: 'old', expires: daysAgo(1) },
      { digest: 'new', expires: daysAgo(-1) },
    ]);
    await database.query.insert(caches).values([
      { key: 'old', value: '', stored: daysAgo(2), expires: daysAgo(1) },
      { key: 'new', value: '', stored: daysAgo(2), expires: daysAgo(-1) },
      { key: 'for ever', value: '', stored: daysAgo(999) },
    ]);
    expect(await prune(database, now)).toMatchObject({ received: 1, caches: 1 });
    expect(await database.query.select().from(received)).toMatchObject([{ digest: 'new' }]);
    const kept = (await database.query.select().from(caches)).map(({ key }) => key);
    expect(kept.sort()).toEqual(['for ever', 'new']);
  });

  test('forgets servers that nobody is left on, but for one inbox where a Delete may have to go', async () => {
    const { inboxes, hosts, people } = database.tables;
    await addFollowers(database, 'james', ['https://stays.example/ann/inbox', 'https://left.example/bob/inbox']);
    await database.query
      .delete(database.tables.followers)
      .where(
        eq(
          database.tables.followers.person,
          database.query
            .select({ key: people.key })
            .from(people)
            .where(eq(people.uri, 'https://left.example/bob/inbox/actor')),
        ),
      );
    await addActivity(database, { uri: 'u:1', subject: 's', created: daysAgo(200) }, [
      ended(100, 'delivered', 'https://told.example/first/inbox'),
      ended(100, 'delivered', 'https://told.example/second/inbox'),
      ended(100, 'failed', 'https://never.example/inbox'),
    ]);
    // Bob's actor was looked at on the 1st, so he is known for a while.
    await prune(database, now);
    expect(await hostNamed('left.example')).toBeDefined();
    await prune(database, daysAgo(-90));

    const uris = (await database.query.select().from(inboxes)).map(({ uri }) => uri);
    expect(uris.sort()).toEqual(['https://stays.example/ann/inbox', 'https://told.example/first/inbox']);
    const names = (await database.query.select().from(hosts)).map(({ name }) => name);
    expect(names.sort()).toEqual(['stays.example', 'told.example']);
  });

  test('is looked through once a day by the worker, until that ends', async () => {
    const clock = createTestClock(now);
    const guard = { get: async () => ({ failed: 'unreachable' as const, what: 'nobody' }) };
    const pruner = createPruner({ database, guard, clock, log: silent });
    const { received } = database.tables;
    const add = (digest: string) => database.query.insert(received).values({ digest, expires: daysAgo(1) });
    const left = () => database.query.$count(received);
    await add('one');
    pruner.start();
    await clock.advance(9 * 60_000);
    expect(await left()).toBe(1);
    await clock.advance(60_000);
    await expect.poll(left).toBe(0);
    await add('two');
    await expect
      .poll(async () => {
        await clock.advance(24 * 3600_000);
        return left();
      })
      .toBe(0);
    await pruner.close();
    await add('three');
    await clock.advance(48 * 3600_000);
    expect(await left()).toBe(1);
  });
});
