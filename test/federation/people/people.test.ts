import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { createGuard, type Guard } from '../../../src/federation/guard/guard.ts';
import { createLoaders, type Loaders } from '../../../src/federation/load.ts';
import { createPeople, type People } from '../../../src/federation/people/people.ts';
import type { Person } from '../../../src/federation/people/person.ts';
import { createLog } from '../../../src/log.ts';
import { engines } from '../../support/databases.ts';
import { type Stranger, startStranger } from '../../support/stranger.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = new Date('2026-11-22T12:00:00Z');

const ada: Person = {
  uri: 'https://social.example/users/ada',
  user: 'ada',
  host: 'social.example',
  name: 'Ada',
  inbox: 'https://social.example/users/ada/inbox',
  sharedInbox: 'https://social.example/inbox',
  ...{ url: 'https://social.example/@ada', avatar: 'https://cdn.example/ada.png' },
  ...{ isDiscoverable: true, isIndexable: false },
};

describe.each(engines)('people of other servers, kept in $name', ({ open }) => {
  let database: Database;
  let people: People;
  beforeEach(async () => {
    database = await open();
    people = createPeople({ database });
  });
  afterEach(() => database.close());

  const save = (person: Person, at = now) => database.atomically((query) => people.save(query, person, at));

  it('are found as they were saved', async () => {
    expect(await people.find(ada.uri)).toBeNull();
    await save(ada);
    const bob = { ...ada, uri: 'https://snac.example/bob', host: 'snac.example', inbox: 'https://snac.example/bob/in' };
    await save({ ...bob, sharedInbox: null });
    expect(await people.find(ada.uri)).toEqual({ ...ada, key: expect.any(Number), fetched: now, isWhole: true });
    expect(await people.find(bob.uri)).toMatchObject({ host: 'snac.example', sharedInbox: null });
  });

  it('keep their row when they are saved again, with all that is new', async () => {
    await save(ada);
    const first = await people.find(ada.uri);
    const moved = { ...ada, name: 'Ada L.', inbox: 'https://social.example/new', sharedInbox: null };
    await save(moved, later);
    expect(await people.find(ada.uri)).toEqual({ ...moved, key: first?.key, fetched: later, isWhole: true });
  });

  it('of whom an older program kept less are known as such', async () => {
    await save(ada);
    await database.query.update(database.tables.people).set({ url: null });
    expect(await people.find(ada.uri)).toMatchObject({ url: ada.uri, isWhole: false });
  });

  it('share the rows of their host and of their shared inbox', async () => {
    await save(ada);
    await save({ ...ada, uri: `${ada.uri}2`, inbox: `${ada.inbox}2` });
    await save({ ...ada, uri: `${ada.uri}3`, inbox: 'https://social.example/inbox' });
    expect(await database.query.$count(database.tables.hosts)).toBe(1);
    expect(await database.query.$count(database.tables.inboxes)).toBe(3);
  });

  it('are named by their key in the statements that follow, within one transaction', async () => {
    const { followers } = database.tables;
    const row = { account: 'james', state: 'accepted' as const, follow: 'https://social.example/1', since: now };
    await database.atomically((query) => [
      ...people.save(query, ada, now),
      query.insert(followers).values({ ...row, person: people.key(ada.uri) }),
    ]);
    const [follower] = await database.query.select().from(followers);
    expect(follower?.person).toBe((await people.find(ada.uri))?.key);
  });

  it('that wrote NUL into their name are kept without', async () => {
    await save({ ...ada, name: 'A\u0000da' });
    expect((await people.find(ada.uri))?.name).toBe('Ada');
  });
});

describe('a look at an actor', () => {
  let stranger: Stranger;
  let other: Stranger;
  let guard: Guard;
  let loaders: Loaders;
  const people = createPeople({ database: { query: {}, tables: {} } as unknown as Database });
  beforeEach(async () => {
    [stranger, other] = [await startStranger(), await startStranger()];
    guard = createGuard({
      allowed: [stranger.host, other.host],
      userAgent: 'Postern/test',
      sign: async () => ({}),
      isRefused: () => false,
    });
    loaders = createLoaders(
      guard,
      createLog({ log: 'pretty', logLevel: 'info' }, () => {}),
    );
  });
  afterEach(() => Promise.all([guard.close(), stranger.close(), other.close()]));

  const look = (uri = stranger.user.id) => people.fetch(uri, loaders.forOneTask());

  it('finds it alive', async () => {
    const { id, inbox, sharedInbox } = stranger.user;
    const person = { uri: id, user: 'ada', name: 'Ada', host: stranger.host, inbox, sharedInbox };
    expect(await look()).toMatchObject({ state: 'alive', person });
  });

  it.each([404, 410] as const)('finds it gone when its own host answers %i', async (status) => {
    stranger.vanish(status);
    expect(await look()).toEqual({ state: 'gone' });
  });

  it('knows nothing when another host says so, when its host is broken, and when nobody answers', async () => {
    other.vanish(410);
    stranger.at('/users/ada', (_, response) => response.writeHead(302, { location: other.user.id }).end());
    expect(await look()).toMatchObject({ state: 'unknown' });
    stranger.at('/users/ada', (_, response) => response.writeHead(503).end());
    expect(await look()).toMatchObject({ state: 'unknown', why: expect.stringContaining('503') });
    await stranger.stop();
    expect(await look()).toMatchObject({ state: 'unknown' });
    await stranger.start();
  });

  it('believes no actor that another one serves', async () => {
    const served = JSON.stringify(other.user.document());
    const type = { 'content-type': 'application/activity+json' };
    stranger.at('/users/ada', (_, response) => response.writeHead(200, type).end(served));
    expect(await look()).toMatchObject({ state: 'unknown' });
  });
});
