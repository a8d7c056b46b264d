import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { noContact, usualComments } from '../support/comments.ts';
import { engines } from '../support/databases.ts';
import { day, type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('publishing on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const start = async (content: Record<string, string> = {}): Promise<void> => {
    blog = await startPublishing(engine, content);
  };
  const found = async (path: string): Promise<string | null> => {
    const at = await blog.posts.at(path);
    if (at?.kind === 'post') return at.post.title ?? at.post.body.trim();
    return at?.kind === 'moved' ? `→ ${at.permalink}` : (at?.kind ?? null);
  };
  const ids = (touched: { id: string }[]): string[] => touched.map(({ id }) => id);
  const states = async (): Promise<Record<string, string>> => {
    const rows = await blog.database.query.select().from(blog.database.tables.posts);
    return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
  };

  it('shows posts, notes and pages at their addresses, with everything that their files say', async () => {
    await start({
      'posts/2026-11-19-hello.md': post(
        'Hello',
        'tags: [CSS, C & C]\ncategories: Notes\nseries: Small doors\nseriesOrder: 2\nauthors: ["@ada", Grace]\nlang: de\nsummary: In short',
        'Text with a #walk.',
      ),
      'pages/about/index.md': '# About us\n\nWe.',
      'pages/about/team.md': post('Team'),
      'notes/2026-11-18-door.md': 'A small door.',
    });
    expect(await found('/posts/hello')).toBe('Hello');
    expect(await found('/about')).toBe('About us');
    expect(await found('/about/team')).toBe('Team');
    expect(await found('/notes/door')).toBe('A small door.');
    const at = await blog.posts.at('/posts/hello');
    expect(at).toMatchObject({
      kind: 'post',
      post: {
        ...{
          id: 'hello',
          generation: 1,
          kind: 'post',
          path: 'posts/2026-11-19-hello.md',
          slug: 'hello',
          language: 'de',
        },
        ...{
          permalink: '/posts/hello',
          summary: 'In short',
          excerpt: 'Text with a #walk.',
          as: 'article',
          federate: null,
        },
        date: new Date('2026-11-18T23:00:00Z'),
        firstPublished: blog.clock.now,
        guid: 'https://blog.example/ap/posts/hello',
        authors: ['ada', 'Grace'],
        tags: [
          { name: 'CSS', slug: 'css' },
          { name: 'C & C', slug: 'c-c' },
          { name: 'Notes', slug: 'notes' },
          { name: 'walk', slug: 'walk' },
        ],
        series: { name: 'Small doors', slug: 'small-doors', order: 2 },
      },
    });
  });

  it('changes nothing when nothing changed, and counts each change once', async () => {
    await start({ 'posts/a.md': post('A'), 'posts/b.md': post('B') });
    expect(blog.posts.change()).toBe(1);
    const idle = await blog.publish();
    expect([idle.created, idle.updated, idle.problems, idle.change]).toEqual([[], [], [], 1]);
    const report = await blog.save({ 'posts/a.md': post('A, better') });
    expect(ids(report.updated)).toEqual(['a']);
    expect(blog.posts.change()).toBe(2);
    expect(await found('/posts/a')).toBe('A, better');
    expect(await blog.posts.at('/posts/a')).toMatchObject({ post: { revision: 2 } });
    expect(await blog.posts.at('/posts/b')).toMatchObject({ post: { revision: 1 } });
    expect(blog.posts.changedAt()).toEqual(blog.clock.now);
  });

  it('reads no file again after a restart, but those that changed meanwhile', async () => {
    await start({ 'posts/a.md': post('A'), 'posts/b.md': post('B', '', '![](b.jpg)'), 'posts/b.jpg': 'b' });
    expect(blog.prepared).toEqual(['content/posts/b.jpg']);
    blog.restart();
    await blog.publish();
    expect(blog.prepared).toHaveLength(1);
    await blog.site.write('content/posts/a.md', post('A2'));
    await blog.publish();
    expect(await found('/posts/a')).toBe('A2');
    expect(blog.prepared).toHaveLength(1);
  });

  it('reads everything anew when the configuration says other addresses, and leads the old ones there', async () => {
    await start({ 'posts/2026-11-01-a.md': post('A') });
    blog.restart({ permalink: '/:year/:month/:slug/' });
    const report = await blog.publish([]);
    expect(report.renamed).toMatchObject([{ id: 'a', permalink: '/2026/11/a/', from: { permalink: '/posts/a' } }]);
    expect(await found('/2026/11/a/')).toBe('A');
    expect(await found('/2026/11/a')).toBe('→ /2026/11/a/');
    expect(await found('/posts/a')).toBe('→ /2026/11/a/');
  });

  it('keeps the last good version of a post that breaks, and tells where', async () => {
    await start({ 'posts/a.md': post('A'), 'posts/b.md': post('B') });
    const report = await blog.save({ 'posts/a.md': '---\ntitle: A2\ndate: soon\n---\n', 'posts/b.md': post('B2') });
    expect(report.problems).toMatchObject([{ path: 'content/posts/a.md', line: 3, severity: 'error' }]);
    expect(await blog.publisher.problems()).toEqual(report.problems);
    expect(await found('/posts/a')).toBe('A');
    expect(await found('/posts/b')).toBe('B2');
    await blog.publish();
    expect(await found('/posts/a')).toBe('A');
    await blog.save({ 'posts/a.md': post('A3') });
    expect(await found('/posts/a')).toBe('A3');
    expect(await blog.publisher.problems()).toEqual([]);
  });

  it('shows a broken new file to nobody and to its author only', async () => {
    await start({ 'posts/a.md': 'No title', 'posts/b.md': post('B') });
    expect(await states()).toEqual({ b: 'live' });
    expect(await blog.publisher.problems()).toMatchObject([{ path: 'content/posts/a.md', line: 1 }]);
  });

  it('makes a problem of a file that our own mistake fails on, and publishes the others', async () => {
    await start({
      'posts/a.md': post('A'),
      'posts/b.md': post('B', '', '![](b.jpg)'),
      'posts/b.jpg': 'b',
      'posts/c.md': post('C'),
    });
    const { createPublisher } = await import('../../src/blog/publish.ts');
    await blog.site.write('content/posts/b.md', post('B2', '', '![](b.jpg)'));
    await blog.site.write('content/posts/c.md', post('C2'));
    const failing = createPublisher({
      database: blog.database,
      site: { ...siteOf(blog) },
      prepareMedium: () => Promise.reject(new Error('out of colours')),
      now: () => blog.clock.now,
    });
    const report = await failing.publish();
    expect(report.problems).toMatchObject([
      { path: 'content/posts/b.md', what: 'Postern failed on this file: out of colours' },
    ]);
    expect(await found('/posts/b')).toBe('B');
    expect(await found('/posts/c')).toBe('C2');
  });

  it('keeps drafts out, takes a post down when it becomes one, and brings it back the same', async () => {
    await start({ 'posts/a.md': post('A', 'draft: true'), 'posts/b.md': post('B') });
    expect(await states()).toEqual({ b: 'live' });
    const report = await blog.save({ 'posts/b.md': post('B', 'draft: true') });
    expect(ids(report.vanished)).toEqual(['b']);
    expect(await found('/posts/b')).toBeNull();
    expect(await blog.posts.object('b', 1)).toMatchObject({ state: 'alive' });
    expect(ids((await blog.save({ 'posts/b.md': post('B') })).restored)).toEqual(['b']);
    expect(await found('/posts/b')).toBe('B');
    expect(ids((await blog.save({ 'posts/a.md': post('A') })).created)).toEqual(['a']);
  });

  it('publishes a scheduled post when its time comes, also after a restart, and never before', async () => {
    await start({ 'posts/a.md': post('A', 'date: 2026-11-20 14:30'), 'posts/b.md': post('B', 'date: 2026-12-24') });
    expect(await states()).toEqual({});
    expect(blog.publisher.nextDue()).toEqual(new Date('2026-11-20T13:30:00Z'));
    blog.restart();
    expect(blog.publisher.nextDue()).toBeNull();
    blog.clock.now = new Date('2026-11-20T13:29:59Z');
    await blog.publish();
    expect(await found('/posts/a')).toBeNull();
    expect(blog.publisher.nextDue()).toEqual(new Date('2026-11-20T13:30:00Z'));
    blog.clock.now = new Date('2026-11-20T13:30:00Z');
    expect(ids((await blog.publish([])).created)).toEqual(['a']);
    expect(await blog.posts.at('/posts/a')).toMatchObject({ post: { firstPublished: blog.clock.now } });
    expect(blog.publisher.nextDue()).toEqual(new Date('2026-12-23T23:00:00Z'));
  });

  it('gives a file without a date the moment at which it was first seen, for good', async () => {
    await start({ 'posts/a.md': post('A') });
    const first = blog.clock.now;
    blog.clock.now = new Date(first.getTime() + 5 * day);
    await blog.save({ 'posts/a.md': post('A2') });
    expect(await blog.posts.at('/posts/a')).toMatchObject({
      post: { title: 'A2', date: first, firstPublished: first },
    });
  });

  it('tells of what lies in the wrong place, and reads nothing through links that leave', async () => {
    await start({ 'posts/a.md': post('A') });
    const elsewhere = `${blog.site.folder}/elsewhere`;
    await mkdir(elsewhere);
    await blog.site.write('elsewhere/secret.md', post('Secret'));
    await blog.site.write('content/stray.md', post('Stray'));
    await symlink(`${elsewhere}/secret.md`, `${blog.site.folder}/content/posts/secret.md`);
    await symlink(elsewhere, `${blog.site.folder}/content/posts/folder`);
    await symlink('nowhere.md', `${blog.site.folder}/content/posts/dead.md`);
    await symlink('a.md', `${blog.site.folder}/content/posts/same.md`);
    await blog.publish();
    expect(Object.keys(await states())).toEqual(['a', 'same']);
    expect((await blog.publisher.problems()).map(({ path, severity }) => [path, severity])).toEqual([
      ['content/posts/dead.md', 'error'],
      ['content/posts/folder', 'error'],
      ['content/posts/secret.md', 'error'],
      ['content/stray.md', 'warning'],
    ]);
    await rm(`${blog.site.folder}/content/posts/secret.md`);
    await blog.publish();
    expect((await blog.publisher.problems()).map(({ path }) => path)).not.toContain('content/posts/secret.md');
  });

  it('passes over hidden files and what editors leave behind', async () => {
    await start({ 'posts/a.md': post('A') });
    for (const name of ['.b.md', 'b.md~', '.#b.md', '#b.md#', 'b.md.swp', 'b.md.bak', '~b.md', '.postern/b.md']) {
      await blog.site.write(`content/posts/${name}`, post('B'));
    }
    const report = await blog.publish();
    expect([report.created, report.problems]).toEqual([[], []]);
  });

  it('publishes a whole folder that comes or is renamed by one hint', async () => {
    await start();
    await blog.site.write('content/posts/2026/a.md', post('A'));
    await blog.site.write('content/posts/2026/b/index.md', post('B'));
    expect(ids((await blog.publish(['posts/2026'])).created)).toEqual(['a', 'b']);
    await rename(`${blog.site.folder}/content/posts/2026`, `${blog.site.folder}/content/posts/old`);
    const report = await blog.publish(['posts/2026', 'posts/old']);
    expect(report.renamed.map(({ path, from }) => [from.path, path])).toEqual([
      ['posts/2026/a.md', 'posts/old/a.md'],
      ['posts/2026/b/index.md', 'posts/old/b/index.md'],
    ]);
    expect(report.vanished).toEqual([]);
  });

  it('does what is asked for at once one after the other, and nothing twice', async () => {
    await start();
    const names = Array.from({ length: 20 }, (_, index) => `posts/p${index}.md`);
    const reports = await Promise.all(
      names.map(async (name) => {
        await blog.site.write(`content/${name}`, post(name));
        return blog.publisher.publish([name]);
      }),
    );
    expect(new Set(reports.flatMap(({ created }) => ids(created))).size).toBe(20);
    expect(Object.keys(await states())).toHaveLength(20);
  });

  it('lets two processes publish the same folder at once', async () => {
    await start();
    for (let index = 0; index < 30; index += 1) await blog.site.write(`content/posts/p${index}.md`, post(`P${index}`));
    const first = blog.publisher;
    blog.restart();
    await Promise.all([first.publish(), blog.publisher.publish()]);
    expect(Object.keys(await states())).toHaveLength(30);
    expect((await blog.publish()).problems).toEqual([]);
  });

  it('publishes more files than fit into one transaction', async () => {
    await start();
    for (let index = 0; index < 260; index += 1)
      await blog.site.write(`content/posts/p${index}.md`, post(`P${index}`, 'tags: [x, y]'));
    const report = await blog.publish();
    expect(report.created).toHaveLength(260);
    expect(await blog.posts.count({ tag: 'x' })).toBe(260);
    expect(await readdir(`${blog.site.folder}/content/posts`)).toHaveLength(260);
  });
});

function siteOf(blog: Publishing) {
  const none = { rss: [], atom: [], json: [] };
  return {
    ...{
      folder: blog.site.folder,
      origin: 'https://blog.example',
      base: '',
      title: '',
      description: '',
      language: 'en',
    },
    ...{
      timezone: 'Europe/Berlin',
      permalink: '/posts/:slug',
      feeds: none,
      hub: 'own',
      menu: [],
      icon: null,
      owners: [],
    },
    ...{ accounts: [], pointers: [], publish: { auto: true, settle: 0, quiet: 0, removal: day } },
    ...{ comments: usualComments, quotes: 'everyone' as const, contact: noContact, blogroll: [] },
  };
}
