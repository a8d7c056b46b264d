import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPostKeys } from '../../src/blog/post-keys.ts';
import type { Database } from '../../src/database/database.ts';
import { addPost } from '../conversation/keeping.ts';
import { engines } from '../support/databases.ts';

describe.each(engines)('posts and their keys on $name', ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  test('a post is known by its key in one generation', async () => {
    const key = await addPost(database, 'hello', { generation: 2 });
    const keys = createPostKeys(database);
    expect(await keys.of({ id: 'hello', generation: 2 })).toBe(key);
    expect(await keys.of({ id: 'hello', generation: 1 })).toBeNull();
    expect(await keys.of({ id: 'other', generation: 1 })).toBeNull();
  });

  test('of many only those that stand in the public list are named', async () => {
    const live = await addPost(database, 'live');
    const others = [
      await addPost(database, 'quiet', { unlisted: true }),
      await addPost(database, 'gone', { state: 'deleted' }),
      await addPost(database, 'vanished', { state: 'vanished' }),
      await addPost(database, 'about', { kind: 'page' }),
    ];
    const keys = createPostKeys(database);
    const found = await keys.listed([live, live, ...others, 999]);
    expect([...found].map(([key, { permalink }]) => [key, permalink])).toEqual([[live, '/posts/live']]);
    expect((await keys.listed([])).size).toBe(0);
  });
});
