import { afterEach, describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/blog/publish.ts';
import { createPosts } from '../../src/blog/published.ts';
import type { Step } from '../../src/database/database.ts';
import { noContact, usualComments } from '../support/comments.ts';
import { engines } from '../support/databases.ts';
import { type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('the published index on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const start = async (content: Record<string, string>): Promise<void> => {
    blog = await startPublishing(engine, content);
  };
  const ids = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);

  const sample = {
    'posts/a.md': post('A', 'date: 2026-11-01\ntags: [CSS, Web]\nauthors: ada\nseries: S\nseriesOrder: 2'),
    'posts/b.md': post('B', 'date: 2026-11-02\ntags: [css]\npinned: true\nseries: S\nseriesOrder: 1'),
    'posts/c.md': post('C', 'date: 2026-11-03\ntags: [CSS]\nunlisted: true'),
    'posts/d.md': post('D', 'date: 2026-11-04\ndraft: true\ntags: [Secret]'),
    'posts/e.md': post('E', 'date: 2026-11-05\nfederate: false\nseries: S\nupdated: 2026-11-06'),
    'notes/n.md': '---\ndate: 2026-11-03\ntags: [web]\n---\nA note.',
    'pages/about.md': post('About', 'tags: [css]'),
  };

  it('lists posts and notes newest first, without pages, drafts and unlisted ones', async () => {
    await start(sample);
    expect(ids(await blog.posts.list({ limit: 10 }))).toEqual(['e', 'n', 'b', 'a']);
    expect(ids(await blog.posts.list({ limit: 2, offset: 1 }))).toEqual(['n', 'b']);
    expect(ids(await blog.posts.titles({ limit: Number.MAX_SAFE_INTEGER }))).toEqual(['e', 'n', 'b', 'a']);
    expect(ids(await blog.posts.list({ limit: 10, kind: 'note' }))).toEqual(['n']);
    expect(ids(await blog.posts.titles({ limit: 10, pinned: true }))).toEqual(['b']);
    expect(await blog.posts.count({})).toBe(4);
    expect(await blog.posts.count({ kind: 'post' })).toBe(3);
  });

  it('selects by tag, author and series', async () => {
    await start(sample);
    expect(ids(await blog.posts.list({ limit: 10, tag: 'css' }))).toEqual(['b', 'a']);
    expect(ids(await blog.posts.list({ limit: 10, tag: 'web', author: 'ada' }))).toEqual(['a']);
    expect(ids(await blog.posts.list({ limit: 10, author: 'james' }))).toEqual(['e', 'n', 'b']);
    // An account is the same by its id and by its user name.
    expect(await blog.posts.count({ author: '2' })).toBe(1);
    expect(await blog.posts.count({ tag: 'none' })).toBe(0);
    expect(await blog.posts.series('s')).toMatchObject({ name: 'S', posts: [{ id: 'b' }, { id: 'a' }, { id: 'e' }] });
    expect(await blog.posts.series('t')).toBeNull();
  });

  it('selects by date, from an instant to before another', async () => {
    await start(sample);
    const dates = await blog.posts.dates();
    expect(dates).toEqual((await blog.posts.titles({ limit: 10 })).map(({ date }) => date));
    const [newest, from] = dates;
    expect(from && ids(await blog.posts.titles({ limit: 10, from }))).toEqual(['e', 'n']);
    expect(from && ids(await blog.posts.titles({ limit: 10, before: from }))).toEqual(['b', 'a']);
    expect(from && newest && (await blog.posts.count({ from, before: newest }))).toBe(1);
  });

  it('counts tags under the spelling that is used most', async () => {
    await start({ ...sample, 'posts/f.md': post('F', 'tags: [CSS]') });
    expect(await blog.posts.tags()).toEqual([
      { slug: 'css', name: 'CSS', count: 3 },
      { slug: 'web', name: 'Web', count: 2 },
    ]);
    expect(await blog.posts.tag('css')).toEqual({ slug: 'css', name: 'CSS' });
    expect(await blog.posts.tag('secret')).toBeNull();
  });

  it('knows the posts before and after one, by date and then in the order they came', async () => {
    await start({ ...sample, 'posts/b2.md': post('B2', 'date: 2026-11-02') });
    const [b] = await blog.posts.list({ limit: 1, series: 's', offset: 1 });
    if (!b) throw new Error('no post');
    const { older, newer } = await blog.posts.neighbours(b);
    expect([b.id, older?.id, newer?.id]).toEqual(['b', 'a', 'b2']);
    const unlisted = await blog.posts.at('/posts/c');
    if (unlisted?.kind !== 'post') throw new Error('no post');
    expect(await blog.posts.neighbours(unlisted.post)).toEqual({ older: null, newer: null });
  });

  it('names every page of the sitemap with its last change', async () => {
    await start(sample);
    expect(await blog.posts.permalinks()).toEqual([
      { permalink: '/about', changed: blog.clock.now },
      { permalink: '/posts/e', changed: new Date('2026-11-05T23:00:00Z') },
      { permalink: '/notes/n', changed: new Date('2026-11-02T23:00:00Z') },
      { permalink: '/posts/b', changed: new Date('2026-11-01T23:00:00Z') },
      { permalink: '/posts/a', changed: new Date('2026-10-31T23:00:00Z') },
    ]);
  });

  it('has objects of posts and notes, and none of pages and drafts', async () => {
    await start(sample);
    expect(await blog.posts.object('a', 1)).toMatchObject({ state: 'alive', post: { title: 'A' } });
    expect(await blog.posts.object('n', 1)).toMatchObject({ state: 'alive', post: { as: 'note' } });
    for (const [id, generation] of [
      ['about', 1],
      ['d', 1],
      ['a', 2],
      ['x', 1],
    ] as const) {
      expect(await blog.posts.object(id, generation)).toBeNull();
    }
  });

  it('sees what another process published', async () => {
    await start(sample);
    const other = await createPosts(blog.database, { accounts: [] });
    expect(other.change()).toBe(blog.posts.change());
    await blog.save({ 'posts/a.md': post('A2') });
    expect(other.change()).toBe(1);
    expect(await other.refresh()).toBe(true);
    expect(other.change()).toBe(2);
    expect(await other.refresh()).toBe(false);
  });

  it('is in every order and spelling the same: one change number for each visible change', async () => {
    await start(sample);
    const before = blog.posts.change();
    await blog.save({ 'posts/x.md': 'broken', 'posts/d.md': post('D', 'draft: true\ntags: [Other]') });
    expect(blog.posts.change()).toBe(before);
  });

  it('takes the posts that it can when the database refuses one', async () => {
    await start({ 'posts/a.md': post('A') });
    const { database } = blog;
    const refusing = {
      ...database,
      atomically: (build: Parameters<typeof database.atomically>[0]) =>
        database.atomically((query) => {
          const steps: Step[] = build(query);
          const statements = steps.map((step) => ('statement' in step ? step.statement : step));
          if (statements.some((statement) => statement.toSQL().params.includes('Refused')))
            throw new Error('no such letter');
          return steps;
        }),
    };
    for (const title of ['Refused', 'Taken', 'Last'])
      await blog.site.write(`content/posts/${title.toLowerCase()}.md`, post(title));
    const none = { rss: [], atom: [], json: [] };
    const publisher = createPublisher({
      database: refusing,
      site: {
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
        ...{ accounts: [], pointers: [], publish: { auto: true, settle: 0, quiet: 0, removal: 1 } },
        ...{ comments: usualComments, quotes: 'everyone', contact: noContact, blogroll: [] },
      },
      prepareMedium: async () => ({ problem: 'none' }),
      now: () => blog.clock.now,
    });
    const report = await publisher.publish();
    expect(ids(report.created)).toEqual(['last', 'taken']);
    expect(report.problems).toMatchObject([{ path: 'content/posts/refused.md', severity: 'error' }]);
  });

  it('stores whatever characters a post holds', async () => {
    const odd = 'NUL \\0, lone \\ud800, \\u2028, 🎉, \\"]]>';
    await start({
      'posts/a.md': `---\ntitle: "${odd}"\ntags: ["__proto__", "constructor"]\n---\n![x](__proto__)\u0000 text`,
    });
    const at = await blog.posts.at('/posts/a');
    expect(at).toMatchObject({ kind: 'post', post: { title: 'NUL , lone \ufffd, , 🎉, "]]>' } });
    expect((await blog.posts.tags()).map(({ slug }) => slug)).toEqual(['constructor', 'proto']);
    expect((await blog.publish()).updated).toEqual([]);
  });
});
