import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { engines } from '../../support/databases.ts';
import { actor, everybody, note, openWorld, says, type World } from './world.ts';

const day = 86_400_000;

describe.each(engines)('a Delete that somebody else passes on, on $name', ({ open }) => {
  let database: Database;
  let world: World;
  let ada: string;
  let one: Json;
  afterEach(() => database.close());

  async function begin(comments: Parameters<typeof openWorld>[1] = {}): Promise<void> {
    database = await open();
    world = await openWorld(database, comments);
    await world.upkeep.begin(world.clock.now());
    ada = actor(world.web, 'ada@a.example');
    one = note(ada, 'one', { published: world.clock.now().toISOString() });
    serve(one);
    await world.take(says('Create', ada, one));
    await world.worker.tend();
  }
  beforeEach(() => begin());

  const serve = (what: Json | number | 'down') => world.web.set(String(one.id), what);
  const passOn = async () => {
    const group = actor(world.web, 'group@g.example');
    await world.take(says('Announce', group, says('Delete', ada, String(one.id)), { to: everybody }));
    await world.worker.tend();
  };
  const later = async (milliseconds: number) => {
    await world.clock.advance(milliseconds);
    await world.worker.tend();
  };

  test.each<[string, () => Json | number]>([
    ['410', () => 410],
    ['a Tombstone', () => ({ id: one.id, type: 'Tombstone' })],
  ])('erases at once where the server answers %s', async (_, answer) => {
    serve(answer());
    await passOn();
    expect(await world.states()).toMatchObject({ one: 'gone' });
  });

  test('erases what is not there twice, a day apart, however often it is passed on', async () => {
    serve(404);
    for (let times = 0; times < 3; times += 1) await passOn();
    expect(await world.states()).toMatchObject({ one: 'shown' });
    await later(day / 2);
    await passOn();
    expect(await world.states()).toMatchObject({ one: 'shown' });
    await later(day / 2);
    await later(60_000);
    expect((await world.shown()).replies).toEqual([]);
  });

  test('takes nothing where it was an error of an hour', async () => {
    serve(404);
    await passOn();
    serve(one);
    for (let days = 0; days < 3; days += 1) await later(day);
    expect((await world.shown()).replies).toEqual(['one']);
  });

  test('erases what is held by the same rule', async () => {
    await database.close();
    await begin({ comments: { rule: 'first-time' } });
    serve(404);
    await passOn();
    expect(await world.states()).toMatchObject({ one: 'held' });
    await later(day / 2);
    await passOn();
    expect(await world.states()).toMatchObject({ one: 'held' });
    await later(day / 2);
    expect((await world.states()).one ?? 'gone').toBe('gone');
  });

  test('does nothing while the server still has it', async () => {
    await passOn();
    expect(await world.states()).toMatchObject({ one: 'shown' });
  });
});
