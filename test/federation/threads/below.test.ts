import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { engines } from '../../support/databases.ts';
import { actor, blog, note, openWorld, says, type World } from '../talk/world.ts';

const [minute, hour, day] = [60_000, 3600_000, 86_400_000];
const collection = (id: string, own: Json = {}): Json => ({ id, type: 'Collection', ...own });
const page = (id: string, items: unknown[], own: Json = {}): Json => ({ id, type: 'CollectionPage', items, ...own });

describe.each(engines)('what was answered to a reply and never sent here, on $name', ({ open }) => {
  let world: World;
  let ada: string;
  let bob: string;
  let eve: string;
  let top: string;
  beforeEach(async () => {
    world = await openWorld(await open(), { blocked: ['https://c.example/users/eve'] });
    [ada, bob, eve] = [
      actor(world.web, 'ada@a.example'),
      actor(world.web, 'bob@b.example'),
      actor(world.web, 'eve@c.example'),
    ];
    top = `${ada}/statuses/top`;
  });
  afterEach(() => world.database.close());

  const publish = (object: Json): string => {
    world.web.set(String(object.id), object);
    return String(object.id);
  };
  const below = (author: string, name: string, own: Json = {}) =>
    publish(note(author, name, { inReplyTo: top, ...own }));
  /** The reply that was sent, and what its server says of it by now. */
  const begin = async (own: Json) => {
    await world.take(says('Create', ada, note(ada, 'top')));
    publish(note(ada, 'top', own));
  };
  const later = async (milliseconds: number) => {
    await world.clock.advance(milliseconds);
    await world.worker.tend();
  };
  const replies = async () => (await world.shown()).replies;
  const jobs = () => world.database.query.select().from(world.database.tables.jobs);

  test('is found in its replies, as Mastodon has them: the author’s own with it, those of others a page further', async () => {
    const [own, other] = [below(ada, 'own'), below(bob, 'other')];
    const next = `${top}/replies?only_other_accounts=true&page=true`;
    world.web.set(next, page(next, [other], { partOf: `${top}/replies` }));
    const first = { type: 'CollectionPage', next, partOf: `${top}/replies`, items: [own] };
    await begin({ replies: collection(`${top}/replies`, { first }) });
    await later(9 * minute);
    expect(await replies()).toEqual(['top']);
    await later(minute);
    expect(await replies()).toEqual(['other', 'own', 'top']);
  });

  test('is found as GoToSocial has it, and what is answered to that in its turn', async () => {
    const first = `${top}/replies?limit=20&only_other_accounts=false`;
    const middle = below(bob, 'middle');
    const leaf = below(ada, 'leaf', { inReplyTo: middle });
    world.web.set(`${top}/replies`, collection(`${top}/replies`, { first, type: 'OrderedCollection' }));
    world.web.set(first, { id: first, type: 'OrderedCollectionPage', orderedItems: middle, next: `${first}&min_id=1` });
    world.web.set(middle, {
      ...(world.web.get(middle) as Json),
      replies: collection(`${middle}/replies`, { items: [leaf] }),
    });
    await begin({ replies: `${top}/replies` });
    await later(10 * minute);
    expect(await replies()).toEqual(['middle', 'top']);
    await later(10 * minute);
    expect(await replies()).toEqual(['leaf', 'middle', 'top']);
  });

  test('is found by the conversation that its server names, and only there', async () => {
    const deep = below(bob, 'deep', { inReplyTo: `${bob}/statuses/between` });
    const between = below(bob, 'between');
    const context = 'https://a.example/contexts/1';
    world.web.set(context, {
      id: context,
      type: 'OrderedCollection',
      orderedItems: [`${blog}/ap/posts/hello`, top, deep, between],
    });
    world.web.set(
      'https://b.example/contexts/1',
      collection('https://b.example/contexts/1', { items: [below(bob, 'not')] }),
    );
    await begin({ context });
    await later(10 * minute);
    await later(5 * minute);
    expect(await replies()).toEqual(['between', 'deep', 'top']);
    await world.take(says('Create', ada, note(ada, 'second')));
    publish(note(ada, 'second', { context: 'https://b.example/contexts/1' }));
    await later(10 * minute);
    expect(await replies()).toEqual(['between', 'deep', 'second', 'top']);
    expect(world.asked).not.toContain('https://b.example/contexts/1');
  });

  test('is judged like what is sent: held where strangers are, gone where it was deleted before', async () => {
    await world.database.close();
    const [engine] = engines;
    world = await openWorld(await (engine?.open() ?? Promise.reject()), { comments: { rule: 'first-time' } });
    [ada, bob] = [actor(world.web, 'ada@a.example'), actor(world.web, 'bob@b.example')];
    const before = await world.change();
    await world.take(says('Delete', bob, `${bob}/statuses/deleted`));
    await begin({ replies: collection(`${top}/replies`, { items: [below(bob, 'stranger'), below(bob, 'deleted')] }) });
    await later(10 * minute);
    expect(await world.states()).toEqual({ top: 'held', stranger: 'held', deleted: 'gone' });
    expect(await replies()).toEqual([]);
    expect(await world.change()).toBe(before);
  });

  test('is dropped where it answers something else, is not for everybody, is blocked, or is said by another host', async () => {
    const { blocks } = world.database.tables;
    await world.database.query
      .insert(blocks)
      .values({ name: 'd.example', kind: 'domain', since: world.clock.now(), why: null });
    const items = [
      below(bob, 'elsewhere', { inReplyTo: 'https://b.example/users/bob/statuses/other' }),
      below(bob, 'nothing', { inReplyTo: null }),
      below(bob, 'followers', { to: `${bob}/followers` }),
      below(bob, 'forged', { attributedTo: ada }),
      below(eve, 'blocked'),
      below(actor(world.web, 'dan@sub.d.example'), 'silenced'),
      `${blog}/ap/posts/hello`,
      { ...note(bob, 'embedded', { inReplyTo: top }), content: 'never served' },
      'javascript:alert(1)',
      17,
      null,
    ];
    await begin({ replies: collection(`${top}/replies`, { items }) });
    for (const wait of [10 * minute, 5 * minute, 20 * minute, 2 * hour, 2 * day, 2 * day, 2 * day, hour, hour])
      await later(wait);
    expect(await world.states()).toEqual({ top: 'shown' });
    expect(world.asked.filter((url) => url === eve || url.includes('d.example'))).toEqual([]);
    expect((await jobs()).map(({ kind }) => kind)).toEqual([]);
  });

  test.each<[string, (id: string) => [string, Json][]]>([
    [
      'pages without an end',
      (id) =>
        Array.from({ length: 60 }, (_, number) => [
          `${id}/${number}`,
          page(`${id}/${number}`, [], { next: `${id}/${number + 1}` }),
        ]),
    ],
    [
      'a ring of pages',
      (id) => [
        [`${id}/0`, page(`${id}/0`, [], { next: `${id}/1` })],
        [`${id}/1`, page(`${id}/1`, [], { next: `${id}/0` })],
      ],
    ],
    ['pages on another host', (id) => [[`${id}/0`, page(`${id}/0`, [], { next: 'https://b.example/page' })]]],
    ['no collection', (id) => [[`${id}/0`, note('https://a.example/users/ada', 'x')]]],
  ])('%s end', async (_, pages) => {
    for (const [id, served] of pages('https://a.example/pages')) world.web.set(id, served);
    await begin({ replies: collection(`${top}/replies`, { first: 'https://a.example/pages/0' }) });
    const before = world.asked.length;
    await later(10 * minute);
    expect(world.asked.length - before).toBeLessThanOrEqual(4);
    expect(world.asked).not.toContain('https://b.example/page');
  });

  test('costs so much a day, whatever a collection names', async () => {
    const victims = Array.from({ length: 10_000 }, (_, number) => `https://victim.example/${number}`);
    const others = Array.from({ length: 100 }, (_, number) => `https://v${number}.example/${number}`);
    await begin({ replies: collection(`${top}/replies`, { items: [...others, ...victims] }) });
    for (let number = 0; number < 20; number += 1) {
      await world.take(says('Create', bob, note(bob, `one${number}`)));
      publish(note(bob, `one${number}`, { replies: collection('x', { items: victims.slice(number * 500) }) }));
    }
    const before = world.asked.length;
    for (let hours = 0; hours < 11; hours += 1) await later(hour);
    expect(world.asked.length - before).toBeLessThanOrEqual(150 * 2);
    expect(world.asked.filter((url) => url.includes('victim')).length).toBeLessThanOrEqual(150);
    expect((await jobs()).length).toBeLessThanOrEqual(150);
  });

  test('is looked for after ten minutes, an hour, six, a day, and not again until something new comes', async () => {
    await begin({});
    const looks = () => world.asked.filter((url) => url === top).length;
    const counts = [];
    for (const wait of [10 * minute, hour, 6 * hour, day, 30 * day]) {
      await later(wait - minute);
      const before = looks();
      await later(minute);
      counts.push([before, looks()]);
    }
    expect(counts).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 4],
    ]);
    await world.take(says('Like', bob, `${blog}/ap/posts/hello`));
    expect((await jobs()).filter(({ kind }) => kind === 'below')).toEqual([]);
    await world.take(says('Create', bob, note(bob, 'new', { inReplyTo: top })));
    await later(10 * minute);
    expect(looks()).toBe(5);
  });

  test('whose server or author cannot be read just now is tried again, and not for ever', async () => {
    const items = [below(bob, 'late'), below(actor(world.web, 'dan@d.example'), 'never')];
    const late = world.web.get(`${bob}/statuses/late`) as Json;
    world.web.set(String(late.id), 'down');
    world.web.set('https://d.example/users/dan', 'down');
    await begin({ replies: collection(`${top}/replies`, { items }) });
    await later(10 * minute);
    world.web.set(String(late.id), late);
    await later(10 * minute);
    expect(await replies()).toEqual(['late', 'top']);
    for (let days = 0; days < 9; days += 1) await later(day / 2);
    expect(await jobs()).toEqual([]);
    expect(world.asked.filter((url) => url === 'https://d.example/users/dan').length).toBeLessThanOrEqual(16);
  });

  test('a server that is away costs its looks and nothing else', async () => {
    await begin({});
    world.web.set(top, 'down');
    for (let days = 0; days < 4; days += 1) await later(day);
    expect(await world.states()).toEqual({ top: 'shown' });
    expect(await jobs()).toEqual([]);
  });
});
