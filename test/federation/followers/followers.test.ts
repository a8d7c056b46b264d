import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, Unmet } from '../../../src/database/database.ts';
import { createFollowers, type Followers } from '../../../src/federation/followers/followers.ts';
import { engines } from '../../support/databases.ts';
import { addActivity } from '../../support/ledger.ts';
import { person, save } from './people.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = new Date('2026-11-21T13:00:00Z');
const ada = person('ada@example.social');
const bob = person('bob@example.social');
const cat = person('Cat@xn--strae-oqa.example:8443');

describe.each(engines)('followers on $name', ({ open }) => {
  let database: Database;
  let followers: Followers;

  beforeEach(async () => {
    database = await open();
    followers = createFollowers({ database });
    await save(database, [ada, bob, cat]);
  });
  afterEach(() => database.close());

  const follow = (uri: string, account = 'james', at = now, id = `${uri}/follow`) =>
    database.atomically((query) => followers.accept(query, { account, uri, follow: id }, at));
  const hold = (uri: string, account = 'james', at = now, id = `${uri}/follow`) =>
    database.atomically((query) => followers.hold(query, { account, uri, follow: id }, at));
  const handles = async (...wanted: Parameters<Followers['list']>) =>
    (await followers.list(...wanted)).map(({ handle }) => handle);

  test('are listed the newest first, and those who wait are not counted', async () => {
    await follow(ada.uri);
    await hold(bob.uri, 'james', later);
    await follow(bob.uri, 'mary', now);
    expect(await followers.list()).toEqual([
      {
        account: 'james',
        uri: bob.uri,
        handle: 'bob@example.social',
        name: 'Bob',
        host: 'example.social',
        inbox: bob.inbox,
        state: 'pending',
        follow: `${bob.uri}/follow`,
        since: later,
      },
      expect.objectContaining({ handle: 'ada@example.social', account: 'james', state: 'accepted', since: now }),
      expect.objectContaining({ handle: 'bob@example.social', account: 'mary', state: 'accepted' }),
    ]);
    expect(await followers.count('james')).toBe(1);
    expect(await followers.count('mary')).toBe(1);
    expect(await followers.count('nobody')).toBe(0);
    expect(await handles({ account: 'james', state: 'pending' })).toEqual(['bob@example.social']);
  });

  test.each([
    ['@ada@example.social', ['ada@example.social']],
    ['ADA@Example.Social', ['ada@example.social']],
    ['acct:ada@example.social', ['ada@example.social']],
    [ada.uri, ['ada@example.social']],
    ['@cat@straße.example:8443', ['Cat@xn--strae-oqa.example:8443']],
    ['@ada@elsewhere.example', []],
    ['https://example.social/users/nobody', []],
    ['ada', null],
    ['@ada@', null],
    ['ada@example.social/x', null],
  ])('are found by %s', async (who, found) => {
    for (const { uri } of [ada, bob, cat]) await follow(uri);
    const answer = await followers.find(who);
    expect(answer?.map(({ handle }) => handle) ?? null).toEqual(found);
  });

  test('keep the day they came when they follow again, and the Follow that was sent last', async () => {
    await follow(ada.uri);
    await follow(ada.uri, 'james', later, 'https://example.social/again');
    expect(await followers.of(ada.uri)).toMatchObject([{ since: now, follow: 'https://example.social/again' }]);
  });

  test('that wait and ask again go on waiting; accepted ones stay accepted', async () => {
    await hold(ada.uri);
    await hold(ada.uri, 'james', later, 'https://example.social/again');
    expect(await followers.of(ada.uri)).toMatchObject([{ state: 'pending', follow: 'https://example.social/again' }]);
    await database.atomically((query) => followers.approve(query, { account: 'james', uri: ada.uri }));
    await hold(ada.uri);
    expect(await followers.of(ada.uri)).toMatchObject([{ state: 'accepted' }]);
  });

  test('can be let in once only', async () => {
    await hold(ada.uri);
    const approve = () => database.atomically((query) => followers.approve(query, { account: 'james', uri: ada.uri }));
    await approve();
    await expect(approve()).rejects.toThrow(Unmet);
    await expect(
      database.atomically((query) => followers.approve(query, { account: 'james', uri: bob.uri })),
    ).rejects.toThrow(Unmet);
  });

  test('that leave one account stay with another, and are forgotten after the last', async () => {
    await follow(ada.uri);
    await follow(ada.uri, 'mary');
    await database.atomically((query) => followers.remove(query, { uri: ada.uri, account: 'james' }, now));
    expect(await followers.of(ada.uri)).toMatchObject([{ account: 'mary' }]);
    await database.atomically((query) => followers.remove(query, { uri: ada.uri, account: 'mary' }, now));
    const { people } = database.tables;
    const left = (await database.query.select().from(people)).map(({ uri }) => uri);
    expect(left).not.toContain(ada.uri);
    expect(left).toContain(bob.uri);
  });

  describe('that leave', () => {
    const due = later;
    beforeEach(async () => {
      for (const { uri } of [ada, bob]) await follow(uri);
      for (const [type, subject] of [
        ['Create', '/ap/posts/a'],
        ['Delete', '/ap/posts/b'],
        ['Accept', ada.uri],
      ] as const)
        await addActivity(database, { uri: `https://blog.example.com/${type}`, type, subject }, [
          { inbox: ada.inbox, due },
          { inbox: 'https://example.social/inbox', due },
          { inbox: bob.inbox, due },
        ]);
    });

    async function waiting(): Promise<string[]> {
      const { deliveries, activities, inboxes } = database.tables;
      const rows = await database.query.select().from(deliveries);
      const types = new Map((await database.query.select().from(activities)).map(({ key, type }) => [key, type]));
      const names = new Map((await database.query.select().from(inboxes)).map(({ key, uri }) => [key, uri]));
      for (const { due, outcome, finished } of rows)
        expect([outcome, finished]).toEqual(due === null ? ['superseded', later] : [null, null]);
      const left = rows.filter(({ due }) => due !== null);
      return left.map(({ activity, inbox }) => `${types.get(activity)} ${names.get(inbox)}`).sort();
    }

    test('get no more posts, but what was deleted, and what others get by their inbox', async () => {
      await database.atomically((query) => followers.remove(query, { uri: ada.uri, account: 'james' }, later));
      expect(await waiting()).toEqual([
        `Accept https://example.social/inbox`,
        `Accept ${ada.inbox}`,
        `Accept ${bob.inbox}`,
        `Create https://example.social/inbox`,
        `Create ${bob.inbox}`,
        `Delete https://example.social/inbox`,
        `Delete ${ada.inbox}`,
        `Delete ${bob.inbox}`,
      ]);
    });

    test('get no more posts by an inbox that they share only with who waits', async () => {
      await database.atomically((query) => followers.remove(query, { uri: bob.uri, account: 'james' }, later));
      await save(database, [bob]);
      await hold(bob.uri);
      await database.atomically((query) => followers.remove(query, { uri: ada.uri, account: 'james' }, later));
      expect(await waiting()).not.toContainEqual(expect.stringContaining('Create'));
    });

    test('because they are gone get nothing at all', async () => {
      await database.atomically((query) => followers.remove(query, { uri: ada.uri, account: null, gone: true }, later));
      expect(await waiting()).not.toContainEqual(expect.stringContaining(ada.inbox));
      expect(await waiting()).toHaveLength(6);
      await database.atomically((query) => followers.remove(query, { uri: bob.uri, account: null, gone: true }, later));
      // The answer to somebody else's Follow is not theirs.
      expect(await waiting()).toEqual([`Accept https://example.social/inbox`, `Accept ${bob.inbox}`]);
    });
  });
});
