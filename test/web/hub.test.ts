import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { type Reader, startReader } from '../support/reader.ts';
import { until } from '../support/until.ts';

// Two seconds of rest after a change are real ones here.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let blog: TestBlog;
let reader: Reader;
let origin: string;
let hub: string;

beforeAll(async () => {
  reader = await startReader();
  blog = await startBlog(
    { 'content/posts/hello.md': '---\ntitle: Hello\ndate: 2026-11-01\ntags: [Trees]\n---\n\nThe goose.\n' },
    { reachable: true },
  );
  origin = blog.app.config.site.origin;
  hub = `${origin}/hub`;
});
afterAll(async () => {
  await blog?.dispose();
  await reader?.close();
});

const feeds = ['/feed.xml', '/atom.xml', '/feed.json', '/tags/trees/feed.xml', '/comments/feed.xml'];
const selfOf = (path: string): string => origin + path;
const links = (path: string): string => `<${hub}>; rel="hub", <${selfOf(path)}>; rel="self"`;
const subscribe = (topic: string, callback: string) =>
  reader.ask(hub, { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': reader.origin + callback });

describe('feeds', () => {
  it.each([...feeds, '/posts/hello/comments.xml'])('name the hub and themselves: %s', async (path) => {
    const first = await blog.get(path);
    expect(first.headers.get('link')).toBe(links(path));
    const text = await first.text();
    if (path.endsWith('.json')) {
      expect(JSON.parse(text)).toMatchObject({ hubs: [{ type: 'WebSub', url: hub }], feed_url: selfOf(path) });
    } else {
      expect(text).toContain(`rel="hub" href="${hub}"/>`);
      expect(text).toMatch(new RegExp(`rel="self" type="[^"]+" href="${selfOf(path)}"/>`));
    }
    const head = await blog.get(path, {}, 'HEAD');
    const again = await blog.get(path, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([head.headers.get('link'), again.status, again.headers.get('link')]).toEqual([
      links(path),
      304,
      links(path),
    ]);
  });

  it('name themselves alike under each of their addresses', async () => {
    for (const path of ['/rss', '/index.xml', '/feed/'])
      expect((await blog.get(path)).headers.get('link')).toBe(links('/feed.xml'));
  });
});

describe('a reader of feeds', () => {
  it('has a new post within seconds, as it is served', async () => {
    // By whichever address it knows the feed.
    expect(await subscribe(selfOf('/rss/'), '/feed.xml')).toMatchObject({ status: 202 });
    for (const path of feeds.slice(1)) expect(await subscribe(selfOf(path), path)).toMatchObject({ status: 202 });
    const { subscriptions } = blog.app.database.tables;
    await until(async () => (await blog.app.database.query.$count(subscriptions)) === feeds.length, 30_000);
    // They know it again by the address that they named.
    const named = ['/rss/', ...feeds.slice(1)].map(selfOf);
    expect(reader.questions.map(({ query }) => query.get('hub.topic')).sort()).toEqual(named.sort());
    expect(reader.pushes).toEqual([]);

    await blog.site.write('content/posts/second.md', '---\ntitle: Second\ndate: 2026-11-02\n---\n\nAnother goose.\n');
    await until(() => reader.pushes.length === 3, 30_000);
    for (const path of feeds.slice(0, 3)) {
      const push = reader.pushes.find((one) => one.path === path);
      const served = await blog.get(path);
      expect([path, push?.body.toString()]).toEqual([path, await served.text()]);
      expect(push?.headers['content-type']).toBe(served.headers.get('content-type'));
      expect(push?.headers.link).toBe(links(path));
      expect(push?.body.toString()).toContain('Another goose.');
    }
  });

  it.each([
    ['/nothing.xml', 404],
    ['/feed.xml?page=2', 404],
    ['/posts/hello', 404],
    ['/posts/nothing/comments.xml', 404],
    ['/tags/nothing/feed.xml', 404],
    ['/tags/%00/feed.xml', 404],
    ['/tags/%/feed.xml', 404],
  ])('can subscribe to nothing but feeds: %s', async (path, status) => {
    expect(await subscribe(selfOf(path), '/in')).toMatchObject({ status });
  });

  it('is no browser, which a page of somebody else could send here', async () => {
    const fields = { 'hub.mode': 'subscribe', 'hub.topic': selfOf('/feed.xml'), 'hub.callback': `${reader.origin}/in` };
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }])
      expect(await reader.ask(hub, fields, headers as Record<string, string>)).toMatchObject({ status: 403 });
  });
});
