import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/database/database.ts';
import { actor, blog, james, note, openWorld, says, type World } from './world.ts';

const elsewhere = 'https://c.example/users/eve/statuses/1';

// Well signed, and not theirs to say.
describe('whoever speaks of what is not theirs', () => {
  let database: Database;
  let world: World;
  let ada: string;
  let bob: string;
  beforeEach(async () => {
    database = await openDatabase(':memory:');
    world = await openWorld(database);
    ada = actor(world.web, 'ada@a.example');
    bob = actor(world.web, 'bob@b.example');
  });
  afterEach(() => database.close());

  test('has us ask no other server', async () => {
    world.web.set(elsewhere, note('https://c.example/users/eve', '1', { id: elsewhere }));
    const post = `${blog}/ap/posts/hello`;
    for (const one of [
      says('Create', ada, elsewhere),
      says('Update', ada, { id: elsewhere }.id),
      says('QuoteRequest', ada, post, { instrument: elsewhere }),
    ])
      expect(await world.take(one)).toBe(false);
    expect(world.asked).toEqual([]);
  });

  test('leaves no note of it', async () => {
    await world.take(says('Delete', ada, elsewhere));
    await world.take(says('Undo', ada, elsewhere));
    expect(await database.query.$count(database.tables.received)).toBe(0);
  });

  test('is not read as another, though its address leads there', async () => {
    await world.take(says('Create', ada, note(ada, 'one')));
    world.web.set(ada, { ...(world.web.get(bob) as object) });
    await world.take(says('Update', ada, ada));
    await world.take(says('Follow', ada, james));
    const people = await database.query.select().from(database.tables.people);
    expect(people.map(({ uri }) => uri)).toEqual([ada]);
    expect(await database.query.$count(database.tables.followers)).toBe(0);
  });

  test('and a Delete of their own before it came keeps it away, for good', async () => {
    await world.take(says('Delete', ada, `${ada}/statuses/one`));
    await world.take(says('Create', ada, note(ada, 'one')));
    await world.take(says('Create', bob, note(bob, 'two')));
    expect((await world.shown()).replies).toEqual(['two']);
    expect(Object.values(await world.states()).sort()).toEqual(['gone', 'shown']);
  });

  test('and pages are made anew for what was shown, and for nothing else', async () => {
    await world.take(says('Create', ada, note(ada, 'one')));
    await world.take(says('Create', ada, note(ada, 'two', { to: james })));
    const before = await world.change();
    await world.take(says('Delete', ada, `${ada}/statuses/two`));
    expect(await world.change()).toBe(before);
    await world.take(says('Delete', ada, `${ada}/statuses/one`));
    expect(await world.change()).toBe(before + 1);
  });

  test('an account that ends is forgotten whole, a minute later', async () => {
    await world.take(says('Create', ada, note(ada, 'one')));
    await world.take(says('Flag', ada, [`${blog}/ap/posts/hello`], { content: 'spam' }));
    await world.take(
      says('QuoteRequest', ada, `${blog}/ap/posts/hello`, {
        instrument: note(ada, 'q', { quote: `${blog}/ap/posts/hello`, inReplyTo: null }),
      }),
    );
    const { reports, stamps } = database.tables;
    expect([await database.query.$count(reports), await database.query.$count(stamps)]).toEqual([1, 1]);
    await world.take(says('Delete', ada, ada));
    expect(await database.query.$count(stamps)).toBe(0);
    await world.worker.tend();
    expect(await database.query.$count(reports)).toBe(0);
  });
});
