import { OrderedCollection, Object as Thing } from '@fedify/vocab';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { engines } from '../support/databases.ts';
import { aPost, blogSite, james, postsOf, type Served, serve } from './sample.ts';

const [sqlite] = engines;
const actor = 'https://blog.example.com/ap/actors/james';
const tags = [{ name: 'Trees', slug: 'trees' }];
const site = { ...blogSite, accounts: [james, { ...james, id: 'mary', user: 'mary' }] };

let database: Database;
let served: Served;
beforeEach(async () => {
  if (!sqlite) throw new Error('no engine');
  database = await sqlite.open();
  const many = Array.from({ length: 45 }, (_, index) => aPost({ id: `post-${index}`, tags }));
  served = await serve(database, {
    site,
    posts: postsOf([
      aPost({ id: 'silent', federate: 'no' }),
      aPost({ id: 'hidden', unlisted: true }),
      aPost({ id: 'about', kind: 'page' }),
      aPost({ id: 'shared', authors: ['mary', 'james'] }),
      ...many,
    ]),
  });
});
afterEach(async () => {
  await served.close();
  await database.close();
});

describe('the collections of an account', () => {
  it('outbox: a number, and pages of Create that name their objects', async () => {
    expect(await served.json('/ap/actors/james/outbox')).toMatchObject({
      id: `${actor}/outbox`,
      type: 'OrderedCollection',
      totalItems: 45,
      first: `${actor}/outbox?page=1`,
      last: `${actor}/outbox?page=3`,
    });
    const first = await served.json('/ap/actors/james/outbox?page=1');
    expect(first).toMatchObject({
      id: `${actor}/outbox?page=1`,
      type: 'OrderedCollectionPage',
      partOf: `${actor}/outbox`,
      next: `${actor}/outbox?page=2`,
    });
    expect(first).not.toHaveProperty('prev');
    expect((first.orderedItems as object[])[0]).toEqual({
      id: 'https://blog.example.com/ap/posts/post-0/create',
      type: 'Create',
      actor,
      published: '2026-11-20T08:00:00.000Z',
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: [`${actor}/followers`],
      object: 'https://blog.example.com/ap/posts/post-0',
    });
    const last = await served.json('/ap/actors/james/outbox?page=3');
    expect(last.orderedItems).toHaveLength(5);
    expect(last).not.toHaveProperty('next');
    const all = await Promise.all([1, 2, 3].map((page) => served.json(`/ap/actors/james/outbox?page=${page}`)));
    const ids = all.flatMap(({ orderedItems }) => (orderedItems as { id: string }[]).map(({ id }) => id));
    expect(new Set(ids).size).toBe(45);
    expect(ids.join()).not.toMatch(/silent|hidden|about|shared/);
    expect((await served.json('/ap/actors/mary/outbox')).totalItems).toBe(1);
  });

  it.each(['page=4', 'page=0', 'page=-1', 'page=1.5', 'page=x', 'page=99999999', 'page=1&page=2', 'cursor=1'])(
    'outbox: there is no page ?%s',
    async (query) => expect((await served.get(`/ap/actors/james/outbox?${query}`)).status).toBe(404),
  );

  it('followers and following: counted with a first page, never listed', async () => {
    for (const name of ['followers', 'following']) {
      expect(await served.json(`/ap/actors/james/${name}`)).toMatchObject({
        id: `${actor}/${name}`,
        type: 'OrderedCollection',
        totalItems: 0,
        first: { type: 'OrderedCollectionPage', orderedItems: [] },
      });
    }
  });

  it('featured: at most five plain URIs', async () => {
    const { orderedItems, totalItems } = await served.json('/ap/actors/james/featured');
    const ids = [0, 1, 2, 3, 4].map((index) => `https://blog.example.com/ap/posts/post-${index}`);
    expect((orderedItems as string[]).every((item) => ids.includes(item))).toBe(true);
    expect(totalItems).toBe((orderedItems as string[]).length);
    expect(totalItems).toBeGreaterThan(2);
  });

  it('tags: those the account used, as links to their pages', async () => {
    expect((await served.json('/ap/actors/james/tags')).items).toEqual([
      { type: 'Hashtag', name: '#Trees', href: 'https://blog.example.com/tags/trees' },
    ]);
    expect((await served.json('/ap/actors/mary/tags')).items).toEqual([]);
  });

  it('replies, likes and shares of a post: there are none yet, and it says so', async () => {
    for (const name of ['replies', 'likes', 'shares']) {
      const { id, type, totalItems } = await served.json(`/ap/posts/post-1/${name}`);
      expect([id, type, totalItems]).toEqual([`https://blog.example.com/ap/posts/post-1/${name}`, 'Collection', 0]);
    }
  });

  it('can be read by their JSON-LD', async () => {
    const loaders = await served.federation.loaders();
    const options = { ...loaders, documentLoader: loaders.forOneTask(0) };
    const outbox = await Thing.fromJsonLd(await served.json('/ap/actors/james/outbox'), options);
    if (!(outbox instanceof OrderedCollection)) throw new Error('no collection');
    expect(outbox.totalItems).toBe(45);
    expect(outbox.firstId?.href).toBe(`${actor}/outbox?page=1`);
  });
});
