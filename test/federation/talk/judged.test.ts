import { afterEach, describe, expect, test } from 'vitest';
import { createErasures } from '../../../src/conversation/erase/erasures.ts';
import { loadPseudonym } from '../../../src/conversation/erase/pseudonym.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { createFollowers } from '../../../src/federation/followers/followers.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { addPost, said } from '../../conversation/keeping.ts';
import { engines } from '../../support/databases.ts';
import { actor, blog, everybody, james, note, openWorld, says, type World } from './world.ts';

const [day, hour] = [86_400_000, 3600_000];
const post = `${blog}/ap/posts/hello`;

describe.each(engines.slice(0, 1))('what comes is kept for what it is:', ({ open }) => {
  let world: World;
  let ada: string;
  let bob: string;
  async function begin(own: Parameters<typeof openWorld>[1] = {}): Promise<void> {
    world = await openWorld(await open(), own);
    [ada, bob] = [actor(world.web, 'ada@a.example'), actor(world.web, 'bob@b.example')];
  }
  afterEach(() => world.database.close());

  const create = (by: string, name: string, own: Json = {}) => world.take(says('Create', by, note(by, name, own)));
  const decide = (uri: string, state: 'shown' | 'hidden', by = 'owner') =>
    world.database.atomically((query) => world.talk.remarks.decide(query, uri, state, by, '', world.clock.now()));
  const fetches = (id: string) => world.asked.filter((url) => url === id).length;
  const reactions = async () =>
    (await world.database.query.select().from(world.database.tables.reactions)).map(({ state }) => state);
  const jobs = async (kind: string) =>
    (await world.database.query.select().from(world.database.tables.jobs)).filter((one) => one.kind === kind);

  describe('a comment', () => {
    const unwanted: [string, Parameters<typeof openWorld>[1], Json, Record<string, string>][] = [
      ['with more links than wanted', { comments: { links: 2 } }, { content: links(3) }, { one: 'held' }],
      ['with as many links as wanted', { comments: { links: 2 } }, { content: links(2) }, { one: 'shown' }],
      ['by whose name a word is listed', { comments: { words: ['ada'] } }, {}, { one: 'held' }],
      ['under a post that is closed', { comments: { rule: 'closed' } }, {}, {}],
      ['by whoever is blocked', { blocked: ['https://a.example/users/ada'] }, {}, {}],
      ['by whoever is no follower', { comments: { rule: 'followers' } }, {}, { one: 'held' }],
    ];
    test.each(unwanted)('%s', async (_, own, said, states) => {
      await begin(own);
      expect(await create(ada, 'one', said)).toBe(Object.keys(states).length > 0);
      expect(await world.states()).toEqual(states);
    });

    test('of a follower is shown once they are accepted', async () => {
      await begin({ comments: { rule: 'followers' } });
      await create(ada, 'one');
      const { database, clock } = world;
      const followers = createFollowers({ database });
      const follow = { account: 'james', uri: ada, follow: `${ada}#follow` };
      await database.atomically((query) => followers.hold(query, follow, clock.now()));
      await create(ada, 'two');
      await database.atomically((query) => followers.accept(query, follow, clock.now()));
      await create(ada, 'three');
      expect(await world.states()).toEqual({ one: 'held', two: 'held', three: 'shown' });
    });

    test('that is edited is judged anew where a rule decided, and by what the owner said where they did', async () => {
      await begin({ comments: { languages: ['en'] } });
      const own = { content: undefined, contentMap: { ru: '<p>Да</p>' }, updated: '2026-11-21T11:00:00Z' };
      for (const name of ['one', 'two']) await create(ada, name);
      await decide(`${ada}/statuses/two`, 'shown');
      for (const name of ['one', 'two']) await world.take(says('Update', ada, note(ada, name, own)));
      expect(await world.states()).toEqual({ one: 'held', two: 'shown' });
    });

    test('whose text cannot be cleaned waits for the owner', async () => {
      await begin();
      await create(ada, 'one');
      const [load, now] = [() => Promise.reject(new Error('nobody is asked')), world.clock.now()];
      const remark = said(ada, 'two', { parent: post });
      const effect = await world.talk.take({ remark, held: 'It cannot be read.', account: null, now, load });
      await world.database.atomically(effect ?? (() => []));
      expect(await world.states()).toEqual({ one: 'shown', two: 'held' });
    });

    test('has owners told only where it waits for them', async () => {
      await begin({ comments: { rule: 'first-time' } });
      await create(ada, 'one');
      expect(await jobs('tell')).toHaveLength(1);
    });

    test('that was erased does not come back, and its author’s later words do', async () => {
      await begin();
      const { database, clock } = world;
      const hash = (await loadPseudonym(database))(ada);
      const instant = new Date('2026-11-21T10:30:00Z');
      await database.atomically((query) => [createErasures(database).note(query, [hash], instant)]);
      expect(await create(ada, 'one')).toBe(false);
      expect(await create(ada, 'two', { published: clock.now().toISOString() })).toBe(true);
      expect(await world.states()).toEqual({ two: 'shown' });
    });

    test('by somebody who is gone is none, and of one who cannot be read now comes again', async () => {
      await begin();
      world.web.set(ada, 410);
      expect(await create(ada, 'one')).toBe(false);
      world.web.set(ada, 'down');
      await expect(create(ada, 'one')).rejects.toThrow('could not be read');
      expect(await world.states()).toEqual({});
    });

    test('has its author looked at once a day', async () => {
      await begin();
      await create(ada, 'one');
      await world.clock.advance(day - hour);
      await create(ada, 'two');
      expect(fetches(ada)).toBe(1);
      await world.clock.advance(2 * hour);
      await create(ada, 'three');
      expect(fetches(ada)).toBe(2);
    });
  });

  describe('where it belongs:', () => {
    test('to no post that is for nobody else, was deleted, or is hidden by now', async () => {
      await begin();
      const { query, tables } = world.database;
      const own = { details: { authors: [], federate: 'no' } };
      const mine = await addPost(world.database, 'mine', own);
      const row = { kind: 'post', generation: 1, state: 'alive', made: world.clock.now() } as const;
      await query.insert(tables.objects).values({ ...row, uri: '/ap/posts/mine', post: mine });
      expect(await create(ada, 'one', { inReplyTo: `${blog}/ap/posts/mine` })).toBe(false);
      expect(await create(ada, 'two')).toBe(true);
      await query.update(tables.objects).set({ state: 'gone' }).where(eq(tables.objects.post, world.post));
      expect(await create(ada, 'three')).toBe(false);
      await query.update(tables.objects).set({ state: 'alive' }).where(eq(tables.objects.post, world.post));
      await query.update(tables.posts).set({ state: 'vanished' }).where(eq(tables.posts.key, world.post));
      expect(await create(bob, 'four', { inReplyTo: `${ada}/statuses/two` })).toBe(false);
      expect(await world.states()).toEqual({ two: 'shown' });
    });

    test('below a quote of a post nothing belongs to that post', async () => {
      await begin();
      await create(ada, 'quote', { inReplyTo: null, quote: post });
      expect(await create(bob, 'one', { inReplyTo: `${ada}/statuses/quote` })).toBe(false);
    });

    test('what is not for everybody waits for no parent', async () => {
      await begin();
      const elsewhere = { inReplyTo: `${bob}/statuses/unknown` };
      expect(await create(ada, 'one', { ...elsewhere, to: `${ada}/followers` })).toBe(false);
      expect(await create(ada, 'two', elsewhere)).toBe(true);
    });

    test('what was fetched on the way up and names an account is no mention', async () => {
      await begin();
      const tag = [{ type: 'Mention', href: james, name: '@james' }];
      const parent = note(bob, 'parent', { inReplyTo: null, to: [everybody, james], tag });
      world.web.set(String(parent.id), parent);
      await create(ada, 'one', { inReplyTo: parent.id });
      await world.worker.tend();
      expect(fetches(String(parent.id))).toBe(1);
      expect(await world.states()).toEqual({});
    });

    test('only below what everybody may read others are looked for', async () => {
      await begin();
      await create(ada, 'one', { to: [`${ada}/followers`, james], tag: [{ type: 'Mention', href: james }] });
      expect(await world.states()).toEqual({ one: 'held' });
      const before = (await jobs('below')).length;
      await create(ada, 'two');
      expect([before, (await jobs('below')).length]).toEqual([0, 1]);
    });

    test('of whom we block no parent is asked for, and what our own hides is waited for no longer', async () => {
      await begin({ blocked: ['https://b.example/users/bob/statuses/parent'] });
      const parent = note(bob, 'parent');
      world.web.set(String(parent.id), parent);
      await create(ada, 'one', { inReplyTo: parent.id });
      await world.worker.tend();
      expect([await world.states(), fetches(String(parent.id))]).toEqual([{}, 0]);
      const { query, tables } = world.database;
      await create(ada, 'two', { inReplyTo: `${bob}/statuses/later` });
      const closed = `${blog}/ap/posts/never`;
      await query.update(tables.remarks).set({ parent: closed });
      await query.update(tables.jobs).set({ subject: closed });
      await world.worker.tend();
      expect([await world.states(), world.asked.includes(closed)]).toEqual([{}, false]);
    });

    test('what is refused once its parent is found goes', async () => {
      await begin({ comments: { rule: 'everyone' } });
      const parent = note(bob, 'parent');
      await create(ada, 'one', { inReplyTo: parent.id });
      const { query, tables } = world.database;
      const [row] = await query.select().from(tables.posts);
      await query.update(tables.posts).set({ details: { ...row?.details, comments: 'closed' } });
      // The parent came while comments were open.
      await create(bob, 'parent');
      await world.worker.tend();
      expect(await world.states()).toEqual({});
    });
  });

  describe('a like', () => {
    const like = (own: Json = {}, by = ada) => world.take(says('Like', by, post, own));

    test.each<[string, Parameters<typeof openWorld>[1], Json, string[]]>([
      ['by anybody counts', {}, {}, ['shown']],
      ['by whose name a word is listed is hidden', { comments: { words: ['ada'] } }, {}, ['hidden']],
      [
        'with a word that is listed is hidden',
        { comments: { words: ['casino'] } },
        { content: ':casino:' },
        ['hidden'],
      ],
      ['under a post that is closed is none', { comments: { rule: 'closed' } }, {}, []],
      ['by whoever is blocked is none', { blocked: ['https://a.example/users/ada'] }, {}, []],
    ])('%s', async (_, own, said, states) => {
      await begin(own);
      const tag = [{ type: 'Emoji', name: ':casino:', icon: { type: 'Image', url: 'https://a.example/c.png' } }];
      expect(await like({ ...said, tag })).toBe(states.length > 0);
      expect(await reactions()).toEqual(states);
    });

    test('of what is no post is none, nor is a like of something that somebody says', async () => {
      await begin();
      for (const object of [`${blog}/ap/posts/never`, 'https://a.example/notes/1'])
        expect(await world.take(says('Like', ada, object))).toBe(false);
      await create(bob, 'one');
      const said = says('Create', bob, note(bob, 'two'));
      world.web.set(`${bob}/statuses/two`, note(bob, 'two'));
      expect(await world.take(says('Like', ada, said))).toBe(false);
    });

    test('that is taken back and done again under one id counts by when it was done, in whatever order it comes', async () => {
      await begin();
      const at = (minute: number): Json => ({ published: `2026-11-21T10:0${minute}:00Z` });
      const done = (minute: number) => world.take({ ...says('Like', ada, post, at(minute)), id: `${ada}#like` });
      const undone = (minute: number) => world.take(says('Undo', ada, `${ada}#like`, at(minute)));
      await done(1);
      await undone(2);
      await undone(4);
      await undone(2);
      await done(3);
      expect((await world.shown()).likes).toEqual([]);
      await done(5);
      expect((await world.shown()).likes).toEqual(['ada']);
    });

    test('is not taken back by another before it comes', async () => {
      await begin();
      const eve = actor(world.web, 'eve@a.example');
      const mine = says('Like', ada, post);
      await world.take(says('Undo', eve, String(mine.id)));
      await world.take(mine);
      // Nor done by them, which would leave a note.
      expect(await world.take({ ...mine, actor: eve, published: '2026-11-21T11:00:00Z' })).toBe(false);
      expect((await world.shown()).likes).toEqual(['ada']);
    });
  });
});

function links(count: number): string {
  return Array.from({ length: count }, (_, index) => `<a href="https://spam.example/${index}">x</a>`).join(' ');
}
