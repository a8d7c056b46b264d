import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { perDay } from '../../../src/federation/budget.ts';
import { parentsPerDay } from '../../../src/federation/talk/climb.ts';
import { mostWaiting } from '../../../src/federation/talk/crowd.ts';
import { engines } from '../../support/databases.ts';
import { actor, blog, everybody, note, openWorld, says, type World } from './world.ts';

describe.each(engines)('more than anybody means, on $name', ({ open }) => {
  let world: World;
  let ada: string;
  beforeEach(async () => {
    world = await openWorld(await open());
    ada = actor(world.web, 'ada@a.example');
  });
  afterEach(() => world.database.close());

  test('one person has ten likes and ten boosts of a post, whatever they like it with', async () => {
    const object = `${blog}/ap/posts/hello`;
    for (let number = 0; number < 15; number += 1) {
      await world.take(says('EmojiReact', ada, object, { content: `:cat${number}:` }));
      await world.take(says('Announce', ada, object, { to: 'https://www.w3.org/ns/activitystreams#Public' }));
    }
    expect((await world.shown()).likes).toHaveLength(10);
    expect(await world.database.query.$count(world.database.tables.reactions)).toBe(20);
  });

  test('thirty-three thousand that wait for one parent do not keep it from coming', { timeout: 120_000 }, async () => {
    const { remarks } = world.database.tables;
    const moment = world.clock.now();
    const parent = `${ada}/statuses/top`;
    for (let start = 0; start < 33_000; start += 1_000) {
      const rows = Array.from({ length: 1_000 }, (_, index) => ({
        ...{ uri: `https://e.example/${start + index}`, kind: 'reply' as const, parent, state: 'waiting' as const },
        ...{ visibility: 'public' as const, html: 'x', published: moment, received: moment },
      }));
      await world.database.query.insert(remarks).values(rows);
    }
    const bob = actor(world.web, 'bob@b.example');
    const unknown = { inReplyTo: `${bob}/statuses/unknown` };
    expect(await world.take(says('Create', bob, note(bob, 'other', unknown)))).toBe(false);
    expect(await world.take(says('Create', ada, note(ada, 'top')))).toBe(true);
    expect((await world.shown()).replies).toEqual(['top']);
  });

  test('of one server no more wait than a thousand; those of others do, and what answers the post comes', async () => {
    const { remarks, people } = world.database.tables;
    const bob = actor(world.web, 'bob@b.example');
    await world.take(says('Create', ada, note(ada, 'first')));
    const [person] = await world.database.query.select().from(people);
    const moment = world.clock.now();
    const rows = Array.from({ length: mostWaiting.host }, (_, index) => ({
      ...{ uri: `${ada}/${index}`, kind: 'reply' as const, parent: `${bob}/${index}`, state: 'waiting' as const },
      ...{ visibility: 'public' as const, html: 'x', published: moment, received: moment, person: person?.key ?? 0 },
    }));
    await world.database.query.insert(remarks).values(rows);
    const unknown = { inReplyTo: `${bob}/statuses/unknown` };
    expect(await world.take(says('Create', ada, note(ada, 'more', unknown)))).toBe(false);
    expect(await world.take(says('Create', bob, note(bob, 'other', unknown)))).toBe(true);
    expect(await world.take(says('Create', ada, note(ada, 'direct')))).toBe(true);
    expect((await world.shown()).replies).toEqual(['direct', 'first']);
  });
});

// On SQLite alone: it is counted in memory.
describe.each(engines.slice(0, 1))('what others make this blog ask of a third', ({ open }) => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld(await open());
  });
  afterEach(() => world.database.close());

  test('of another server so many parents are asked for in a day, whoever names them', async () => {
    const { jobs, remarks } = world.database.tables;
    const moment = world.clock.now();
    const parents = Array.from({ length: parentsPerDay + 20 }, (_, index) => `https://victim.example/${index}`);
    const said = { kind: 'reply', state: 'waiting', visibility: 'public', html: 'x' } as const;
    const waiting = parents.map((parent, index) => ({
      ...{ ...said, uri: `https://e.example/${index}`, parent, published: moment, received: moment },
    }));
    const job = { kind: 'answered', details: { depth: 0 }, due: moment, made: moment };
    await world.database.query.insert(remarks).values(waiting);
    await world.database.query.insert(jobs).values(parents.map((subject) => ({ ...job, subject })));
    await world.worker.tend();
    expect(world.asked.filter((url) => url.startsWith('https://victim.example/'))).toHaveLength(parentsPerDay);
    expect(await world.database.query.$count(remarks)).toBe(20);
    await world.clock.advance(86_400_000);
    await world.worker.tend();
    expect(await world.database.query.$count(remarks)).toBe(0);
  });

  test('what a group passes on has so much of another server asked for in a day, and no more', async () => {
    const group = actor(world.web, 'group@g.example');
    const victim = actor(world.web, 'vic@victim.example');
    for (let number = 0; number < perDay.host + 10; number += 1) {
      const said = note(victim, `n${number}`);
      await world.take(says('Announce', group, says('Create', victim, said), { to: everybody }));
      await world.worker.tend();
    }
    expect(world.asked.filter((url) => url.startsWith('https://victim.example/'))).toHaveLength(perDay.host);
    world.asked.length = 0;
    await world.clock.advance(86_400_000);
    await world.take(says('Announce', group, says('Create', victim, note(victim, 'next')), { to: everybody }));
    await world.worker.tend();
    expect(world.asked).toContain(`${victim}/statuses/next`);
  });
});
