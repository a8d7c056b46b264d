import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import type { Json } from '../../src/federation/inbox/incoming.ts';
import { nextLook } from '../../src/federation/recheck/schedule.ts';
import { engines } from '../support/databases.ts';
import { actor, blog, note, openWorld, says, type World } from './talk/world.ts';

const day = 86_400_000;

describe('the schedule', () => {
  const came = new Date('2026-01-01T00:00:00Z');
  const at = (days: number): Date => new Date(came.getTime() + days * day);
  it.each([
    [0, 1],
    [0.9, 1],
    [1, 7],
    [6.9, 7],
    [7, 30],
    [30, 121],
    [121, 212],
    [1000, 1031],
  ])('after %d days the next look is at %d', (age, next) => {
    expect(nextLook(came, at(age))).toEqual(at(next));
  });

  it('asks for 100,000 shown comments some 1,100 times a day', () => {
    const looks = Array.from({ length: 100_000 }, (_, index) => nextLook(at(-index / 25), came));
    const tomorrow = looks.filter((look) => look.getTime() < at(1).getTime()).length;
    expect(tomorrow).toBeGreaterThan(1000);
    expect(tomorrow).toBeLessThan(1300);
  });
});

describe.each(engines)('what is shown is looked at again, on $name', ({ open }) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await open();
    world = await openWorld(database, {
      comments: { words: ['casino'] },
      blocked: ['https://blocked.example/users/eve'],
    });
  });
  afterAll(() => database.close());

  const by = (handle: string): string => actor(world.web, handle);
  async function say(author: string, name: string, own: Json = {}): Promise<Json> {
    const said = note(author, name, { published: world.clock.now().toISOString(), ...own });
    world.web.set(String(said.id), said);
    await world.take(says('Create', author, said));
    return said;
  }
  /** So many days later, in steps, as jobs fall due. */
  async function pass(days: number, step = 0.5): Promise<void> {
    for (let passed = 0; passed < days; passed += step) {
      await world.clock.advance(step * day);
      await world.worker.tend();
    }
  }
  const asked = (one: Json): number => world.asked.filter((url) => url === one.id).length;
  const row = async (one: Json) =>
    (
      await database.query
        .select()
        .from(database.tables.remarks)
        .where(eq(database.tables.remarks.uri, String(one.id)))
    )[0];

  it('after a day, a week and a month, and what is gone twice in a row is erased', async () => {
    await world.upkeep.begin(world.clock.now());
    const ada = by('ada@a.example');
    const stays = await say(ada, 'stays');
    const goes = await say(ada, 'goes');
    const back = await say(ada, 'back');
    const other = await say(ada, 'other');
    const away = await say(by('bob@b.example'), 'away');
    const locked = await say(by('cat@c.example'), 'locked');
    const blocked = await say('https://blocked.example/users/eve', 'blocked');
    const edited = await say(ada, 'edited');
    await world.worker.tend();
    world.web.set(String(goes.id), 410);
    world.web.set(String(back.id), 404);
    world.web.set(String(other.id), { ...note(ada, 'another'), content: 'Something else.' });
    world.web.set(String(away.id), 'down');
    world.web.set(String(locked.id), 403);
    const updated = new Date(world.clock.now().getTime() + 1000).toISOString();
    world.web.set(String(edited.id), { ...edited, content: '<p>buy at my casino</p>', updated });

    await pass(1.5);
    // The first time nothing goes: a server may have lost its documents for an hour.
    expect(await row(goes)).toMatchObject({ state: 'shown', missed: 1 });
    expect(await row(other)).toMatchObject({ state: 'shown', missed: 1 });
    expect(await row(edited)).toMatchObject({ state: 'held' });
    world.web.set(String(back.id), back);
    const change = await world.change();
    await pass(1.5);
    const { replies } = await world.shown();
    expect(replies).toEqual(['away', 'back', 'locked', 'stays']);
    expect(await world.change()).toBeGreaterThan(change);
    expect(await row(goes)).toBeUndefined();
    expect(await row(back)).toMatchObject({ state: 'shown', missed: 0 });
    expect(await row(away)).toMatchObject({ missed: 0 });
    expect(asked(blocked)).toBe(0);

    // On its first day a reply is asked for what answers it, too.
    const before = [asked(stays), asked(away)];
    expect(Math.min(...before)).toBeGreaterThan(0);
    await pass(35, 5);
    expect([asked(stays), asked(away)]).toEqual(before.map((count) => count + 2));
    expect((await row(stays))?.due?.getTime()).toBe(((await row(stays))?.received.getTime() ?? 0) + 121 * day);
    expect((await world.shown()).replies).toEqual(replies);
    // What is gone comes back neither by its server nor by whoever finds it.
    world.web.set(String(goes.id), goes);
    await world.take(says('Create', ada, goes));
    await say(by('bob@b.example'), 'below', { inReplyTo: goes.id });
    await world.worker.tend();
    expect((await world.shown()).replies).toEqual(['away', 'back', 'below', 'locked', 'stays']);
  });

  it('everybody of whom something is shown once a week; who is gone twice loses all of it', async () => {
    const dora = by('dora@d.example');
    await say(dora, 'of-dora');
    await world.take(says('Like', dora, `${blog}/ap/posts/hello`));
    const quiet = by('quiet@q.example');
    await say(quiet, 'of-quiet');
    await pass(6, 3);
    const before = world.asked.filter((url) => url === quiet).length;
    world.web.set(quiet, { ...(world.web.get(quiet) as Json), name: 'Another name', indexable: true });
    world.web.set(dora, 410);
    await pass(1.5);
    expect(world.asked.filter((url) => url === quiet)).toHaveLength(before + 1);
    const people = await database.query.select().from(database.tables.people);
    expect(people.find(({ uri }) => uri === quiet)).toMatchObject({ name: 'Another name', isIndexable: true });
    expect((await world.shown()).likes).toEqual(['dora']);
    await pass(1.5);
    const now = await world.shown();
    expect([now.likes, now.replies.includes('of-dora'), now.replies.includes('of-quiet')]).toEqual([[], false, true]);
    const rest = await Promise.all(
      Object.values(database.tables).map((table) =>
        database.query.select().from(table as typeof database.tables.people),
      ),
    );
    expect(JSON.stringify(rest)).not.toContain('dora');
  });
});
