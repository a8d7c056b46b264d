import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRemarks } from '../../../src/conversation/remarks.ts';
import { createBlocks } from '../../../src/federation/blocks.ts';
import { createFollowers } from '../../../src/federation/followers/followers.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { createLedger } from '../../../src/federation/ledger/ledger.ts';
import { createMoves } from '../../../src/federation/people/moves.ts';
import { engines } from '../../support/databases.ts';
import { blogSite } from '../sample.ts';
import { actor, james, note, openWorld, says, type World } from './world.ts';

describe.each(engines)('who moves to another server, on $name,', ({ open }) => {
  let world: World;
  let old: string;
  let home: string;
  beforeEach(async () => {
    world = await openWorld(await open(), {
      comments: { rule: 'first-time' },
      blocked: ['https://blocked.example/users/ada'],
    });
    old = actor(world.web, 'ada@a.example');
    home = actor(world.web, 'ada@new.example');
    alias(home, { alsoKnownAs: [old] });
  });
  afterEach(() => world.database.close());

  const alias = (who: string, own: Json): void => void world.web.set(who, { ...(world.web.get(who) as Json), ...own });
  const move = (target: unknown, own: Json = {}) => world.take(says('Move', old, old, { target, ...own }));
  const create = (by: string, name: string) => world.take(says('Create', by, note(by, name)));
  const moved = async () => {
    const { query, tables } = world.database;
    return (await query.select().from(tables.people)).flatMap(({ uri, movedTo }) =>
      movedTo === null ? [] : [[uri, movedTo]],
    );
  };
  const decide = (uri: string, state: 'shown' | 'hidden') =>
    world.database.atomically((query) =>
      createRemarks(world.database).decide(query, uri, state, 'owner', '', world.clock.now()),
    );
  const followers = async () => {
    const { query, tables } = world.database;
    return query.select().from(tables.followers);
  };

  test('is known there by what was decided before, and follows once', async () => {
    await create(old, 'one');
    await decide(`${old}/statuses/one`, 'shown');
    await world.take(says('Follow', old, james));
    expect(await move(home)).toBe(true);
    expect(await moved()).toEqual([[old, home]]);
    await create(home, 'two');
    expect((await world.shown()).replies).toEqual(['one', 'two']);
    expect(await followers()).toHaveLength(1);
    await world.take(says('Follow', home, james));
    expect(await followers()).toHaveLength(1);
    // What is decided about the new name counts more.
    await decide(`${home}/statuses/two`, 'hidden');
    await create(home, 'three');
    expect(await world.states()).toMatchObject({ one: 'shown', two: 'hidden', three: 'held' });
  });

  test('is distrusted there as before', async () => {
    await create(old, 'one');
    await decide(`${old}/statuses/one`, 'hidden');
    await move(home);
    const { query, tables } = world.database;
    await create(home, 'two');
    expect(await world.states()).toEqual({ one: 'hidden', two: 'held' });
    const [last] = (await query.select().from(tables.decisions)).slice(-1);
    expect(last).toMatchObject({ state: 'held', why: 'distrusted' });
  });

  test('is believed only where all of it fits', async () => {
    await create(old, 'one');
    const bare = actor(world.web, 'bare@new.example');
    const chained = actor(world.web, 'chained@new.example');
    alias(chained, { alsoKnownAs: [old], movedTo: home });
    const blocked = actor(world.web, 'ada@blocked.example');
    alias(blocked, { alsoKnownAs: [old] });
    const other = actor(world.web, 'eve@a.example');
    alias(home, { alsoKnownAs: [old, other] });
    alias(old, { alsoKnownAs: [old] });
    const post = note(home, 'post', { alsoKnownAs: [old] });
    world.web.set(String(post.id), post);
    for (const target of [bare, chained, blocked, james, old, post.id, null, 'https://new.example/gone', [home, bare]])
      expect(await move(target), String(target)).toBe(false);
    // Of ourselves nothing is asked.
    expect(world.asked).not.toContain(james);
    expect(await move(home, { object: other })).toBe(false);
    expect(await world.take(says('Move', other, other, { target: home }))).toBe(false);
    world.web.set('https://new.example/users/away', 'down');
    await expect(move('https://new.example/users/away')).rejects.toThrow('could not be read');
    expect(await moved()).toEqual([]);
    // A loop: whoever came from there does not go back by this.
    await move(home);
    await create(home, 'two');
    alias(old, { alsoKnownAs: [home] });
    expect(await world.take(says('Move', home, home, { target: old }))).toBe(false);
    expect(await moved()).toEqual([[old, home]]);
  });

  test('counts for five at most, whoever says that they were all one', async () => {
    const { query, tables } = world.database;
    for (let number = 0; number < 7; number += 1) await create(actor(world.web, `n${number}@a.example`), 'one');
    await query.update(tables.people).set({ movedTo: home });
    const { database, clock } = world;
    const ledger = createLedger({ database, now: clock.now });
    const blocks = createBlocks({ database, followers: createFollowers({ database }), ledger, site: blogSite });
    expect(await createMoves({ database, blocks }).to(home)).toHaveLength(5);
  });

  test('does not fill the list of the blocked by it', async () => {
    const { database, clock } = world;
    const ledger = createLedger({ database, now: clock.now });
    const blocks = createBlocks({ database, followers: createFollowers({ database }), ledger, site: blogSite });
    await blocks.add({ kind: 'actor', name: old }, clock.now());
    for (let number = 0; number < 8; number += 1) {
      const target = actor(world.web, `n${number}@new.example`);
      alias(target, { alsoKnownAs: [old] });
      expect(await move(target)).toBe(number < 5);
    }
    expect(await blocks.list()).toHaveLength(6);
  });

  test('does not come back by it when blocked by name, before or after', async () => {
    const { database, clock } = world;
    const ledger = createLedger({ database, now: clock.now });
    const blocks = createBlocks({ database, followers: createFollowers({ database }), ledger, site: blogSite });
    await create(old, 'one');
    await create(home, 'two');
    await decide(`${home}/statuses/two`, 'shown');
    await blocks.add({ kind: 'actor', name: old }, clock.now());
    await move(home);
    await world.worker.tend();
    expect(await world.states()).toEqual({ one: 'hidden', two: 'hidden' });
    expect((await blocks.list()).map(({ name, why }) => [name, why])).toEqual([
      [old, null],
      [home, `Moved from ${old}`],
    ]);

    const eve = actor(world.web, 'eve@a.example');
    const away = actor(world.web, 'eve@new.example');
    alias(away, { alsoKnownAs: [eve] });
    await create(eve, 'three');
    await world.take(says('Move', eve, eve, { target: away }));
    await create(away, 'four');
    await blocks.add({ kind: 'actor', name: eve }, clock.now());
    expect(await world.states()).toMatchObject({ three: 'hidden', four: 'hidden' });
    expect(await blocks.isBlocked(new URL(away))).toBe(true);
  });
});
