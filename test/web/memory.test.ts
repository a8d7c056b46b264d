import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { plain } from '../../src/federation/answer.ts';
import { inboxes } from '../../src/web/inboxes.ts';
import { blogSite } from '../federation/sample.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { until } from '../support/until.ts';

/** The keys under which bodies are kept; they are in a Map, as everything is that is kept ready. */
const kept = new Set<string>();
const { set } = Map.prototype;

function watch(this: Map<unknown, unknown>, key: unknown, value: unknown): Map<unknown, unknown> {
  const { body = null } = (value ?? {}) as { body?: { digest?: string } | null };
  if (typeof key === 'string' && body?.digest !== undefined) kept.add(key);
  return set.call(this, key, value);
}

let blog: TestBlog;
beforeAll(async () => {
  Map.prototype.set = watch;
  blog = await startBlog({
    'content/posts/hello.md': '---\ntitle: Hello\ndate: 2026-11-01\ntags: [Trees]\nseries: Walk\n---\n\nText.\n',
  });
});
afterAll(async () => {
  Map.prototype.set = set;
  await blog.dispose();
});

describe('what is kept ready', () => {
  const paths = [
    '/',
    '/posts/hello',
    '/tags/trees',
    '/series/walk',
    '/@james',
    '/archive',
    '/archive/2026',
    '/privacy',
  ];
  const feeds = [
    '/feed.xml',
    '/atom.xml',
    '/tags/trees/feed.xml',
    '/@james/feed.json',
    '/comments/feed.xml',
    '/sitemap.xml',
  ];

  it('does not grow with the spellings of an address', async () => {
    const spell: ((path: string, index: number) => string)[] = [
      (path) => path,
      (path, index) => `${path}?${index}`,
      (path, index) => `${path}?utm_source=a${index}&page=0${index}`,
      (path, index) => `${path}?replies=${index}&reply=${index}`,
      (path, index) => `${path}?page=${index + 2}`,
      (path) => `${path}/`,
      (path) => `${path}//`,
      (path) => path.toUpperCase(),
      (path) => path.replace(/[a-z]/g, (letter, at: number) => (at % 2 ? letter.toUpperCase() : letter)),
      (path) => path.replace(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
      (path) => path.replace(/\/(.)/g, '/./$1'),
      (path, index) => `${path};${index}`,
      (path, index) => `${path}%20${index}`,
      (path, index) => `${path}/page/${index + 2}`,
      (path, index) => `/page/${index + 2}${path}`,
    ];
    const all = [...paths, ...feeds];
    for (const path of all) await blog.get(path);
    const before = kept.size;
    expect(before).toBeGreaterThanOrEqual(all.length - 1);
    for (const [index, path] of all.entries()) {
      for (const write of spell) await (await blog.get(write(path, index))).arrayBuffer();
    }
    expect([...kept].slice(before)).toEqual([]);
  });

  it('is no other for another Accept, language or encoding', async () => {
    const before = kept.size;
    for (const [index, path] of paths.entries()) {
      for (const name of ['accept', 'accept-language', 'accept-encoding', 'user-agent', 'cookie', 'x-forwarded-host']) {
        await (await blog.get(path, { [name]: `text/html;q=0.${index}` })).arrayBuffer();
      }
    }
    expect(kept.size).toBe(before);
  });
});

describe('what inboxes hold at once', () => {
  it('is refused beyond what there is room for, and given back with the answer', async () => {
    const waiting: (() => void)[] = [];
    const receive = () =>
      new Promise<ReturnType<typeof plain>>((resolve) => waiting.push(() => resolve(plain(202, 'Taken in.'))));
    const server = Fastify({ trustProxy: true });
    onTestFinished(() => server.close());
    server.register(inboxes, { federation: { receive }, site: blogSite, room: { all: 1000, perBlock: 600 } });
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const post = (size: number, from: string) =>
      fetch(`${url}/ap/inbox`, {
        ...{ method: 'POST', body: 'x'.repeat(size) },
        headers: { 'x-forwarded-for': from, 'content-type': 'application/activity+json' },
      });
    const first = post(500, '192.0.2.1');
    await until(() => waiting.length === 1);
    // The neighbour has the same room; whoever comes from elsewhere has their own, until all is used up.
    const beside = await post(200, '192.0.2.9');
    expect([beside.status, beside.headers.get('retry-after'), beside.headers.get('connection')]).toEqual([
      503,
      '60',
      'close',
    ]);
    const other = post(400, '198.51.100.1');
    await until(() => waiting.length === 2);
    expect((await post(200, '203.0.113.1')).status).toBe(503);
    for (const answer of waiting.splice(0)) answer();
    expect([(await first).status, (await other).status]).toEqual([202, 202]);
    for (let count = 0; count < 3; count += 1) {
      const again = post(600, '192.0.2.1');
      await until(() => waiting.length === 1);
      for (const answer of waiting.splice(0)) answer();
      expect((await again).status).toBe(202);
    }
  });
});
