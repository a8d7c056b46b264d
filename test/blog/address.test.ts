import { afterEach, describe, expect, it } from 'vitest';
import { assignAddresses } from '../../src/blog/address.ts';
import type { Identified } from '../../src/blog/identify.ts';
import { Unmet } from '../../src/database/database.ts';
import { engines } from '../support/databases.ts';
import { type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('addresses on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const start = async (content: Record<string, string>): Promise<void> => {
    blog = await startPublishing(engine, content);
  };
  const titleAt = async (path: string): Promise<string | null> => {
    const at = await blog.posts.at(path);
    if (at?.kind === 'post') return at.post.title;
    return at?.kind === 'moved' ? `→ ${at.permalink}` : (at?.kind ?? null);
  };

  it('are given to one of two posts that fold to the same, and the problem names both', async () => {
    await start({ 'posts/Über uns.md': post('First') });
    const report = await blog.save({ 'posts/a-ueber-uns/index.md': post('Second', 'slug: UEBER-UNS') });
    expect(await titleAt('/posts/ueber-uns')).toBe('First');
    expect(report.created).toEqual([]);
    expect(report.problems).toMatchObject([
      {
        path: 'content/posts/a-ueber-uns/index.md',
        severity: 'error',
        what: expect.stringContaining('content/posts/Über uns.md'),
      },
    ]);
  });

  it('pass to the one that was refused as soon as they are free', async () => {
    await start({ 'posts/a.md': post('A', 'slug: x'), 'posts/b.md': post('B', 'slug: x'), 'posts/c.md': post('C') });
    expect(await titleAt('/posts/x')).toBe('A');
    await blog.save({ 'posts/a.md': post('A', 'slug: y') });
    expect([await titleAt('/posts/x'), await titleAt('/posts/y')]).toEqual(['B', 'A']);
    expect(await blog.publisher.problems()).toEqual([]);
  });

  it('can be swapped', async () => {
    await start({ 'posts/a.md': post('A', 'slug: x'), 'posts/b.md': post('B', 'slug: y') });
    const report = await blog.save({ 'posts/a.md': post('A', 'slug: y'), 'posts/b.md': post('B', 'slug: x') });
    expect(report.problems).toEqual([]);
    expect([await titleAt('/posts/x'), await titleAt('/posts/y')]).toEqual(['B', 'A']);
  });

  it('stay where they are when a post asks for one that another keeps', async () => {
    await start({ 'posts/a.md': post('A'), 'posts/b.md': post('B') });
    await blog.save({ 'posts/a.md': post('A2', 'slug: b') });
    expect([await titleAt('/posts/a'), await titleAt('/posts/b')]).toEqual(['A', 'B']);
  });

  it.each([
    ['pages/feed.md', ''],
    ['pages/tags.md', ''],
    ['pages/index.md', ''],
    ['pages/ap/x.md', ''],
    ['posts/a.md', 'permalink: /.well-known/webfinger'],
    ['posts/a.md', 'permalink: /@james'],
    ['posts/a.md', 'permalink: /old.xml'],
    ['posts/a.md', 'permalink: /Feed/'],
  ])('of the blog itself are refused to %s %s', async (path, line) => {
    await start({ [path]: post('A', line) });
    expect(await blog.posts.permalinks()).toEqual([]);
    expect(await blog.publisher.problems()).toMatchObject([{ path: `content/${path}`, severity: 'error' }]);
  });

  it('lead from aliases to the post, as long as it names them', async () => {
    await start({ 'posts/a.md': post('A', 'aliases: [/2019/Old.html, /2019/alt/]') });
    expect(await titleAt('/2019/Old.html')).toBe('→ /posts/a');
    expect(await titleAt('/2019/alt')).toBe('→ /posts/a');
    await blog.save({ 'posts/a.md': post('A', 'aliases: [/2019/Old.html]') });
    expect(await titleAt('/2019/Old.html')).toBe('→ /posts/a');
    expect(await titleAt('/2019/alt/')).toBeNull();
  });

  it('are not taken from a live post by an alias', async () => {
    await start({ 'posts/a.md': post('A') });
    const report = await blog.save({ 'posts/b.md': post('B', 'aliases: [/posts/a, /feed.xml]') });
    expect(await titleAt('/posts/a')).toBe('A');
    expect(report.created).toMatchObject([{ id: 'b' }]);
    expect(report.problems.map(({ severity, what }) => [severity, what])).toEqual([
      ['warning', 'The alias /posts/a is an address of content/posts/a.md, so it does not lead here.'],
      ['warning', 'The alias /feed.xml is an address of the blog itself, so it does not lead here.'],
    ]);
  });

  it('are found in every spelling, and lead to the right one', async () => {
    await start({ 'posts/日本.md': post('Japan'), 'posts/a.md': post('A', 'permalink: /a/') });
    expect(await titleAt('/posts/日本')).toBe('Japan');
    expect(await titleAt('/posts/%e6%97%a5%E6%9C%AC')).toBe('Japan');
    expect(await titleAt('/posts/%E6%97%A5%E6%9C%AC/')).toBe('→ /posts/%E6%97%A5%E6%9C%AC');
    expect([await titleAt('/a'), await titleAt('/A/'), await titleAt('/a/')]).toEqual(['→ /a/', '→ /a/', 'A']);
    for (const path of ['', 'a', '//a/', '/../a/', '/a/%2e%2e/a/', '/%', '/a\0/', '/\ud800', '/a?b']) {
      expect(await titleAt(path)).toBeNull();
    }
  });
});

it('an address that a new file has already was given by another process meanwhile: all is looked at again', () => {
  const entry = { kind: 'post', slug: 'hello', permalink: null, aliases: [], date: null };
  const candidate = { path: 'posts/hello.md', entry, problems: [] };
  const fresh = { candidate, row: null, id: 'hello', replaced: [] } as unknown as Identified;
  const rules = { permalink: '/posts/:slug', timezone: 'UTC', feeds: { rss: [], atom: [], json: [] } };
  const path = '/posts/hello';
  const holder = (file: string) =>
    new Map([[path, { path, post: 1, kind: 'current' as const, state: 'live' as const, file }]]);
  const assign = (file: string) => assignAddresses([fresh], holder(file), rules, new Date());
  expect(() => assign('posts/hello.md')).toThrow(Unmet);
  expect([...assign('posts/other.md').refused.values()]).toMatchObject([{ severity: 'error' }]);
});
