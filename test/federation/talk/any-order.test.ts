import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/database/database.ts';
import { eq } from '../../../src/database/drizzle.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { actor, addPublished, blog, note, openWorld, says, type World } from './world.ts';

const rounds = 50;
const at = (hour: number) => `2026-11-21T0${hour}:00:00Z`;

/** Everything that is done with one thing, in the order in which it was done. */
type Story = Json[];

/** What three people say and do about a post: each thing told whole or in part. */
function stories(id: string, [ada, bob, eve]: readonly [string, string, string], chance: () => number): Story[] {
  const post = `${blog}/ap/posts/${id}`;
  const some = <Item>(item: Item): Item[] => (chance() < 0.5 ? [item] : []);
  const remark = (author: string, name: string, own: Json): Story => {
    const first = note(author, `${id}-${name}`, { ...own, published: at(1) });
    const edit = (hour: number, text: string) => says('Update', author, { ...first, content: text, updated: at(hour) });
    return [
      says('Create', author, first),
      ...some(edit(2, `<p>${name} edited</p>`)),
      ...some(edit(3, '<p>buy at my casino</p>')),
      ...some(edit(4, `<p>${name} edited again</p>`)),
      ...some(says('Delete', author, chance() < 0.5 ? first.id : { type: 'Tombstone', id: first.id })),
    ];
  };
  const deed = (type: string, by: string, own: Json = {}): Story => {
    const done = says(type, by, post, own);
    return [done, ...some(says('Undo', by, chance() < 0.5 ? done : done.id))];
  };
  // Likes, and takes that back, again and again under one id, as snac does.
  const constant = (by: string): Story => {
    const like = (hour: number) => says('Like', by, post, { id: `${by}/l/${id}`, published: at(hour) });
    const undo = (hour: number) => says('Undo', by, like(1), { published: at(hour) });
    return [
      like(1),
      ...some(undo(2)).flatMap((one) => [one, ...some(like(3)).flatMap((two) => [two, ...some(undo(4))])]),
    ];
  };
  const to = note(ada, 'x').to;
  return [
    remark(ada, 'one', { inReplyTo: post }),
    remark(bob, 'two', { inReplyTo: `${ada}/statuses/${id}-one` }),
    remark(eve, 'three', { inReplyTo: `${bob}/statuses/${id}-two` }),
    remark(eve, 'four', { inReplyTo: null, quoteUrl: post }),
    ...[deed('Like', ada), deed('Like', bob), constant(eve), deed('EmojiReact', bob, { content: '🎉' })],
    ...[deed('Announce', ada, { to }), deed('Announce', eve, { to }), deed('Announce', eve, { to })],
  ];
}

/** Numbers from 0 to 1, the same ones for the same seed. */
function chances(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

describe('what is said and done, in any order and any number of times', () => {
  let database: Database;
  let world: World;
  let people: readonly [string, string, string];
  beforeAll(async () => {
    database = await openDatabase(':memory:');
    world = await openWorld(database, { comments: { words: ['casino'] } });
    people = [actor(world.web, 'ada@a.example'), actor(world.web, 'bob@b.example'), actor(world.web, 'eve@c.example')];
  });
  afterAll(() => database.close());

  /** What is kept of a post in the end. */
  async function told(id: string, activities: Json[]): Promise<object> {
    const post = await addPublished(database, id);
    for (const activity of activities) await world.take(activity);
    await world.worker.tend();
    const { remarks, reactions } = database.tables;
    const said = await database.query.select().from(remarks).where(eq(remarks.post, post));
    const done = await database.query.select().from(reactions).where(eq(reactions.post, post));
    const plain = (text: string | null) => text?.replaceAll(id, 'post') ?? null;
    const rows = said.map(({ uri, kind, state, html, updated, parent }) =>
      JSON.stringify([plain(uri), kind, state, plain(html), updated, plain(parent)]),
    );
    const deeds = done.map(({ kind, person, state, slot }) =>
      JSON.stringify([kind, person, state, kind === 'like' ? slot : '']),
    );
    // Of what was deleted before it was told of, nothing is kept but that: both are alike to everybody.
    return { said: rows.filter((row) => !/^\["[^"]*","quote","gone"/.test(row)).sort(), deeds: deeds.sort() };
  }

  test(`end in the same state (${rounds} rounds)`, { timeout: 120_000 }, async () => {
    // So that people keep their rows, whatever else goes.
    for (const by of people) await world.take(says('Create', by, note(by, 'stays')));
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        round += 1;
        const chance = chances(seed);
        const [first, second] = [`first-${round}-`, `again-${round}-`];
        const inOrder = stories(first, people, chance).flat();
        // Ids of their own, so that nothing of the one is known to the other.
        const text = JSON.stringify(inOrder)
          .replaceAll(first, second)
          .replaceAll(/#(\w+)\/(\d+)"/g, '#$1/again-$2"');
        const copies = (JSON.parse(text) as Json[]).flatMap((one) => (chance() < 0.3 ? [one, one] : [one]));
        const shuffled = copies
          .map((one) => ({ one, place: chance() }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const expected = await told(first, inOrder);
        const found = await told(second, shuffled);
        expect(found, shuffled.map(({ type, id }) => `${type} ${id}`).join('\n')).toEqual(expected);
      }),
      { numRuns: rounds },
    );
  });
});
