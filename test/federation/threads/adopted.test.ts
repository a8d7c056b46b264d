import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConversations } from '../../../src/conversation/read.ts';
import { eq } from '../../../src/database/drizzle.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { threadProblems } from '../../../src/federation/threads/problems.ts';
import { pauseOf } from '../../../src/federation/threads/thread.ts';
import { engines } from '../../support/databases.ts';
import { actor, addPublished, blog, note, openWorld, says, type World } from '../talk/world.ts';

const [minute, hour, day] = [60_000, 3600_000, 86_400_000];

describe.each(engines)('a thread elsewhere that a post names, on $name', ({ open }) => {
  let world: World;
  let makkes: string;
  let ada: string;
  let bob: string;
  let eve: string;
  let object: string;
  let page: string;
  beforeEach(async () => {
    world = await openWorld(await open(), { blocked: ['https://c.example/users/eve'] });
    makkes = actor(world.web, 'makkes@hachyderm.example');
    [ada, bob, eve] = [
      actor(world.web, 'ada@a.example'),
      actor(world.web, 'bob@b.example'),
      actor(world.web, 'eve@c.example'),
    ];
    [object, page] = [`${makkes}/statuses/1`, 'https://hachyderm.example/@makkes/1'];
    await prove(makkes);
  });
  afterEach(() => world.database.close());

  const prove = async (id: string, proven: Date | null = world.clock.now()) => {
    const { owners } = world.database.tables;
    const row = { handle: id, actor: id, proven, checked: world.clock.now(), why: null };
    await world.database.query.insert(owners).values(row).onConflictDoUpdate({ target: owners.handle, set: row });
  };
  /** What begins the thread, with these below it. */
  const serve = (items: unknown[], own: Json = {}) => {
    const replies = { id: `${object}/replies`, type: 'Collection', first: { type: 'CollectionPage', items } };
    world.web.set(object, note(makkes, '1', { inReplyTo: null, url: page, replies, ...own }));
    // Its page serves the same, as Mastodon does.
    world.web.set(page, world.web.get(object) as Json);
  };
  const reply = (author: string, name: string, own: Json = {}): string => {
    const said = note(author, name, { inReplyTo: object, ...own });
    world.web.set(String(said.id), said);
    return String(said.id);
  };
  const discuss = async (address: string | null, post = world.post, details: object = {}) => {
    const { posts } = world.database.tables;
    await world.database.query
      .update(posts)
      .set({ details: { ...details, discuss: address } })
      .where(eq(posts.key, post));
    await world.threads.adopt();
    await world.worker.tend();
  };
  const later = async (milliseconds: number) => {
    await world.clock.advance(milliseconds);
    await world.worker.tend();
  };
  const row = async (post = world.post) => {
    const { adopted } = world.database.tables;
    const [found] = await world.database.query.select().from(adopted).where(eq(adopted.post, post));
    return found ?? null;
  };
  const replies = async () => (await world.shown()).replies;
  const ledTo = (discuss = page) =>
    createConversations(world.database).elsewhere({ id: 'hello', generation: 1, discuss });
  const problems = async () =>
    (await threadProblems(world.database, '/nowhere')).map(({ path, what }) => `${path}: ${what}`);

  test.each([
    ['its id', () => object],
    ['its page', () => page],
  ])('stands below the post, found by %s', async (_, address) => {
    serve([reply(ada, 'one'), reply(bob, 'two')]);
    await discuss(address());
    expect(await replies()).toEqual(['one', 'two']);
    expect(await row()).toMatchObject({ object, why: null });
    expect(await problems()).toEqual([]);
    // The begin itself is no reply, and what answers a reply belongs there as well.
    await world.take(says('Create', bob, note(bob, 'deep', { inReplyTo: `${ada}/statuses/one` })));
    await world.take(says('Create', bob, note(bob, 'sent', { inReplyTo: address() })));
    expect(await replies()).toEqual(['deep', 'one', 'sent', 'two']);
  });

  test.each<[string, () => { type: string; link?: string; text: string }]>([
    [
      'a Link header',
      () => ({
        type: 'text/html',
        link: `</x>; rel="next", <${object}>; rel="alternate"; type="application/activity+json"`,
        text: '',
      }),
    ],
    [
      'an element of its head',
      () => ({
        type: 'text/html; charset=utf-8',
        text: `<html><head><link rel="alternate" type="application/rss+xml" href="/feed"><link href='${object}' rel='alternate' type='application/activity+json'></head>`,
      }),
    ],
  ])('is found by a page that names it in %s', async (_, served) => {
    serve([reply(ada, 'one')]);
    world.web.set(page, 'down');
    world.pages.set(page, served());
    await discuss(page);
    expect(await replies()).toEqual(['one']);
    expect(world.asked.filter((url) => url === object || url === page).length).toBeLessThanOrEqual(4);
  });

  const cases: [string, RegExp, () => unknown, (() => string)?][] = [
    ['is somebody else’s', /proven to be yours/, () => prove(makkes, null)],
    ['does not name the page', /does not name it/, () => serve([], { url: `${page}2` }), () => page],
    ['is not public', /not public/, () => serve([], { to: `${makkes}/followers` })],
    ['is a page and nothing else', /no post at the address/, () => onlyPage()],
    ['is an account', /no post that can be answered/, () => undefined, () => makkes],
    ['is asked for by http', /only https/, () => undefined, () => 'http://hachyderm.example/1'],
    ['is on this blog', /on this blog/, () => undefined, () => `${blog}/posts/other`],
  ];
  const onlyPage = () => {
    world.web.set(object, 'down');
    world.pages.set(object, { type: 'text/html', text: '<html>' });
  };

  test.each(cases)('that %s brings nothing but a problem', async (_, what, happens, address = () => object) => {
    serve([reply(ada, 'one')]);
    await happens();
    await discuss(address());
    expect(await replies()).toEqual([]);
    expect(await row()).toMatchObject({ object: null });
    expect(await problems()).toEqual([expect.stringMatching(what)]);
    expect((await problems())[0]).toMatch(/^content\/hello\.md: /);
    await world.take(says('Create', bob, note(bob, 'sent', { inReplyTo: object })));
    expect(await replies()).toEqual([]);
  });

  test('that two posts name belongs to the first of them, and a problem names both', async () => {
    const second = await addPublished(world.database, 'second');
    serve([reply(ada, 'one')]);
    await discuss(page);
    await discuss(page, second);
    expect(await problems()).toEqual([expect.stringMatching(/^content\/second\.md: .*content\/hello\.md already/)]);
    // By another of its names as well.
    await discuss(object, second);
    expect(await problems()).toEqual([expect.stringMatching(/^content\/second\.md: .*content\/hello\.md already/)]);
    await discuss(page, second);
    await discuss(null);
    await world.threads.adopt();
    await later(day);
    expect(await row(second)).toMatchObject({ object, why: null });
    expect(await problems()).toEqual([]);
  });

  test('is judged by the same rules, an owner’s own words too', async () => {
    await world.database.close();
    world = await openWorld(await open(), { comments: { rule: 'first-time' } });
    for (const one of ['makkes@hachyderm.example', 'ada@a.example']) actor(world.web, one);
    await prove(makkes);
    serve([reply(ada, 'stranger'), reply(makkes, 'mine'), reply(eve, 'private', { to: `${eve}/followers` })]);
    await discuss(page);
    expect(await world.states()).toEqual({ stranger: 'held', mine: expect.stringMatching(/held|shown/) });
  });

  test('is led to by the page of the post from then on, also where nobody answered yet', async () => {
    serve([]);
    const before = await world.change();
    await discuss(page);
    const found = await world.change();
    expect(found).toBeGreaterThan(before);
    await later(day);
    expect(await world.change()).toBe(found);
  });

  test('is led to no more by that page as soon as its beginner’s proof is gone, and again when it is back', async () => {
    serve([]);
    await discuss(page);
    expect(await ledTo()).toBe(page);
    // A line that has just been written was not looked at yet.
    expect(await ledTo(`${page}2`)).toBe(null);
    await prove(makkes, null);
    expect(await ledTo()).toBe(null);
    await prove(makkes);
    expect(await ledTo()).toBe(page);
    // Another account of the same server is proven still: the next look knows whose it is.
    await prove(`${makkes}2`);
    await prove(makkes, null);
    const before = await world.change();
    await later(day);
    const gone = await world.change();
    expect([await ledTo(), gone > before]).toEqual([null, true]);
    await prove(makkes);
    await later(7 * day);
    expect([await ledTo(), (await world.change()) > gone]).toEqual([page, true]);
  });

  test('a like of it is not counted, and a quote of it is none of the post', async () => {
    serve([]);
    await discuss(page);
    await world.take(says('Like', ada, object));
    await world.take(says('Announce', ada, object, { to: 'https://www.w3.org/ns/activitystreams#Public' }));
    await world.take(says('Create', ada, note(ada, 'quoting', { inReplyTo: null, quoteUrl: object })));
    expect(await world.shown()).toEqual({ replies: [], likes: [], boosts: [], quotes: [] });
  });

  test('is read again with a pause that grows to a week, and falls back when something is said', async () => {
    serve([reply(ada, 'one')]);
    await discuss(page);
    const pauses: number[] = [];
    for (let looks = 0; looks < 40; looks += 1) {
      const { due, checked } = (await row()) ?? { due: new Date(0), checked: null };
      pauses.push(due.getTime() - (checked?.getTime() ?? 0));
      await later(due.getTime() - world.clock.now().getTime());
    }
    expect(pauses[0]).toBe(10 * minute);
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
    expect(pauses.at(-1)).toBe(7 * day);
    // One look each, after the first, which found it by its page.
    expect(world.asked.filter((url) => url === object)).toHaveLength(40);
    serve([reply(ada, 'one'), reply(bob, 'late')]);
    for (let days = 0; days < 7 && (await replies()).length < 2; days += 1) await later(day);
    expect(await replies()).toEqual(['late', 'one']);
    await later(10 * minute);
    const due = (await row())?.due.getTime() ?? 0;
    expect(due - world.clock.now().getTime()).toBeLessThanOrEqual(hour);
  });

  test('loses what left it and is gone, and nothing while a server is down or still has it', async () => {
    const [one, two, three] = [reply(ada, 'one'), reply(bob, 'two'), reply(bob, 'three')];
    serve([one, two, three]);
    await discuss(page);
    const before = await world.change();
    world.web.set(object, 'down');
    await later(day);
    expect(await replies()).toEqual(['one', 'three', 'two']);
    serve([three]);
    world.web.set(one, 410);
    world.web.set(two, 'down');
    await later(7 * hour);
    expect(await replies()).toEqual(['three', 'two']);
    expect(await world.states()).toMatchObject({ one: 'gone' });
    expect(await world.change()).toBeGreaterThan(before);
    await later(2 * day);
    expect(await replies()).toEqual(['three', 'two']);
  });

  test('asks for all that left it, a few at a time, also where the first of them are still there', async () => {
    const ids = Array.from({ length: 12 }, (_, number) => reply(ada, `r${String(number).padStart(2, '0')}`));
    serve(ids);
    await discuss(page);
    expect(await replies()).toHaveLength(12);
    serve([]);
    world.web.set(ids.at(-1) ?? '', 410);
    for (let days = 0; days < 5; days += 1) await later(day);
    expect(await world.states()).toMatchObject({ r00: 'shown', r11: 'gone' });
  });

  test('takes nothing more once its beginner is proven to be the owner no more, and keeps what there was', async () => {
    serve([reply(ada, 'one')]);
    await discuss(page);
    await prove(makkes, null);
    await later(day);
    expect(await problems()).toEqual([expect.stringMatching(/proven to be yours/)]);
    for (const name of ['object', 'page'])
      await world.take(says('Create', bob, note(bob, name, { inReplyTo: name === 'page' ? page : object })));
    await later(day);
    expect(await replies()).toEqual(['one']);
    await prove(makkes);
    await later(7 * day);
    await world.take(says('Create', bob, note(bob, 'again', { inReplyTo: object })));
    expect(await replies()).toEqual(['again', 'one']);
  });

  test('is found by what is sent under another of its names', async () => {
    serve([]);
    await discuss(object);
    world.web.set('https://hachyderm.example/short/1', world.web.get(object) as Json);
    for (const [name, inReplyTo] of [
      ['short', 'https://hachyderm.example/short/1'],
      ['page', page],
    ])
      await world.take(says('Create', bob, note(bob, String(name), { inReplyTo })));
    await later(minute);
    expect(await replies()).toEqual(['page', 'short']);
  });

  test('keeps its replies when the owner deletes what began it, and says so', async () => {
    serve([reply(ada, 'one')]);
    await discuss(page);
    world.web.set(object, 410);
    await later(10 * minute);
    expect(await problems()).toEqual([]);
    await later(day);
    expect(await problems()).toEqual([expect.stringMatching(/was deleted/)]);
    expect(await replies()).toEqual(['one']);
    // It was a mistake of that server.
    serve([reply(ada, 'one'), reply(bob, 'two')]);
    await later(2 * day);
    expect(await problems()).toEqual([]);
    expect(await replies()).toEqual(['one', 'two']);
  });

  test('goes when the line is taken out, whatever came only by it, and comes back with it but for what was hidden', async () => {
    serve([reply(ada, 'one'), reply(bob, 'bad')]);
    await discuss(page);
    await world.take(says('Create', bob, note(bob, 'below', { inReplyTo: `${ada}/statuses/one` })));
    await world.take(says('Create', bob, note(bob, 'direct')));
    const { remarks } = world.database.tables;
    const bad = `${bob}/statuses/bad`;
    await world.database.atomically((query) =>
      world.talk.remarks.decide(query, bad, 'hidden', 'owner', '', world.clock.now()),
    );
    const ours = { kind: 'reply', state: 'shown', visibility: 'public', account: 'james', post: world.post } as const;
    const at = { published: world.clock.now(), received: world.clock.now() };
    await world.database.query
      .insert(remarks)
      .values({ ...ours, ...at, uri: '/ap/notes/mine', html: 'mine', parent: `${ada}/statuses/one` });
    expect(await replies()).toEqual(['below', 'direct', 'mine', 'one']);
    const before = await world.change();
    await discuss(null);
    expect(await replies()).toEqual(['direct', 'mine']);
    expect(await world.states()).toEqual({ direct: 'shown', mine: 'shown', bad: 'gone' });
    expect(await world.change()).toBeGreaterThan(before);
    const people = await world.database.query.select().from(world.database.tables.people);
    expect(people.map(({ uri }) => uri)).toEqual([bob]);
    await discuss(page);
    expect(await replies()).toEqual(['direct', 'mine', 'one']);
  });

  test('stays with a post that has vanished for a while, and is read again when that is back', async () => {
    serve([reply(ada, 'one')]);
    await discuss(page);
    const { posts } = world.database.tables;
    const put = (state: 'live' | 'vanished') =>
      world.database.query.update(posts).set({ state }).where(eq(posts.key, world.post));
    await put('vanished');
    await world.threads.adopt();
    const before = world.asked.length;
    await later(hour);
    expect(await world.states()).toEqual({ one: 'shown' });
    // As a reply to the post itself would be.
    expect(await world.take(says('Create', bob, note(bob, 'two', { inReplyTo: object })))).toBe(false);
    await put('live');
    serve([reply(ada, 'one'), reply(bob, 'two')]);
    await later(2 * hour);
    expect(await replies()).toEqual(['one', 'two']);
    expect(world.asked.length).toBeGreaterThan(before);
  });

  test('is read page by page, so many at a time, however many there are', async () => {
    const ids = Array.from({ length: 40 }, (_, number) => reply(ada, `r${String(number).padStart(2, '0')}`));
    for (let number = 0; number < 400; number += 1) {
      const id = `${object}/replies?page=${number}`;
      const items = ids.slice(number * 4, number * 4 + 4);
      world.web.set(id, { id, type: 'CollectionPage', items, next: `${object}/replies?page=${number + 1}` });
    }
    serve([], { replies: `${object}/replies?page=0` });
    await discuss(page);
    for (let minutes = 0; minutes < 30; minutes += 1) await later(minute);
    expect(await replies()).toHaveLength(40);
    const pages = new Set(world.asked.filter((url) => url.includes('/replies?page=')));
    expect(pages.size).toBeLessThanOrEqual(24);
  });
});

test('the pause between two looks grows with what is quiet, from ten minutes to a week', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const after = (quiet: number) => pauseOf(new Date(now.getTime() - quiet), now);
  expect([0, hour, 8 * hour, 4 * day, 365 * day].map(after)).toEqual([
    10 * minute,
    15 * minute,
    2 * hour,
    day,
    7 * day,
  ]);
});
