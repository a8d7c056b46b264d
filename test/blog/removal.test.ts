import { mkdir, rename } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { engines } from '../support/databases.ts';
import { day, type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('a post whose file goes on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const start = async (count: number): Promise<void> => {
    const names = Array.from({ length: count }, (_, index) => [`posts/p${index}.md`, post(`P${index}`)]);
    blog = await startPublishing(engine, Object.fromEntries(names));
  };
  const remove = async (...numbers: number[]): Promise<void> => {
    for (const number of numbers) await blog.site.remove(`content/posts/p${number}.md`);
  };
  const countLive = (): Promise<number> => blog.posts.count({});
  const later = (milliseconds: number): void => {
    blog.clock.now = new Date(blog.clock.now.getTime() + milliseconds);
  };

  it('is hidden at once, and deleted when it has been gone for long enough', async () => {
    await start(4);
    await remove(1);
    const report = await blog.publish(['posts/p1.md']);
    expect(report.vanished).toMatchObject([{ id: 'p1', permalink: '/posts/p1' }]);
    expect(await blog.posts.at('/posts/p1')).toBeNull();
    expect(await blog.posts.object('p1', 1)).toMatchObject({ state: 'alive', post: { title: 'P1' } });
    expect(blog.publisher.nextDue()).toEqual(new Date(blog.clock.now.getTime() + day));
    later(day - 1);
    expect((await blog.publish()).deleted).toEqual([]);
    later(1);
    expect((await blog.publish()).deleted).toMatchObject([{ id: 'p1' }]);
    expect(await blog.posts.at('/posts/p1')).toEqual({ kind: 'gone' });
    expect(await blog.posts.object('p1', 1)).toMatchObject({
      state: 'gone',
      formerType: 'Article',
      deleted: blog.clock.now,
    });
    expect(blog.publisher.nextDue()).toBeNull();
  });

  it('leaves nothing of what its author wrote once it is deleted', async () => {
    blog = await startPublishing(engine, {
      'posts/a.md': post('A secret title', 'summary: secret summary\ntags: [secret]', 'A secret text.'),
      'posts/b.md': post('B'),
    });
    await blog.site.remove('content/posts/a.md');
    await blog.publish('everything', { confirmRemovals: true });
    const { posts, postTags } = blog.database.tables;
    expect(JSON.stringify(await blog.database.query.select().from(posts))).not.toContain('secret');
    expect(await blog.database.query.select().from(postTags)).toEqual([]);
  });

  it('is live again as it was when it comes back in time', async () => {
    await start(4);
    await remove(1);
    await blog.publish();
    expect((await blog.save({ 'posts/p1.md': post('P1') })).restored).toMatchObject([{ id: 'p1' }]);
    expect(await blog.posts.at('/posts/p1')).toMatchObject({ kind: 'post', post: { id: 'p1', generation: 1 } });
    later(2 * day);
    expect((await blog.publish()).deleted).toEqual([]);
  });

  it.each(['missing', 'empty'])('stays up when the content folder is %s', async (how) => {
    await start(2);
    await rename(`${blog.site.folder}/content`, `${blog.site.folder}/away`);
    if (how === 'empty') await mkdir(`${blog.site.folder}/content`);
    const report = await blog.publish();
    expect(report.problems).toMatchObject([{ path: 'content', line: null, severity: 'error' }]);
    expect(report.problems[0]?.what).toMatch(/\. Everything that was published stays up\.$/);
    later(2 * day);
    await blog.publish();
    expect(await countLive()).toBe(2);
    expect(await blog.publisher.problems()).toHaveLength(1);
    if (how === 'missing') {
      await blog.publish('everything', { confirmRemovals: true });
      expect(await countLive()).toBe(2);
      await rename(`${blog.site.folder}/away`, `${blog.site.folder}/content`);
    } else {
      for (const number of [0, 1]) await blog.site.write(`content/posts/p${number}.md`, post(`P${number}`));
    }
    await blog.publish();
    expect(await blog.publisher.problems()).toEqual([]);
    expect(await countLive()).toBe(2);
  });

  it('stays up when too many go at once, until the owner says that they shall', async () => {
    await start(40);
    await remove(0, 1, 2, 3, 4);
    const tooMany =
      'The files of 5 of 40 posts are gone, which looks like an accident. Nothing more is hidden, deleted or sent.';
    const report = await blog.publish(['posts/p0.md']);
    expect(report.vanished).toEqual([]);
    expect(report.problems).toMatchObject([{ path: 'content', what: tooMany }]);
    later(2 * day);
    expect((await blog.publish()).deleted).toEqual([]);
    expect(await countLive()).toBe(40);
    const confirmed = await blog.publish('everything', { confirmRemovals: true });
    expect(confirmed.deleted).toHaveLength(5);
    expect(await countLive()).toBe(35);
    expect(await blog.publisher.problems()).toEqual([]);
  });

  it('may go with three others, or with a tenth of a large blog', async () => {
    await start(40);
    await remove(0, 1, 2, 3);
    expect((await blog.publish()).vanished).toHaveLength(4);
  });

  it('is not deleted when files trickle away one by one and are too many together', async () => {
    await start(12);
    for (const number of [0, 1, 2]) {
      await remove(number);
      await blog.publish();
    }
    await remove(3);
    expect((await blog.publish()).problems).toMatchObject([{ path: 'content' }]);
    expect(await countLive()).toBe(9);
    later(2 * day);
    expect((await blog.publish()).deleted).toEqual([]);
    for (const number of [0, 1, 2, 3]) await blog.site.write(`content/posts/p${number}.md`, post(`P${number}`));
    await blog.publish();
    expect(await countLive()).toBe(12);
    expect(await blog.publisher.problems()).toEqual([]);
  });

  it('stays hidden when its author made drafts of so many, who is told to publish those again', async () => {
    const drafts = (front: string) =>
      Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`posts/${name}.md`, post(name, front)]));
    blog = await startPublishing(engine, drafts(''));
    await blog.save(drafts('draft: true'));
    blog.clock.now = new Date(blog.clock.now.getTime() + 2 * day);
    const { problems, deleted } = await blog.publish();
    expect(deleted).toEqual([]);
    expect(problems.map(({ mend }) => mend)).toEqual([
      'Take `draft: true` out of those that are to stay; if all 4 are to go, confirm it with `postern publish --confirm-removals`.',
    ]);
  });

  it('stays the same post when it is moved while it is a draft, and comes back', async () => {
    await start(4);
    await blog.save({ 'posts/p1.md': post('P1', 'draft: true') });
    expect((await blog.save({ 'posts/p1.md': null, 'posts/q.md': post('P1', 'draft: true') })).vanished).toEqual([]);
    expect((await blog.save({ 'posts/q.md': post('Quite another', '', 'Words.') })).restored).toMatchObject([
      { id: 'p1' },
    ]);
    expect(await blog.posts.object('p1', 1)).toMatchObject({ state: 'alive' });
  });

  it('is deleted after a while when its author made a draft of it', async () => {
    await start(4);
    await blog.save({ 'posts/p1.md': post('P1', 'draft: true') });
    later(day);
    expect((await blog.publish()).deleted).toMatchObject([{ id: 'p1' }]);
    expect((await blog.save({ 'posts/p1.md': post('P1') })).restored).toMatchObject([{ id: 'p1' }]);
    expect(await blog.posts.object('p1', 2)).toMatchObject({ state: 'alive' });
  });
});
