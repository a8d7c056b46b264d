import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, type Query, Unmet } from '../../src/database/database.ts';
import { engines } from '../support/databases.ts';

const instant = new Date('2026-11-20T10:00:00.000Z');

function setting(name: string, value = 'x') {
  return { name, value, changed: instant };
}

function post(id: string) {
  return {
    id,
    kind: 'post' as const,
    state: 'live' as const,
    path: `posts/${id}.md`,
    slug: id,
    permalink: `/posts/${id}`,
    body: '',
    digest: '',
    details: {},
    date: instant,
    language: 'en',
    pinned: false,
    unlisted: false,
    firstPublished: instant,
    guid: id,
    revision: 1,
  };
}

describe.each(engines)('on $name', ({ open }) => {
  let database: Database;
  let query: Query;
  beforeEach(async () => {
    database = await open();
    query = database.query;
  });
  afterEach(() => database.close());

  const names = async () => (await query.select().from(database.tables.settings)).map(({ name }) => name).sort();

  describe('a list of statements', () => {
    it('is carried out in its order', async () => {
      const { settings } = database.tables;
      await database.atomically((q) => [
        q.insert(settings).values(setting('a', '1')),
        q.update(settings).set({ value: '2' }).where(eq(settings.name, 'a')),
        q
          .insert(settings)
          .values([setting('b'), setting('c')])
          .returning(),
        q.delete(settings).where(eq(settings.name, 'b')),
      ]);
      expect(await names()).toEqual(['a', 'c']);
      expect(await query.select().from(settings).where(eq(settings.name, 'a'))).toEqual([setting('a', '2')]);
    });

    it('may be empty', async () => {
      await expect(database.atomically(() => [])).resolves.toBeUndefined();
    });

    it('leaves nothing when one of them fails', async () => {
      const { settings } = database.tables;
      await query.insert(settings).values(setting('there'));
      const twice = database.atomically((q) => [
        q.delete(settings),
        q.insert(settings).values(setting('new')),
        q.insert(settings).values(setting('new')),
        q.insert(settings).values(setting('after')),
      ]);
      await expect(twice).rejects.toThrow(/unique/i);
      expect(await names()).toEqual(['there']);
    });

    it('leaves nothing when the list itself cannot be made', async () => {
      const { settings } = database.tables;
      const broken = database.atomically((q) => {
        q.insert(settings).values(setting('a'));
        throw new Error('cannot be made');
      });
      await expect(broken).rejects.toThrow('cannot be made');
      expect(await names()).toEqual([]);
    });

    it('leaves nothing when a statement touches fewer rows than it must, and says which', async () => {
      const { settings } = database.tables;
      await query.insert(settings).values([setting('a'), setting('b')]);
      const claim = (demand: number) =>
        database.atomically((q) => [
          q.insert(settings).values(setting(`claimed-${demand}`)),
          { statement: q.update(settings).set({ value: 'mine' }).where(eq(settings.value, 'x')).returning(), demand },
        ]);
      const refused = await claim(4).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Unmet);
      expect(refused).toMatchObject({ step: 1 });
      expect(await names()).toEqual(['a', 'b']);
      await claim(3);
      expect(await names()).toEqual(['a', 'b', 'claimed-3']);
    });

    it('keeps what others do at the same time apart', async () => {
      const { settings } = database.tables;
      await query.insert(settings).values(setting('count', '0'));
      const add = () =>
        database.atomically((q) => [
          q.update(settings).set({ value: sql`cast(cast(${settings.value} as integer) + 1 as text)` }),
        ]);
      await Promise.all(Array.from({ length: 20 }, add));
      expect(await query.select().from(settings)).toEqual([setting('count', '20')]);
    });

    it('may name a row by what only the list itself makes', async () => {
      const { posts, postTags } = database.tables;
      const key = sql<number>`(select ${posts.key} from ${posts} where ${posts.id} = ${'a'})`;
      await database.atomically((q) => [
        q.insert(posts).values(post('a')),
        q.insert(postTags).values({ post: key, slug: 'x', name: 'X', position: 0 }),
      ]);
      const joined = query.select({ id: posts.id, tag: postTags.name }).from(posts);
      expect(await joined.innerJoin(postTags, eq(postTags.post, posts.key))).toEqual([{ id: 'a', tag: 'X' }]);
    });
  });

  describe('the tables', () => {
    it('refuse a second row of the same identity', async () => {
      const { posts } = database.tables;
      await query.insert(posts).values(post('a'));
      await expect((async () => query.insert(posts).values(post('a')))()).rejects.toThrow();
      expect(await query.$count(posts)).toBe(1);
    });

    it('refuse a row that belongs to nothing', async () => {
      const { postTags } = database.tables;
      const orphan = { post: 7, slug: 'x', name: 'X', position: 0 };
      await expect((async () => query.insert(postTags).values(orphan))()).rejects.toThrow();
      expect(await query.$count(postTags)).toBe(0);
    });

    it('lose with a post what belongs to it, and keep the source without it', async () => {
      const { posts, postTags, postAuthors, postMedia, paths, objects, sources } = database.tables;
      const [row] = await query.insert(posts).values(post('a')).returning();
      const key = row?.key ?? 0;
      expect(row?.generation).toBe(1);
      await database.atomically((q) => [
        q.insert(postTags).values({ post: key, slug: 'x', name: 'X', position: 0 }),
        q.insert(postAuthors).values({ post: key, author: 'james', position: 0 }),
        q.insert(postMedia).values({ post: key, hash: 'h' }),
        q.insert(paths).values({ path: '/a', post: key, kind: 'current', since: instant }),
        q.insert(objects).values({
          uri: '/ap/posts/a',
          kind: 'post',
          post: key,
          generation: 1,
          state: 'alive',
          made: instant,
        }),
        q.insert(sources).values({ path: 'a.md', stamp: '', digest: '', state: 'live', problems: [], post: key }),
      ]);
      await query.delete(posts);
      for (const table of [postTags, postAuthors, postMedia, paths, objects]) expect(await query.$count(table)).toBe(0);
      expect(await query.select({ path: sources.path, post: sources.post }).from(sources)).toEqual([
        { path: 'a.md', post: null },
      ]);
    });

    it('take what is there already as it is, or in its new form', async () => {
      const { settings } = database.tables;
      await query.insert(settings).values(setting('a', 'old'));
      await query.insert(settings).values(setting('a', 'ignored')).onConflictDoNothing();
      expect(await query.select().from(settings)).toEqual([setting('a', 'old')]);
      const upsert = query
        .insert(settings)
        .values([setting('a', 'new'), setting('b', 'new')])
        .onConflictDoUpdate({ target: settings.name, set: { value: sql`excluded.value` } })
        .returning({ name: settings.name });
      expect(await upsert).toEqual([{ name: 'a' }, { name: 'b' }]);
      expect(await query.$count(settings, eq(settings.value, 'new'))).toBe(2);
    });
  });
});
