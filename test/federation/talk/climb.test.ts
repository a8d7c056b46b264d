import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { engines } from '../../support/databases.ts';
import { actor, blog, everybody, james, note, openWorld, says, type World } from './world.ts';

const hour = 3600_000;

describe.each(engines)('a reply whose parent is not known, on $name', ({ open }) => {
  let world: World;
  let ada: string;
  let bob: string;
  let eve: string;
  beforeEach(async () => {
    world = await openWorld(await open(), { blocked: ['https://c.example/users/eve'] });
    ada = actor(world.web, 'ada@a.example');
    bob = actor(world.web, 'bob@b.example');
    eve = actor(world.web, 'eve@c.example');
  });
  afterEach(() => world.database.close());

  const create = (by: string, object: Json) => world.take(says('Create', by, object));
  const publish = (object: Json) => {
    world.web.set(String(object.id), object);
    return String(object.id);
  };
  const later = async (milliseconds: number) => {
    await world.clock.advance(milliseconds);
    await world.worker.tend();
  };
  const jobs = async () => {
    const rows = await world.database.query.select().from(world.database.tables.jobs);
    return rows.filter(({ kind }) => kind === 'answered').length;
  };

  test('waits unseen, and finds its post several steps up; what stands between is kept too', async () => {
    const top = publish(note(ada, 'top'));
    const middle = publish(note(bob, 'middle', { inReplyTo: top }));
    await create(ada, note(ada, 'leaf', { inReplyTo: middle }));
    expect(await world.states()).toEqual({ leaf: 'waiting' });
    expect((await world.shown()).replies).toEqual([]);
    await later(0);
    expect(await world.states()).toEqual({ leaf: 'shown', middle: 'shown', top: 'shown' });
    expect(world.asked.filter((url) => url.includes('/statuses/'))).toEqual([middle, top]);
    await later(2 * hour);
    expect(await jobs()).toBe(0);
  });

  test('comes to its post when the parent comes by itself', async () => {
    world.web.set(`${bob}/statuses/middle`, 'down');
    await create(ada, note(ada, 'leaf', { inReplyTo: `${bob}/statuses/middle` }));
    await later(0);
    await create(bob, note(bob, 'middle'));
    expect((await world.shown()).replies).toEqual(['leaf', 'middle']);
    await later(2 * hour);
    expect(await jobs()).toBe(0);
  });

  test('is named anew where its server gave the parent another name than its id', async () => {
    const object = note(bob, 'middle');
    world.web.set('https://b.example/@bob/1', object);
    await create(ada, note(ada, 'leaf', { inReplyTo: 'https://b.example/@bob/1' }));
    await later(0);
    const rows = await world.database.query.select().from(world.database.tables.remarks);
    expect(rows.find(({ uri }) => uri.endsWith('leaf'))).toMatchObject({ parent: object.id, state: 'shown' });
  });

  test.each<[string, (world: World) => Json | number]>([
    ['is gone', () => 410],
    ['was never there', () => 404],
    ['answers nothing of ours', () => note('https://b.example/users/bob', 'middle', { inReplyTo: null })],
    ['is for followers', () => note('https://b.example/users/bob', 'middle', { to: 'https://b.example/users/bob' })],
    [
      'is said to be by somebody elsewhere',
      () => note('https://b.example/users/bob', 'middle', { attributedTo: 'https://a.example/users/ada' }),
    ],
    ['answers a draft', () => note('https://b.example/users/bob', 'middle', { inReplyTo: `${blog}/posts/draft` })],
  ])('goes when the parent %s; what names an account stays for the owner', async (_, served) => {
    world.web.set(`${bob}/statuses/middle`, served(world));
    await create(ada, note(ada, 'leaf', { inReplyTo: `${bob}/statuses/middle` }));
    const tag = [{ type: 'Mention', href: james }];
    await create(ada, note(ada, 'naming', { inReplyTo: `${bob}/statuses/middle`, tag }));
    await later(0);
    expect(await world.states()).toEqual({ naming: 'held' });
    expect((await world.shown()).replies).toEqual([]);
  });

  test('goes when the parent cannot be fetched for days', async () => {
    world.web.set(`${bob}/statuses/middle`, 'down');
    await create(ada, note(ada, 'leaf', { inReplyTo: `${bob}/statuses/middle` }));
    for (let hours = 0; hours < 60; hours += 6) await later(6 * hour);
    expect(await world.states()).toEqual({ leaf: 'waiting' });
    for (let hours = 0; hours < 24; hours += 6) await later(6 * hour);
    expect(await world.states()).toEqual({});
    expect(await jobs()).toBe(0);
    expect(await world.database.query.$count(world.database.tables.people)).toBe(0);
  });

  test.each([
    ['answers the post', (): unknown => `${blog}/ap/posts/hello`],
    ['answers what is not known either', () => publish(note(bob, 'top'))],
  ])('goes where whoever is blocked stands between and %s', async (_, above) => {
    const middle = publish(note(eve, 'middle', { inReplyTo: above() }));
    await create(ada, note(ada, 'leaf', { inReplyTo: middle }));
    await later(0);
    expect(world.asked).not.toContain(eve);
    expect(await world.states()).toEqual({});
  });

  test('is looked for once, however many wait for it, and all of them come', async () => {
    const middle = `${bob}/statuses/middle`;
    world.web.set(middle, 'down');
    for (let number = 0; number < 5; number += 1) await create(ada, note(ada, `leaf${number}`, { inReplyTo: middle }));
    await later(0);
    expect(world.asked.filter((url) => url === middle)).toHaveLength(1);
    expect(await jobs()).toBe(1);
    publish(note(bob, 'middle'));
    await later(5 * 60_000);
    expect(world.asked.filter((url) => url === middle)).toHaveLength(2);
    expect((await world.shown()).replies).toHaveLength(6);
    await later(2 * hour);
    expect(await jobs()).toBe(0);
  });

  test('climbs so many steps and no more, and a ring ends', async () => {
    for (let step = 1; step < 40; step += 1)
      publish(note(bob, `step${step}`, { inReplyTo: `${bob}/statuses/step${step + 1}` }));
    await create(ada, note(ada, 'leaf', { inReplyTo: `${bob}/statuses/step1` }));
    await later(0);
    expect(world.asked.filter((url) => url.includes('step')).length).toBeLessThanOrEqual(16);
    publish(note(bob, 'one', { inReplyTo: `${bob}/statuses/two` }));
    publish(note(bob, 'two', { inReplyTo: `${bob}/statuses/one` }));
    await create(ada, note(ada, 'round', { inReplyTo: `${bob}/statuses/one`, to: everybody }));
    for (let hours = 0; hours < 84; hours += 6) await later(6 * hour);
    expect(await world.states()).toEqual({});
    expect(await jobs()).toBe(0);
  });
});

test('more than are brought along at once come all the same, or go; what was deleted keeps nobody busy', async () => {
  // On one engine: what it tests is none of theirs.
  const [engine] = engines;
  if (!engine) throw new Error('no engine');
  const world = await openWorld(await engine.open());
  const [ada, bob] = [actor(world.web, 'ada@a.example'), actor(world.web, 'bob@b.example')];
  const [middle, never] = [`${bob}/statuses/middle`, `${bob}/statuses/never`];
  world.web.set(middle, note(bob, 'middle'));
  await world.take(says('Create', ada, note(ada, 'leaf', { inReplyTo: middle })));
  await world.take(says('Create', ada, note(ada, 'last', { inReplyTo: never })));
  const { remarks, people } = world.database.tables;
  const [person] = await world.database.query.select().from(people);
  const at = { published: world.clock.now(), received: world.clock.now() };
  const own = { kind: 'reply', visibility: 'public', html: 'x', person: person?.key ?? 0, ...at } as const;
  const many = Array.from({ length: 220 }, (_, number) => [
    { ...own, uri: `${ada}/a${number}`, parent: middle, state: 'waiting' as const },
    { ...own, uri: `${ada}/b${number}`, parent: never, state: 'gone' as const, html: null, person: null },
  ]).flat();
  await world.database.query.insert(remarks).values(many);
  await world.worker.tend();
  expect((await world.shown()).replies).toHaveLength(222);
  expect(Object.values(await world.states()).filter((state) => state === 'waiting')).toEqual([]);
  await world.database.close();
});
