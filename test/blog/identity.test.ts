import { rename } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { engines } from '../support/databases.ts';
import { day, type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('the identity of a post on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const start = async (content: Record<string, string>): Promise<void> => {
    blog = await startPublishing(engine, content);
  };
  const idAt = async (path: string): Promise<string | null> => {
    const at = await blog.posts.at(path);
    if (at?.kind === 'post') return at.post.id;
    return at?.kind === 'moved' ? `→ ${at.permalink}` : (at?.kind ?? null);
  };
  const move = (from: string, to: string): Promise<void> =>
    rename(`${blog.site.folder}/content/${from}`, `${blog.site.folder}/content/${to}`);

  it('is the id that the author wrote, else the slug, else the slug with a sign of its path', async () => {
    await start({
      'posts/2026/hello.md': post('One', 'permalink: /one'),
      'posts/2027/hello.md': post('Two', 'permalink: /two'),
      'posts/third.md': post('Three', 'id: 01JX_abc'),
      'posts/日本.md': post('Four'),
    });
    expect(await idAt('/one')).toBe('hello');
    expect(await idAt('/two')).toMatch(/^hello-[0-9a-f]{6}$/);
    expect(await idAt('/posts/third')).toBe('01JX_abc');
    expect(await idAt('/posts/日本')).toMatch(/^post-[0-9a-f]{6}$/);
  });

  it('stays when slug, title and text change, and the old address leads to the new one', async () => {
    await start({ 'posts/hello.md': post('Hello', 'slug: first') });
    const report = await blog.save({ 'posts/hello.md': post('Hi', 'slug: second', 'New.') });
    expect(report.renamed).toMatchObject([{ id: 'first', permalink: '/posts/second' }]);
    expect(await idAt('/posts/second')).toBe('first');
    expect(await idAt('/posts/first')).toBe('→ /posts/second');
    await blog.save({ 'posts/hello.md': post('Hi', 'slug: first') });
    expect([await idAt('/posts/first'), await idAt('/posts/second')]).toEqual(['first', '→ /posts/first']);
  });

  it('goes with a file that is renamed: by its id, whatever else changed', async () => {
    await start({ 'posts/a.md': post('A', 'id: mine') });
    await blog.save({ 'posts/a.md': null, 'posts/b.md': post('B', 'id: mine', 'Other text.') });
    expect([await idAt('/posts/b'), await idAt('/posts/a')]).toEqual(['mine', '→ /posts/b']);
  });

  it('goes with a file that is renamed: by its bytes, at once or after it was missed', async () => {
    await start({ 'posts/a.md': post('A'), 'posts/x.md': post('X') });
    await move('posts/a.md', 'posts/b.md');
    expect((await blog.publish(['posts/a.md', 'posts/b.md'])).renamed).toMatchObject([{ id: 'a', path: 'posts/b.md' }]);
    await move('posts/b.md', 'elsewhere.txt');
    expect((await blog.publish(['posts/b.md'])).vanished).toMatchObject([{ id: 'a' }]);
    await move('elsewhere.txt', 'posts/c.md');
    expect((await blog.publish(['posts/c.md'])).restored).toMatchObject([{ id: 'a', permalink: '/posts/c' }]);
    expect([await idAt('/posts/a'), await idAt('/posts/b')]).toEqual(['→ /posts/c', '→ /posts/c']);
  });

  it('goes with a file that becomes a folder, even when it is edited on the way', async () => {
    await start({ 'posts/2026-11-01-a.md': post('A', 'slug: first') });
    await blog.save({ 'posts/2026-11-01-a.md': null, 'posts/a/index.md': post('A, with a picture', 'slug: first') });
    expect(await idAt('/posts/first')).toBe('first');
    expect(await blog.database.query.$count(blog.database.tables.posts)).toBe(1);
  });

  it('is not taken by a copy of the file', async () => {
    await start({ 'posts/a.md': post('A', 'id: mine') });
    const report = await blog.save({ 'posts/b.md': post('A', 'id: mine') });
    expect(report.problems).toMatchObject([
      { path: 'content/posts/b.md', what: 'content/posts/a.md has the id `mine` too.' },
    ]);
    expect([await idAt('/posts/a'), await idAt('/posts/b')]).toEqual(['mine', null]);
    // When the first one gives the id away, the other may have it: nobody has to save it again.
    await blog.save({ 'posts/a.md': post('A', 'id: other') });
    await blog.publish();
    expect(await blog.publisher.problems()).toEqual([]);
    expect(await idAt('/posts/b')).toBe('mine');
  });

  it('is refused to both of two new files that name the same, but for the first', async () => {
    await start({ 'posts/a.md': post('A', 'id: same'), 'posts/b.md': post('B', 'id: same') });
    expect([await idAt('/posts/a'), await idAt('/posts/b')]).toEqual(['same', null]);
    expect(await blog.publisher.problems()).toMatchObject([{ path: 'content/posts/b.md' }]);
  });

  it('is not changed by an id that is written into a post later on', async () => {
    await start({ 'posts/a.md': post('A') });
    const report = await blog.save({ 'posts/a.md': post('A', 'id: late') });
    expect(await idAt('/posts/a')).toBe('a');
    expect(report.problems).toMatchObject([{ severity: 'warning', mend: 'Write `id: a`.' }]);
    expect((await blog.save({ 'posts/a.md': post('A', 'id: a') })).problems).toEqual([]);
  });

  it('is another when a file with another id takes the place of the first', async () => {
    await start({ 'posts/a.md': post('A', 'id: one'), 'posts/x.md': post('X') });
    await blog.save({ 'posts/a.md': post('Another', 'id: two\nslug: b') });
    expect(await idAt('/posts/b')).toBe('two');
    expect(await blog.posts.object('one', 1)).toMatchObject({ state: 'alive' });
  });

  it('keeps the guid of a feed item for good, and one that an import brought', async () => {
    await start({ 'posts/a.md': post('A'), 'posts/b.md': post('B', 'guid: http://old.example/?p=7') });
    blog.restart({ origin: 'https://new.example' });
    await blog.save({ 'posts/a.md': post('A2', 'slug: c') });
    const guids = (await blog.posts.list({ limit: 9 })).map(({ id, guid }) => [id, guid]);
    expect(Object.fromEntries(guids)).toEqual({ a: 'https://blog.example/ap/posts/a', b: 'http://old.example/?p=7' });
  });

  it('is refused to a file with the guid of another, until that one gives it away', async () => {
    const old = 'guid: http://old.example/?p=7';
    await start({ 'posts/a.md': post('A'), 'posts/b.md': post('B', old), 'posts/c.md': post('C', old) });
    const [problem] = await blog.publisher.problems();
    expect(problem).toMatchObject({ path: 'content/posts/c.md', severity: 'error' });
    expect(problem?.what).toContain('content/posts/b.md has the guid `http://old.example/?p=7` too');
    expect([await idAt('/posts/b'), await idAt('/posts/c')]).toEqual(['b', null]);
    // Nor may it take the one that another post was given.
    const report = await blog.save({ 'posts/d.md': post('D', 'guid: https://blog.example/ap/posts/a') });
    expect(report.problems.map(({ path }) => path)).toContain('content/posts/d.md');
    // Renamed, edited, or made a draft, a post keeps its own.
    await blog.save({ 'posts/b.md': post('B', `${old}\ndraft: true`) });
    expect(await idAt('/posts/c')).toBeNull();
    await blog.save({ 'posts/b.md': post('B', old) });
    await move('posts/b.md', 'posts/e.md');
    await blog.publish();
    expect([await idAt('/posts/e'), await idAt('/posts/c')]).toEqual(['b', null]);
    await blog.save({ 'posts/e.md': post('B', 'guid: another'), 'posts/d.md': null });
    await blog.publish();
    expect(await blog.publisher.problems()).toEqual([]);
    expect([await idAt('/posts/e'), await idAt('/posts/c')]).toEqual(['b', 'c']);
  });

  it('is the next generation when a deleted post is published again', async () => {
    await start({ 'posts/a.md': post('A'), 'posts/x.md': post('X') });
    await blog.save({ 'posts/a.md': null });
    blog.clock.now = new Date(blog.clock.now.getTime() + day);
    const deleted = blog.clock.now;
    expect((await blog.publish()).deleted).toMatchObject([{ id: 'a' }]);
    expect(await idAt('/posts/a')).toBe('gone');
    expect(await blog.posts.object('a', 1)).toEqual({ state: 'gone', formerType: 'Article', deleted });
    expect((await blog.save({ 'posts/a.md': post('A again') })).restored).toMatchObject([{ id: 'a' }]);
    expect(await blog.posts.at('/posts/a')).toMatchObject({
      kind: 'post',
      post: { id: 'a', generation: 2 },
    });
    expect(await blog.posts.object('a', 1)).toMatchObject({ state: 'gone' });
    expect(await blog.posts.object('a', 2)).toMatchObject({ state: 'alive', post: { title: 'A again' } });
    expect(await blog.posts.object('a', 3)).toBeNull();
  });
});
