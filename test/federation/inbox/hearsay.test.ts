import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHearsay, type Hearsay } from '../../../src/federation/inbox/hearsay.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { createPeople } from '../../../src/federation/people/people.ts';
import { engines } from '../../support/databases.ts';
import { actor, blog, everybody, note, openWorld, says, type World } from '../talk/world.ts';

const day = 86_400_000;

describe.each(engines.slice(0, 1))('what somebody says that another said', ({ open }) => {
  let world: World;
  let group: string;
  let ada: string;
  let hidden: string;
  /** Ids that are blocked; they may become so later. */
  const blocked: string[] = [];
  beforeEach(async () => {
    blocked.splice(0);
    world = await openWorld(await open(), { blocked });
    [group, ada] = [actor(world.web, 'group@g.example'), actor(world.web, 'ada@a.example')];
    hidden = `${ada}/statuses/hidden`;
  });
  afterEach(() => world.database.close());

  const serve = (document: Json): Json => {
    world.web.set(String(document.id), document);
    return document;
  };
  const passOn = (activity: Json): Promise<boolean> => world.take(says('Announce', group, activity, { to: everybody }));
  const hear = (name: string): Promise<boolean> => passOn(says('Create', ada, serve(note(ada, name))));
  const later = async (milliseconds: number) => {
    await world.clock.advance(milliseconds);
    await world.worker.tend();
  };
  const asked = (id: unknown) => world.asked.filter((url) => url === id).length;

  test.each<[string, () => Json]>([
    [
      'our own post',
      () => says('Update', group, { id: `${blog}/ap/posts/hello`, inReplyTo: `${blog}/ap/posts/hello` }),
    ],
    ['a like', () => says('Like', ada, note(ada, 'one'))],
    ['something of which we are not told a name', () => says('Create', ada, { ...note(ada, 'one'), id: undefined })],
    ['somebody whom we block', () => says('Create', ada, note(ada, 'hidden'))],
    ['something that has nothing to do with us', () => says('Create', ada, note(ada, 'one', { inReplyTo: null }))],
  ])('has nobody asked where it is %s', async (_, activity) => {
    blocked.push(hidden);
    expect(await passOn(activity())).toBe(false);
    expect(await hear('another')).toBe(true);
  });

  test('is read at its own server, and only what was said to be deleted goes when it is not there', async () => {
    const one = serve(note(ada, 'one'));
    expect(await passOn(says('Create', ada, note(ada, 'one', { content: 'of a forger' })))).toBe(true);
    await world.worker.tend();
    expect((await world.shown()).replies).toEqual(['one']);
    world.web.set(String(one.id), 410);
    await passOn(says('Update', ada, one));
    await world.worker.tend();
    expect(await world.states()).toEqual({ one: 'shown' });
    await passOn(says('Delete', ada, String(one.id)));
    await world.worker.tend();
    expect(await world.states()).toEqual({ one: 'gone' });
  });

  test('is not asked for once it is blocked, nor its author looked at who is', async () => {
    await hear('hidden');
    blocked.push(hidden);
    await world.worker.tend();
    expect(asked(hidden)).toBe(0);
    await hear('two');
    blocked.push(ada);
    await world.worker.tend();
    expect([asked(`${ada}/statuses/two`), asked(ada)]).toEqual([1, 0]);
    expect(await world.states()).toEqual({});
  });

  test('is asked for three times where its server does not answer', async () => {
    const id = `${ada}/statuses/one`;
    await hear('one');
    world.web.set(id, 'down');
    await world.worker.tend();
    for (let times = 0; times < 6; times += 1) await later(day / 2);
    expect(asked(id)).toBe(3);
  });

  test('waits five at a time for one server, and fifty in all', async () => {
    for (let number = 0; number < 5; number += 1) expect(await hear(`n${number}`)).toBe(true);
    expect(await hear('n5')).toBe(false);
    for (let host = 0; host < 9; host += 1)
      for (let number = 0; number < 5; number += 1) {
        const by = `https://h${host}.example/users/u`;
        expect(await passOn(says('Create', by, note(by, `n${number}`))), `${host} ${number}`).toBe(true);
      }
    const by = 'https://late.example/users/u';
    expect(await passOn(says('Create', by, note(by, 'n')))).toBe(false);
  });

  test('has one server asked so often a day by anybody, and as often by those who are proven', async () => {
    const { database, talk } = world;
    const people = createPeople({ database });
    const parts = { database, talk, people, isBlocked: () => false };
    const hearsay: Hearsay = createHearsay({ ...parts, loader: () => Promise.reject(new Error('nobody is asked')) });
    const now = world.clock.now();
    const isHeard = async (isProven: boolean, at = now) =>
      (await hearsay.hear(says('Create', ada, note(ada, 'one')), at, isProven)) !== null;
    let often = 0;
    while (often < 1_000 && (await isHeard(false))) often += 1;
    expect(often).toBe(150);
    expect([await isHeard(false), await isHeard(true)]).toEqual([false, true]);
    expect(await isHeard(false, new Date(now.getTime() + day))).toBe(true);
  });
});
