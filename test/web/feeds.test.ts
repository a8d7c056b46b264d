import { parseAtomFeed, parseJsonFeed } from 'feedsmith';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { plainConfig } from '../support/site.ts';

const base = 'http://localhost:3000/blog';
const plain = plainConfig.replace(':3000', ':3000/blog');
const clock = createTestClock();
let blog: TestBlog;

beforeAll(async () => {
  const posts = Array.from({ length: 45 }, (_, index) => [
    `content/posts/2024-01-${String((index % 28) + 1).padStart(2, '0')}-post-${index}.md`,
    `---\ntitle: Post ${index}\ntags: [${index < 25 ? 'Trees' : 'Stones'}]\n---\n\nText.\n`,
  ]);
  blog = await startBlog({ ...Object.fromEntries(posts), 'postern.yaml': plain }, { clock });
});

afterAll(() => blog.dispose());

describe('a feed of a blog below a path', () => {
  it.each(['/feed.xml', '/rss.xml', '/index.xml', '/index.rss', '/feed', '/feed/', '/rss', '/rss/'])(
    'is at %s without a detour, and names one address as its own',
    async (path) => {
      const response = await blog.get(`/blog${path}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(`rel="self" type="application/rss+xml" href="${base}/feed.xml"`);
    },
  );

  it('goes on, page by page, until a reader has every post once', async () => {
    const titles: (string | undefined)[] = [];
    let next: string | undefined = '/blog/feed.json';
    while (next) {
      const text: string = await blog.text(next);
      const feed = parseJsonFeed(text);
      expect(feed.feed_url).toBe(new URL(next, base).href);
      titles.push(...(feed.items ?? []).map(({ title }) => title));
      next = feed.next_url?.replace('http://localhost:3000', '');
    }
    expect(titles).toHaveLength(45);
    expect(new Set(titles).size).toBe(45);
  });

  it('is one feed on all its pages, also that of a tag', async () => {
    const first = parseAtomFeed(await blog.text('/blog/tags/trees/atom.xml'));
    const next = first.links?.find(({ rel }) => rel === 'next')?.href;
    expect(next).toBe(`${base}/tags/trees/atom.xml?page=2`);
    const second = parseAtomFeed(await blog.text('/blog/tags/trees/atom.xml?page=2'));
    expect([first.id, second.id]).toEqual(Array(2).fill(`${base}/tags/trees/atom.xml`));
    expect([first.entries?.length, second.entries?.length]).toEqual([20, 5]);
    expect(second.links?.filter(({ rel }) => rel === 'next')).toEqual([]);
  });

  it.each(['4', '0', '01', 'x', '2&page=3'])('has no page %s', async (page) => {
    expect((await blog.get(`/blog/feed.xml?page=${page}`)).status).toBe(404);
  });

  it('keeps its bytes and both validators through a restart', async () => {
    const validators = async () => {
      const { headers } = await blog.get('/blog/feed.xml');
      return { etag: headers.get('etag') ?? '', modified: headers.get('last-modified') ?? '' };
    };
    const before = await validators();
    await clock.advance(60_000);
    await blog.restart();
    expect(await validators()).toEqual(before);
    for (const headers of [{ 'if-none-match': before.etag }, { 'if-modified-since': before.modified }])
      expect((await blog.get('/blog/feed.xml', headers)).status).toBe(304);
  });

  it('is new to those who ask by date, too, when only the configuration changed', async () => {
    const known = (await blog.get('/blog/feed.xml')).headers.get('last-modified') ?? '';
    await blog.site.write('postern.yaml', plain.replace('title: Notes', 'title: Other notes'));
    await clock.advance(60_000);
    await blog.restart();
    const answer = await blog.get('/blog/feed.xml', { 'if-modified-since': known });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>Other notes</title>');
  });
});
