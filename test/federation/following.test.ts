import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBlocks } from '../../src/federation/blocks.ts';
import { approvalOf, removalOf } from '../../src/federation/followers/decide.ts';
import { createFollowers, type Followers } from '../../src/federation/followers/followers.ts';
import { createLedger, type Ledger } from '../../src/federation/ledger/ledger.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { send } from '../support/stranger/send.ts';
import { type Delivered, type Json, type Stranger, type StrangerUser, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

// A whole blog and another server for each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const yaml = `url: http://replaced
title: Notes
accounts:
  - handle: james
  - handle: mary
    manuallyApprovesFollowers: true
`;

let blog: TestBlog;
let stranger: Stranger;
let followers: Followers;
let ledger: Ledger;
let james: string;
let mary: string;
let shared: string;

beforeEach(async () => {
  [blog, stranger] = await Promise.all([startBlog({ 'postern.yaml': yaml }, { reachable: true }), startStranger()]);
  const { database } = blog.app;
  followers = createFollowers({ database });
  ledger = createLedger({ database, now: () => new Date() });
  const { origin } = blog.app.config.site;
  james = `${origin}/ap/actors/james`;
  mary = `${origin}/ap/actors/mary`;
  shared = `${origin}/ap/inbox`;
});
afterEach(() => Promise.all([blog.dispose(), stranger.close()]));

/** What arrived at the stranger's of a type; waits until there are so many. */
async function arrived(type: string, count: number): Promise<Delivered[]> {
  const of = () => stranger.inbox.filter(({ activity }) => activity.type === type);
  await until(() => of().length >= count);
  expect(of().every(({ verified }) => verified)).toBe(true);
  expect(of()).toHaveLength(count);
  return of();
}

/** As after a day in which nothing came from the stranger's. */
async function forgetKeys(): Promise<void> {
  const { query, tables } = blog.app.database;
  await query.delete(tables.caches);
  await blog.restart();
  followers = createFollowers({ database: blog.app.database });
}

const states = async () =>
  (await followers.list()).map(({ handle, account, state }) => `${handle.split('@')[0]} ${account} ${state}`).sort();

describe('a Follow', () => {
  test.each([
    ['the personal inbox', 'draft-cavage'],
    ['the personal inbox', 'rfc9421'],
    ['the shared inbox', 'draft-cavage'],
    ['the shared inbox', 'rfc9421'],
  ] as const)('to %s, signed by %s, is answered by an Accept with the Follow inside', async (where, scheme) => {
    const { status, activity } = await stranger.follow(
      james,
      where === 'the shared inbox' ? shared : `${james}/inbox`,
      {
        scheme,
      },
    );
    expect(status).toBe(202);
    const [accept] = await arrived('Accept', 1);
    expect(accept).toMatchObject({ verified: true, user: 'ada', keyId: `${james}#main-key` });
    expect(accept?.activity).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: expect.stringMatching(new RegExp(`^${james}#accepts/`)),
      type: 'Accept',
      actor: james,
      to: [stranger.user.id],
      object: { id: activity.id, type: 'Follow', actor: stranger.user.id, object: james },
    });
    expect(await states()).toEqual(['ada james accepted']);
    expect(await (await blog.get('/ap/actors/james/followers')).json()).toMatchObject({ totalItems: 1 });
    expect(await (await blog.get('/ap/actors/james/following')).json()).toMatchObject({ totalItems: 0 });
  });

  test('that comes again, also under the same id, is answered again, each time by another Accept', async () => {
    const id = `${stranger.origin}/follows/constant`;
    // By two schemes, since two that are alike in every byte, and so in their signature, are one that came twice.
    for (const scheme of ['draft-cavage', 'rfc9421'] as const)
      expect((await stranger.follow(james, shared, { id, scheme })).status).toBe(202);
    expect((await stranger.follow(james, `${james}/inbox`)).status).toBe(202);
    const accepts = await arrived('Accept', 3);
    expect(new Set(accepts.map(({ activity }) => activity.id)).size).toBe(3);
    expect(accepts.filter(({ activity }) => (activity.object as Json).id === id)).toHaveLength(2);
    expect(await states()).toEqual(['ada james accepted']);
  });

  test('of several people behind one shared inbox is answered to each', async () => {
    const users = [stranger.user, ...['bob', 'cat'].map((name) => stranger.addUser(name))];
    for (const by of users) expect((await stranger.follow(james, shared, { by })).status).toBe(202);
    const accepts = await arrived('Accept', 3);
    expect(accepts.map(({ user }) => user).sort()).toEqual(['ada', 'bob', 'cat']);
    const bob = users[1] as StrangerUser;
    const gone = stranger.activity('Delete', bob.id, { by: bob });
    expect((await stranger.deliver(shared, gone, { by: bob })).status).toBe(202);
    expect(await states()).toEqual(['ada james accepted', 'cat james accepted']);
    const people = await blog.app.database.query.select().from(blog.app.database.tables.people);
    expect(people.map(({ uri }) => uri)).not.toContain(bob.id);
  });

  test('of another account than the inbox is of, of nobody, or of a post does nothing', async () => {
    const { origin } = blog.app.config.site;
    expect((await stranger.follow(mary, `${james}/inbox`)).status).toBe(202);
    expect((await stranger.follow(`${origin}/ap/actors/nobody`, shared)).status).toBe(202);
    expect((await stranger.follow(`${origin}/@james`, shared)).status).toBe(202);
    expect((await stranger.follow(james, `${origin}/ap/actors/nobody/inbox`)).status).toBe(404);
    expect(await states()).toEqual([]);
    expect(stranger.inbox).toEqual([]);
  });

  test.each<[string, Json]>([
    ['has no inbox', { inbox: undefined }],
    ['has its inbox on another server', { inbox: 'https://example.com/inbox' }],
    ['is no actor', { type: 'Note' }],
  ])('of somebody who %s is dropped, and not asked for again', async (_, document) => {
    const by = stranger.addUser('bob', { document });
    expect((await stranger.follow(james, shared, { by })).status).toBe(202);
    expect(await states()).toEqual([]);
  });

  test('whose answer is refused is answered later', async () => {
    stranger.behave({ status: 503 });
    expect((await stranger.follow(james, shared)).status).toBe(202);
    const { query, tables } = blog.app.database;
    await until(async () => (await query.select().from(tables.deliveries)).some(({ status }) => status === 503));
    expect(await states()).toEqual(['ada james accepted']);
    stranger.behave({});
    const retried = await ledger.retryNow({ about: null, since: null, host: stranger.host, failed: false });
    expect(retried).toEqual({ failed: 0, waiting: 1, past: 0 });
    const accepts = await arrived('Accept', 2);
    expect(new Set(accepts.map(({ activity }) => activity.id)).size).toBe(1);
  });
});

describe('an account that approves its followers', () => {
  test('says so, answers when its owner does, and at once those it knows', async () => {
    const actor = await (await blog.get('/ap/actors/mary', { accept: 'application/activity+json' })).json();
    expect(actor).toMatchObject({ manuallyApprovesFollowers: true });
    const { activity } = await stranger.follow(mary, shared);
    expect(await states()).toEqual(['ada mary pending']);
    expect(await (await blog.get('/ap/actors/mary/followers')).json()).toMatchObject({ totalItems: 0 });

    const { database, config } = blog.app;
    const surroundings = { followers, ledger, site: config.site, now: new Date() };
    const [waiting] = await followers.list();
    await database.atomically((query) => (waiting ? approvalOf(query, waiting, surroundings) : []));
    // The server looks at the ledger by itself: a command cannot wake it.
    const [accept] = await arrived('Accept', 1);
    expect(accept?.activity.object).toEqual({ id: activity.id, type: 'Follow', actor: stranger.user.id, object: mary });
    await stranger.follow(mary, shared);
    await arrived('Accept', 2);
    expect(await states()).toEqual(['ada mary accepted']);
  });

  test('refuses somebody, who is told so and may ask again', async () => {
    await stranger.follow(mary, shared);
    const { database, config } = blog.app;
    const surroundings = { followers, ledger, site: config.site, now: new Date() };
    const [waiting] = await followers.list();
    await database.atomically((query) => (waiting ? removalOf(query, waiting, surroundings) : []));
    const [reject] = await arrived('Reject', 1);
    expect(reject).toMatchObject({ user: 'ada', activity: { actor: mary, object: { type: 'Follow' } } });
    expect(await states()).toEqual([]);
    await stranger.follow(mary, shared);
    expect(await states()).toEqual(['ada mary pending']);
  });
});

describe('somebody who never followed', () => {
  test('costs nothing when it is gone: no fetch, and no row', async () => {
    const asked = stranger.asked.length;
    for (const name of ['bob', 'carol', 'dave']) {
      const gone = stranger.addUser(name);
      gone.vanish(410);
      const farewell = stranger.activity('Delete', gone.id, { by: gone, id: `${gone.id}#delete` });
      expect((await stranger.deliver(shared, farewell, { by: gone })).status).toBe(202);
    }
    expect(stranger.asked).toHaveLength(asked);
    const { query, tables } = blog.app.database;
    expect(await query.$count(tables.received)).toBe(0);
  });
});

describe('a follower', () => {
  let follow: Json;
  beforeEach(async () => {
    follow = (await stranger.follow(james, shared)).activity;
    await arrived('Accept', 1);
  });

  test('leaves by an Undo, and comes back', async () => {
    const { '@context': _, ...embedded } = follow;
    expect((await stranger.undo(embedded, `${james}/inbox`)).status).toBe(202);
    expect(await states()).toEqual([]);
    const again = await stranger.follow(james, shared);
    await arrived('Accept', 2);
    expect((await stranger.deliver(shared, stranger.activity('Undo', again.activity.id))).status).toBe(202);
    expect(await states()).toEqual([]);
  });

  test('leaves and comes back as often as it likes, under ids that are always the same', async () => {
    const { '@context': _, ...embedded } = follow;
    const [id, undo] = [`${stranger.origin}/follows/1/2`, `${stranger.origin}/follows/1/2/undo`];
    for (const minutes of [10, 9, 8]) {
      // Another signature each time, within the same second too.
      const date = new Date(Date.now() - minutes * 60_000).toUTCString();
      await stranger.follow(james, shared, { id, date });
      expect(await states()).toHaveLength(1);
      expect((await stranger.undo({ ...embedded, id }, shared, { id: undo, date })).status).toBe(202);
      expect(await states()).toEqual([]);
    }
  });

  test("does not leave by somebody else's Undo, Delete or Block", async () => {
    const bob = stranger.addUser('bob');
    const { '@context': _, ...embedded } = follow;
    expect((await stranger.undo(embedded, shared, { by: bob })).status).toBe(202);
    expect(
      (await stranger.deliver(shared, stranger.activity('Undo', follow.id, { by: bob }), { by: bob })).status,
    ).toBe(202);
    const theirs = [
      stranger.activity('Delete', stranger.user.id, { by: bob }),
      stranger.activity('Block', james, { by: bob }),
    ];
    for (const activity of theirs) expect((await stranger.deliver(shared, activity, { by: bob })).status).toBe(202);
    // Signed by Bob in the name of Ada.
    const forged = stranger.activity('Delete', stranger.user.id);
    expect((await stranger.deliver(shared, forged, { by: bob })).status).toBe(202);
    expect(await states()).toEqual(['ada james accepted']);
  });

  test.each<[string, (activity: Stranger['activity']) => Json]>([
    ['a Delete of itself', (activity) => activity('Delete', stranger.user.id)],
    ['a Delete with a Tombstone', (activity) => activity('Delete', { id: stranger.user.id, type: 'Tombstone' })],
    ['a Block', (activity) => activity('Block', james)],
  ])('leaves by %s', async (_, make) => {
    expect((await stranger.deliver(shared, make(stranger.activity))).status).toBe(202);
    expect(await states()).toEqual([]);
  });

  test.each([404, 410] as const)(
    'leaves by a Delete that nobody can prove any more, since its host says %i',
    async (status) => {
      const gone = stranger.activity('Delete', stranger.user.id);
      await forgetKeys();
      stranger.vanish(status);
      expect((await stranger.deliver(shared, gone)).status).toBe(202);
      expect(await states()).toEqual([]);
    },
  );

  test('stays when its host says that it is there, and its key was forgotten', async () => {
    const gone = stranger.activity('Delete', stranger.user.id);
    const request = stranger.signed(shared, gone);
    stranger.rotateKey();
    await forgetKeys();
    expect((await send(request)).status).toBe(401);
    expect(await states()).toEqual(['ada james accepted']);
  });

  test('stays while its host says that it is there, whatever an unproven Delete says', async () => {
    const gone = stranger.activity('Delete', stranger.user.id);
    const thief = await startStranger({ user: 'eve' });
    const request = stranger.signed(shared, gone);
    const forged = { ...gone, id: `${stranger.origin}/made-up` };
    expect((await thief.deliver(shared, forged)).status).toBe(202);
    expect(
      (
        await stranger.deliver(shared, JSON.stringify(forged), {
          afterwards: { signature: request.headers.signature ?? '' },
        })
      ).status,
    ).toBe(401);
    await thief.close();
    expect(await states()).toEqual(['ada james accepted']);
  });

  test('is written to at its new inbox after an Update', async () => {
    const moved = { ...stranger.user.document(), inbox: `${stranger.origin}/users/bob/inbox`, name: 'Ada L.' };
    stranger.at('/users/ada', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(moved));
    });
    const update = stranger.activity('Update', { ...moved, name: 'forged' });
    expect((await stranger.deliver(shared, update)).status).toBe(202);
    expect(await followers.list()).toMatchObject([{ name: 'Ada L.', inbox: `${stranger.origin}/users/bob/inbox` }]);
  });

  test('that is blocked is told so, and comes in no more', async () => {
    const { database, config } = blog.app;
    const blocks = createBlocks({ database, followers, ledger, site: config.site });
    await blocks.add({ name: '127.0.0.1', kind: 'domain' }, new Date());
    await arrived('Reject', 1);
    expect((await stranger.follow(james, shared)).status).toBe(202);
    expect(await states()).toEqual([]);
    await blocks.remove('127.0.0.1', new Date());
    expect((await stranger.follow(james, shared)).status).toBe(202);
    expect(await states()).toEqual(['ada james accepted']);
  });

  test.each(['Accept', 'Reject', 'Announce', 'Like', 'Create', 'Move', 'Flag', 'Add', 'constructor'])(
    'may send a %s, which does nothing',
    async (type) => {
      const odd = stranger.activity(type, {
        id: `${stranger.origin}/${randomUUID()}`,
        type: 'Follow',
        object: james,
        actor: james,
      });
      expect((await stranger.deliver(shared, odd)).status).toBe(202);
      expect(await states()).toEqual(['ada james accepted']);
      expect(stranger.inbox).toHaveLength(1);
    },
  );

  test('is there after a restart', async () => {
    await blog.restart();
    followers = createFollowers({ database: blog.app.database });
    expect(await states()).toEqual(['ada james accepted']);
    await stranger.follow(james, shared);
    await arrived('Accept', 2);
  });
});
