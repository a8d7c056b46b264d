import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { engines } from '../support/databases.ts';
import { type Keeping, known, startKeeping } from './keeping.ts';
import { post } from './publishing.ts';

const day = 86_400_000;
const recent = 'date: 2026-11-21';

let blog: Keeping;
afterEach(() => blog.dispose());

/** A blog with one of each: told, edited, silent, kept back, renamed, a note, a page, deleted, and published again. */
async function grown(engine: (typeof engines)[number]): Promise<void> {
  blog = await startKeeping(engine, { 'posts/before.md': post('Before'), 'pages/about.md': post('About') });
  await blog.publish();
  await blog.save({
    'posts/hello.md': post('Hello', recent),
    'posts/undated.md': post('Undated'),
    'posts/gone.md': post('Gone', recent),
    'notes/frost.md': '---\nid: frost\n---\n\nCold.\n',
    'posts/old.md': post('Old', 'date: 2020-01-01'),
  });
  await blog.publish();
  await blog.clock.advance(day);
  await blog.save({
    'posts/hello.md': post('Hello', recent, 'Better text.'),
    'posts/gone.md': null,
    'posts/again.md': post('Again', 'guid: tag:of-an-import'),
    'posts/local.md': post('Local', 'federate: false'),
    'posts/undated.md': post('Undated', 'slug: another'),
  });
  await blog.publish({ confirmRemovals: true });
  await blog.save({ 'posts/again.md': null });
  await blog.publish({ confirmRemovals: true });
  await blog.save({ 'posts/again.md': post('Again') });
  await blog.publish();
}

describe.each(engines)('a lost database, with $name', (engine) => {
  it('comes back with the same ids, guids and generations, and sends nothing', async () => {
    await grown(engine);
    expect(await blog.news()).toHaveLength(10);
    const [before, text] = [await known(blog.database), await blog.file()];
    expect(text?.split('\n')).toHaveLength(9 + 3);

    await blog.clock.advance(day);
    await blog.lose();
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await known(blog.database)).toEqual(before);
    expect(await blog.file()).toBe(text);
  });

  it('knows afterwards what is an edit, what is new, and what generation comes next', async () => {
    await grown(engine);
    await blog.lose();
    await blog.publish();
    await blog.clock.advance(day);
    await blog.save({
      'posts/hello.md': post('Hello', recent, 'The best text.'),
      'posts/before.md': post('Before', '', 'Edited.'),
      'posts/fresh.md': post('Fresh'),
      'posts/gone.md': post('Gone'),
      'posts/again.md': null,
    });
    await blog.publish({ confirmRemovals: true });
    expect((await blog.news()).sort()).toEqual([
      'Create /ap/posts/fresh',
      'Create /ap/posts/gone/2',
      'Delete /ap/posts/again/2',
      'Update /ap/posts/hello',
    ]);
    await blog.save({ 'posts/again.md': post('Again') });
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/again/3']);
    const { again, hello } = await blog.lines();
    expect(again).toMatchObject({
      generation: 3,
      guid: 'tag:of-an-import',
      earlier: [{ generation: 1 }, { generation: 2 }],
    });
    expect(hello).toMatchObject({
      announced: '2026-11-21T12:00:00.000Z',
      updated: expect.stringMatching(/^2026-11-23/),
    });
  });

  it('keeps old addresses leading to their posts, and those of deleted ones gone', async () => {
    await grown(engine);
    await blog.lose();
    await blog.publish();
    const { createPosts } = await import('../../src/blog/published.ts');
    const posts = await createPosts(blog.database, { accounts: [] });
    expect(await posts.at('/posts/undated')).toEqual({ kind: 'moved', permalink: '/posts/another' });
    expect(await posts.at('/posts/gone')).toEqual({ kind: 'gone' });
    expect(await posts.object('gone', 1)).toMatchObject({ state: 'gone', formerType: 'Article' });
    expect(await posts.object('again', 1)).toMatchObject({ state: 'gone' });
    expect(await posts.object('again', 2)).toMatchObject({ state: 'alive' });
  });

  it('keeps the addresses of a file that turned out to be another one, renamed', async () => {
    await grown(engine);
    await blog.clock.advance(day);
    await blog.save({ 'posts/hello.md': null, 'posts/new.md': post('Hello', '', 'Other.') });
    await blog.publish();
    await blog.save({ 'posts/new.md': post('Hello', 'slug: last\nid: hello', 'Other.') });
    await blog.publish();
    await blog.news();
    const before = await known(blog.database);
    await blog.lose();
    await blog.publish();
    expect([await known(blog.database), await blog.news()]).toEqual([before, []]);
    const { createPosts } = await import('../../src/blog/published.ts');
    const posts = await createPosts(blog.database, { accounts: [] });
    for (const path of ['/posts/hello', '/posts/new'])
      expect(await posts.at(path)).toEqual({ kind: 'moved', permalink: '/posts/last' });
    expect(await posts.object('new', 1)).toMatchObject({ state: 'gone' });
  });

  it('takes a file that was moved meanwhile for the post whose id it says', async () => {
    blog = await startKeeping(engine);
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A', `id: first\n${recent}`), 'posts/b.md': post('B', recent) });
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/first', 'Create /ap/posts/b']);
    const content = join(blog.site.folder, 'content', 'posts');
    await rename(join(content, 'a.md'), join(content, 'z.md'));
    await mkdir(join(content, 'b'));
    await rename(join(content, 'b.md'), join(content, 'b', 'index.md'));
    await blog.lose();
    await blog.publish();
    await blog.clock.advance(2 * day);
    await blog.publish();
    // The address of the first is another now, and in what followers have.
    expect(await blog.news()).toEqual(['Update /ap/posts/first']);
    expect(await blog.lines()).toMatchObject({
      first: { path: 'posts/z.md', was: ['/posts/a'] },
      b: { path: 'posts/b/index.md', generation: 1 },
    });
  });

  it('treats posts that the file does not know as any others: some go, many or old ones stay silent', async () => {
    blog = await startKeeping(engine, { 'posts/hello.md': post('Hello') });
    await blog.publish();
    await blog.save({ 'posts/fresh.md': post('Fresh'), 'posts/old.md': post('Old', 'date: 2026-11-01') });
    await blog.lose();
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/fresh']);

    await blog.clock.advance(day);
    const many = [1, 2, 3, 4, 5, 6].map((number) => [`posts/new-${number}.md`, post(`New ${number}`)]);
    await blog.save(Object.fromEntries(many));
    await blog.lose();
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await blog.lines()).toMatchObject({ old: { silent: true }, 'new-1': { silent: true } });
  });

  it('without the file, takes all that is there as told to nobody', async () => {
    blog = await startKeeping(engine, { 'posts/hello.md': post('Hello') });
    await blog.publish();
    await blog.save({ 'posts/fresh.md': post('Fresh') });
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/fresh']);
    await blog.lose();
    await rm(join(blog.site.folder, 'content', '.postern'), { recursive: true });
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await blog.lines()).toMatchObject({ fresh: { silent: true }, hello: { silent: true } });
  });

  it('deletes nothing while the files are not there either, however long', async () => {
    blog = await startKeeping(engine);
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A'), 'posts/b.md': post('B') });
    await blog.publish();
    expect(await blog.news()).toHaveLength(2);
    const text = await blog.file();
    await blog.lose();
    await blog.save({ 'posts/a.md': null, 'posts/b.md': null });
    await blog.publish();
    await blog.clock.advance(3 * day);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await blog.file()).toBe(text);
    await blog.save({ 'posts/a.md': post('A'), 'posts/b.md': post('B') });
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await blog.file()).toBe(text);
  });

  it('is made good also when the folder was not mounted at the first start', async () => {
    blog = await startKeeping(engine);
    await blog.publish();
    await blog.save({ 'posts/a.md': post('A', recent) });
    await blog.publish();
    const before = await known(blog.database);
    const [content, away] = [join(blog.site.folder, 'content'), join(blog.site.folder, 'elsewhere')];
    await blog.lose();
    await rename(content, away);
    await blog.publish();
    expect(await blog.file()).toBeNull();
    await rename(away, content);
    await blog.clock.advance(day);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await known(blog.database)).toEqual(before);
  });

  it('is made good once, however many processes begin', async () => {
    await grown(engine);
    const before = await known(blog.database);
    await blog.lose();
    const { createIdentityKeeper } = await import('../../src/blog/identities/identities.ts');
    const { blogSite } = await import('../federation/sample.ts');
    const site = { ...blogSite, folder: blog.site.folder, origin: 'https://blog.example' };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const other = createIdentityKeeper({ database: blog.database, site, clock: blog.clock, log });
    await Promise.all([blog.keeper.restore(), other.restore()]);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await known(blog.database)).toEqual(before);
  });
});
