import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { eq } from '../../../src/database/drizzle.ts';
import type { Selection } from '../../../src/federation/ledger/ledger.ts';
import { createOutcomes } from '../../../src/federation/ledger/outcomes.ts';
import { findSubjects, nameSubjects } from '../../../src/federation/ledger/subjects.ts';
import { engines } from '../../support/databases.ts';
import { addActivity, addFollowers, type DeliveryRow } from '../../support/ledger.ts';
import { blogSite } from '../sample.ts';

const everything: Selection = { about: null, since: null, host: null, failed: false };
const instant = new Date('2026-11-21T09:31:00Z');

describe.each(engines)('what became of deliveries, on $name', ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  const done = (inbox: string, outcome: 'delivered' | 'failed' | 'superseded'): DeliveryRow => ({
    inbox,
    outcome,
    finished: instant,
  });

  async function writePost(id: string): Promise<void> {
    const { posts, paths, objects } = database.tables;
    const [post] = await database.query
      .insert(posts)
      .values({
        ...{
          id,
          kind: 'post',
          state: 'live',
          path: `posts/2026-11-20-${id}/index.md`,
          slug: `${id}-slug`,
          title: `About ${id}`,
        },
        ...{
          permalink: `/posts/${id}-slug`,
          body: '',
          digest: '',
          details: {},
          date: instant,
          language: 'en',
          pinned: false,
        },
        ...{ unlisted: false, firstPublished: instant, guid: id, revision: 1 },
      })
      .returning();
    if (!post) throw new Error('no post');
    await database.query.insert(paths).values([
      { path: `/posts/${id}-slug`, post: post.key, kind: 'current', since: instant },
      { path: `/old/${id}`, post: post.key, kind: 'old', since: instant },
    ]);
    await database.query.insert(objects).values([
      { uri: `/ap/posts/${id}`, kind: 'post', post: post.key, generation: 1, state: 'gone', made: instant },
      { uri: `/ap/posts/${id}/2`, kind: 'post', post: post.key, generation: 2, state: 'alive', made: instant },
    ]);
  }

  test('is counted for each activity, newest first', async () => {
    const outcomes = createOutcomes(database);
    expect(await outcomes.newest(everything, 10)).toEqual([]);
    await addActivity(database, { uri: 'u:1', subject: 's' }, [
      done('https://one.example/inbox', 'delivered'),
      done('https://two.example/inbox', 'failed'),
      done('https://three.example/inbox', 'superseded'),
      { inbox: 'https://four.example/inbox', due: instant },
    ]);
    await addActivity(database, { uri: 'u:2', subject: 's', cursor: 0 });
    const found = await outcomes.newest(everything, 10);
    expect(found).toMatchObject([
      { uri: 'u:2', complete: false, delivered: 0, waiting: 0, failed: 0, superseded: 0 },
      { uri: 'u:1', complete: true, delivered: 1, waiting: 1, failed: 1, superseded: 1 },
    ]);
    expect(await outcomes.newest(everything, 1)).toHaveLength(1);
  });

  test('is found by server, by time and by failure', async () => {
    await addActivity(database, { uri: 'u:1', subject: 's:1', created: new Date('2026-11-01T00:00:00Z') }, [
      done('https://one.example/a/inbox', 'delivered'),
      done('https://one.example/b/inbox', 'failed'),
      done('https://two.example/inbox', 'delivered'),
    ]);
    await addActivity(database, { uri: 'u:2', subject: 's:2' }, [done('https://two.example/inbox', 'delivered')]);
    const outcomes = createOutcomes(database);
    const uris = async (selection: Partial<Selection>) =>
      (await outcomes.newest({ ...everything, ...selection }, 10)).map(({ uri }) => uri);
    expect(await uris({ host: 'two.example' })).toEqual(['u:2', 'u:1']);
    expect(await uris({ host: 'one.example' })).toEqual(['u:1']);
    expect(await uris({ host: 'three.example' })).toEqual([]);
    expect(await uris({ failed: true })).toEqual(['u:1']);
    expect(await uris({ failed: true, host: 'two.example' })).toEqual([]);
    expect(await uris({ since: new Date('2026-11-02T00:00:00Z') })).toEqual(['u:2']);
    expect(await uris({ about: { subjects: ['s:1'], uris: [] } })).toEqual(['u:1']);
    expect(await uris({ about: { subjects: [], uris: ['u:2'] } })).toEqual(['u:2']);
    const [first] = await outcomes.newest({ ...everything, host: 'one.example' }, 1);
    expect(first).toMatchObject({ delivered: 1, failed: 1 });
    expect(await outcomes.attempts(first?.key ?? 0, { host: 'one.example', failed: true })).toMatchObject([
      { host: 'one.example', inbox: 'https://one.example/b/inbox', state: 'failed' },
    ]);
  });

  test('is read whole, however many inboxes and activities there are', async () => {
    const many = Array.from({ length: 1201 }, (_, index) => done(`https://h${index}.example/inbox`, 'delivered'));
    const key = await addActivity(database, { uri: 'u:0', subject: 's' }, many);
    const { activities } = database.tables;
    const more = Array.from({ length: 1000 }, (_, index) => ({
      ...{ uri: `u:${index + 1}`, subject: 's', account: 'james', type: 'Update', digest: '' },
      ...{ audience: 'followers' as const, created: instant },
    }));
    await database.query.insert(activities).values(more);
    const outcomes = createOutcomes(database);
    const inboxes = (await outcomes.attempts(key, everything)).map(({ inbox }) => inbox);
    expect(new Set(inboxes).size).toBe(1201);
    const all = await outcomes.newest(everything, Infinity);
    expect(all).toHaveLength(1001);
    expect(all.at(-1)).toMatchObject({ uri: 'u:0', delivered: 1201 });
    expect((await outcomes.newest(everything, 501)).map(({ uri }) => uri).slice(499)).toEqual(['u:501', 'u:500']);
  });

  test('names the servers that fail and for which something waits, the longest failing first', async () => {
    const waiting = ['one', 'two', 'three'].map((name) => ({ inbox: `https://${name}.example/inbox`, due: instant }));
    await addActivity(database, { uri: 'u:1', subject: 's' }, [
      ...waiting,
      done('https://four.example/inbox', 'failed'),
    ]);
    const { hosts } = database.tables;
    const fail = (name: string, failingSince: Date) =>
      database.query
        .update(hosts)
        .set({ failures: 3, failingSince })
        .where(eq(hosts.name, `${name}.example`));
    await fail('one', new Date('2026-11-20T00:00:00Z'));
    await fail('three', new Date('2026-11-19T00:00:00Z'));
    await fail('four', new Date('2026-11-18T00:00:00Z'));
    const outcomes = createOutcomes(database);
    expect((await outcomes.troubled(10)).map(({ name, waiting: count }) => [name, count])).toEqual([
      ['three.example', 1],
      ['one.example', 1],
    ]);
    expect(await outcomes.troubled(1)).toHaveLength(1);
  });

  test.each([
    'frost',
    'frost-slug',
    '/posts/frost-slug',
    '/posts/frost-slug/',
    '/old/frost',
    'https://blog.example.com/old/frost',
    'content/posts/2026-11-20-frost/index.md',
    './content/posts/2026-11-20-frost',
    'posts/2026-11-20-frost/',
  ])('is found for a post by %s', async (word) => {
    await writePost('frost');
    await writePost('thaw');
    const found = await findSubjects(database, blogSite, word);
    expect(found?.uris).toEqual([]);
    expect(found?.subjects.sort()).toEqual(['/ap/posts/frost', '/ap/posts/frost/2']);
  });

  test('is found by the id of an activity, or of what it is about', async () => {
    await addActivity(database, { uri: 'https://blog.example.com/ap/posts/x/create', subject: '/ap/posts/x' });
    const find = (word: string) => findSubjects(database, blogSite, word);
    expect((await find('https://blog.example.com/ap/posts/x/create'))?.uris).toContain(
      'https://blog.example.com/ap/posts/x/create',
    );
    expect((await find('/ap/posts/x/create'))?.uris).toContain('https://blog.example.com/ap/posts/x/create');
    expect((await find('https://blog.example.com/ap/posts/x'))?.subjects).toContain('/ap/posts/x');
    expect(await find('y')).toBeNull();
    expect(await find('')).toBeNull();
    expect(await find('%')).toBeNull();
  });

  test('is named as people know it', async () => {
    await writePost('frost');
    await addFollowers(database, 'james', ['https://social.example/users/ann/inbox']);
    const subjects = [
      '/ap/posts/frost/2',
      'https://blog.example.com/ap/actors/james',
      'https://social.example/users/ann/inbox/actor',
      'https://x.example/1',
    ];
    const name = await nameSubjects(database, blogSite, subjects);
    expect(subjects.map(name)).toEqual([
      { title: 'About frost', address: 'https://blog.example.com/posts/frost-slug' },
      { title: '@james', address: 'https://blog.example.com/@james' },
      { title: '@ann@social.example', address: 'https://social.example/users/ann/inbox/actor' },
      { title: 'x.example/1', address: null },
    ]);
  });
});
