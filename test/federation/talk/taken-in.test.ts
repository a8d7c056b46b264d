import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { engines } from '../../support/databases.ts';
import { actor, addPublished, blog, james, note, openWorld, says, type World } from './world.ts';

const followersOnly = { to: 'https://a.example/users/ada/followers' };

describe.each(engines)('what others say about posts, on $name', ({ open }) => {
  let world: World;
  let ada: string;
  let bob: string;
  beforeEach(async () => {
    world = await openWorld(await open());
    ada = actor(world.web, 'ada@a.example');
    bob = actor(world.web, 'bob@b.example');
  });
  afterEach(() => world.database.close());

  const create = (by: string, object: Json) => world.take(says('Create', by, object));
  const replies = async () => (await world.shown()).replies;

  test.each([
    ['its object', '/ap/posts/hello'],
    ['its address', '/posts/hello'],
    ['an old address', '/old/hello'],
    ['its address with a fragment', '/posts/hello#replies'],
  ])('a reply to %s stands below the post, and pages follow', async (_, path) => {
    const before = await world.change();
    await create(ada, note(ada, 'one', { inReplyTo: blog + path }));
    expect(await replies()).toEqual(['one']);
    expect(await world.change()).toBe(before + 1);
    expect(world.asked).toEqual([ada]);
    await create(ada, note(ada, 'two', { inReplyTo: `${ada}/statuses/one` }));
    expect(await replies()).toEqual(['one', 'two']);
    expect(world.asked).toEqual([ada]);
  });

  test.each([
    ['a draft', 'never'],
    ['a hidden post', 'hidden'],
    ['a deleted post', 'deleted'],
  ])('a reply to %s changes nothing, whoever it names', async (_, id) => {
    await addPublished(world.database, 'hidden', 'vanished');
    await addPublished(world.database, 'deleted', 'deleted');
    const tag = [{ type: 'Mention', href: james }];
    for (const path of [`/ap/posts/${id}`, `/posts/${id}`])
      expect(await create(ada, note(ada, 'one', { inReplyTo: blog + path, tag }))).toBe(false);
    expect(await world.states()).toEqual({});
    expect(world.asked).toEqual([]);
  });

  test('a quote is kept as one, and a mention of an account is for the owner alone', async () => {
    await create(ada, note(ada, 'quoting', { inReplyTo: null, quoteUrl: `${blog}/posts/hello` }));
    const tag = [{ type: 'Mention', href: james }];
    await create(ada, note(ada, 'naming', { inReplyTo: null, tag }));
    await create(ada, note(ada, 'nothing', { inReplyTo: null }));
    expect(await world.shown()).toMatchObject({ replies: [], quotes: ['quoting'] });
    expect(await world.states()).toEqual({ quoting: 'shown', naming: 'held' });
  });

  test('what is not addressed to the public is never shown', async () => {
    const before = await world.change();
    await create(ada, note(ada, 'quiet', followersOnly));
    await create(ada, note(ada, 'secret', { to: james }));
    expect(await world.states()).toEqual({ quiet: 'held', secret: 'held' });
    expect(await replies()).toEqual([]);
    expect(await world.change()).toBe(before);
  });

  test('an edit is judged again, and one that is older than what is kept changes nothing', async () => {
    await create(ada, note(ada, 'one'));
    const edit = (content: string, updated: string) =>
      world.take(says('Update', ada, note(ada, 'one', { content, updated })));
    await edit('<p>newest</p>', '2026-11-21T11:00:00Z');
    expect(await edit('<p>older</p>', '2026-11-21T10:30:00Z')).toBe(false);
    expect(await replies()).toEqual(['newest']);
    await edit('<p>now for followers</p>', '2026-11-21T11:30:00Z');
    await world.take(says('Update', ada, note(ada, 'one', { ...followersOnly, updated: '2026-11-21T11:40:00Z' })));
    expect(await world.states()).toEqual({ one: 'held' });
    expect(await replies()).toEqual([]);
  });

  test('an edit counts whose server does not say when it was made, and a Create that comes after it does not', async () => {
    await create(ada, note(ada, 'one'));
    await world.take(says('Update', ada, note(ada, 'one', { content: '<p>edited</p>' })));
    expect(await create(ada, note(ada, 'one'))).toBe(false);
    expect(await replies()).toEqual(['edited']);
  });

  test('an edit of what never came is taken for the whole', async () => {
    await world.take(says('Update', ada, note(ada, 'one', { updated: '2026-11-21T11:00:00Z', content: '<p>new</p>' })));
    await create(ada, note(ada, 'one'));
    expect(await replies()).toEqual(['new']);
  });

  test('a like, an emoji, a boost, and their Undo, embedded or by id', async () => {
    const post = `${blog}/ap/posts/hello`;
    const like = says('Like', ada, post);
    const party = says('EmojiReact', ada, post, { content: '🎉' });
    const boost = says('Announce', bob, { id: post, type: 'Article', content: 'forged' }, { to: note(bob, 'x').to });
    for (const one of [like, party, boost]) await world.take(one);
    expect(await world.shown()).toMatchObject({ likes: ['ada', 'ada🎉'], boosts: ['bob'], replies: [] });
    await world.take(says('Undo', ada, like));
    await world.take(says('Undo', bob, String(boost.id)));
    expect(await world.shown()).toMatchObject({ likes: ['ada🎉'], boosts: [] });
    await world.take(says('Undo', ada, { ...party, id: `${ada}#another` }));
    expect(await world.shown()).toMatchObject({ likes: [] });
    const { people } = world.database.tables;
    expect(await world.database.query.$count(people)).toBe(0);
  });

  test('only who wrote or did something can change it or take it back', async () => {
    const eve = actor(world.web, 'eve@a.example');
    const like = says('Like', ada, `${blog}/ap/posts/hello`);
    await create(ada, note(ada, 'one'));
    await world.take(like);
    await create(eve, note(eve, 'two'));
    const before = JSON.stringify([await world.shown(), await world.change(), await world.states()]);
    const mine = note(ada, 'one', { content: '<p>evil</p>', updated: '2026-11-21T11:00:00Z' });
    for (const forged of [
      says('Create', eve, note(ada, 'three')),
      says('Create', eve, { ...note(eve, 'four'), attributedTo: ada }),
      says('Update', eve, mine),
      says('Update', eve, { ...mine, attributedTo: eve }),
      says('Delete', eve, `${ada}/statuses/one`),
      says('Delete', eve, { type: 'Tombstone', id: `${ada}/statuses/one` }),
      says('Delete', bob, `${ada}/statuses/one`),
      says('Undo', eve, like),
      says('Undo', eve, { ...like, actor: eve }),
      says('Undo', eve, String(like.id)),
      says('Announce', eve, note(ada, 'one', { content: '<p>evil</p>' }), { to: note(eve, 'x').to }),
      says('Like', eve, `${blog}/ap/posts/draft`),
    ])
      await world.take(forged);
    expect(JSON.stringify([await world.shown(), await world.change(), await world.states()])).toBe(before);
  });

  test.each([
    ['by its id', (id: string): unknown => id],
    ['as a Tombstone', (id: string): unknown => ({ type: 'Tombstone', id })],
    ['as it was', (id: string): unknown => ({ type: 'Note', id, content: 'x' })],
  ])('a Delete %s takes it away for good; what answers it stays', async (_, object) => {
    await create(ada, note(ada, 'one'));
    await create(bob, note(bob, 'two', { inReplyTo: `${ada}/statuses/one` }));
    await world.take(says('Delete', ada, object(`${ada}/statuses/one`)));
    await create(ada, note(ada, 'one'));
    await world.take(says('Update', ada, note(ada, 'one', { updated: '2026-11-21T11:00:00Z' })));
    expect(await replies()).toEqual(['two']);
    expect(await world.states()).toEqual({ one: 'gone', two: 'shown' });
    const { people } = world.database.tables;
    expect((await world.database.query.select().from(people)).map(({ uri }) => uri)).toEqual([bob]);
  });

  test('an actor that is gone loses all of it, and nothing of it comes back', async () => {
    await create(ada, note(ada, 'one'));
    await world.take(says('Like', ada, `${blog}/ap/posts/hello`));
    await world.take(says('Delete', ada, ada));
    await create(ada, note(ada, 'late'));
    await world.take(says('Like', ada, `${blog}/ap/posts/hello`));
    expect(await world.shown()).toEqual({ replies: [], likes: [], boosts: [], quotes: [] });
    expect(await world.database.query.$count(world.database.tables.people)).toBe(0);
  });

  test('an actor that changed is read again', async () => {
    await create(ada, note(ada, 'one'));
    world.web.set(ada, { ...(world.web.get(ada) as Json), name: 'Ada L.' });
    const before = await world.change();
    await world.take(says('Update', ada, { id: ada, type: 'Person', name: 'forged' }));
    const [person] = await world.database.query.select().from(world.database.tables.people);
    expect(person?.name).toBe('Ada L.');
    expect(await world.change()).toBe(before + 1);
  });
});
