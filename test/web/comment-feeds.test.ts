import { parseRssFeed } from 'feedsmith';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFeedKey } from '../../src/conversation/desk/feed-key.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { plainConfig } from '../support/site.ts';
import { type Discussion, discuss } from './discussing.ts';

const base = 'http://localhost:3000';
const clock = createTestClock();
let blog: TestBlog;
let talk: Discussion;
let quiet: Discussion;
let first: number;

const feed = async (path: string) => parseRssFeed(await blog.text(path));
const titles = async (path: string) => (await feed(path)).items?.map(({ title }) => title);

beforeAll(async () => {
  blog = await startBlog(
    {
      'postern.yaml': `${plainConfig}permalink: /blog/:slug/\n`,
      'content/posts/hello.md': '---\ntitle: Hello & <welcome>\naliases: [/old/hello]\n---\n\nText.\n',
      'content/posts/quiet.md': '---\ntitle: Quiet\nunlisted: true\n---\n\nText.\n',
      'content/notes/frost.md': 'Frost on the gate.\n',
      'content/pages/about.md': '---\ntitle: About\n---\n\nText.\n',
    },
    { clock },
  );
  talk = await discuss(blog, 'hello');
  quiet = await discuss(blog, 'quiet');
  await talk.person('shy@quiet.example', { name: 'Shy', isIndexable: false });
  await talk.person('evil@bad.example', { name: 'Evil ]]> <b>&amp;\u0007' });
  first = await talk.say('ana@example.social', 'first', '<p>A gate &amp; a wall ]]&gt; <em>yes</em></p>', {
    ...{ published: new Date('2026-11-20T08:30:00Z'), updated: new Date('2026-11-22T08:30:00Z'), language: 'pt' },
    media: [{ kind: 'image', url: 'https://cdn.example/a.jpg?x=1&y=2', description: 'A "gate"' }],
  });
  await talk.say('evil@bad.example', 'warned', '<p>It bit</p>', { warning: 'Spiders', title: 'On <walls>' });
  await talk.say('film@tube.example', 'sensitive', '<p>Blood</p>', {
    ...{ warning: '', title: 'Film' },
    state: 'held',
  });
  await talk.say('shy@quiet.example', 'shy', '<p>Shy words</p>');
  await talk.say('bob@other.example', 'held', '<p>Held words</p>', { state: 'held' });
  await talk.answer('james', 'thanks', '<p>Thank you</p>', talk.uri('first'));
  await quiet.say('carla@pics.example', 'unlisted', '<p>Under an unlisted post</p>');
});

afterAll(() => blog.dispose());

describe('the feed of the replies to a post', () => {
  const path = '/blog/hello/comments.xml';

  it('tells who wrote what and when, the newest first', async () => {
    const found = await feed(path);
    expect(found).toMatchObject({
      title: 'Replies to Hello & <welcome>',
      link: `${base}/blog/hello/`,
      language: 'en',
      atom: { links: [{ rel: 'self', type: 'application/rss+xml', href: base + path }] },
    });
    expect(found.items?.map(({ title }) => title)).toEqual([
      'James (Author): Hello & <welcome>',
      'Evil ]]> <b>&amp;: Hello & <welcome>',
      'Ana: Hello & <welcome>',
    ]);
    expect(found.items?.at(-1)).toMatchObject({
      link: `${base}/blog/hello/?reply=${first}`,
      guid: { value: talk.uri('first'), isPermaLink: false },
      pubDate: 'Fri, 20 Nov 2026 09:30:00 +0100',
      dc: { creators: ['Ana'], languages: ['pt'] },
    });
    expect(found.items?.[0]?.guid?.value).toBe(`${base}/ap/notes/thanks`);
    const [, warned = '', whole = ''] = found.items?.map(({ content }) => content?.encoded ?? '') ?? [];
    expect(whole).toContain('<p>A gate &amp; a wall ]]&gt; <em>yes</em></p>');
    expect(whole).toContain('href="https://cdn.example/a.jpg?x=1&amp;y=2"');
    expect(whole).not.toContain('<img');
    expect(warned.replace(/\s+/g, ' ')).toBe(
      '<p><strong>Content warning: Spiders</strong></p> <p><strong>On &lt;walls&gt;</strong></p> <p>It bit</p>',
    );
  });

  it('warns of what is sensitive without saying why, as the page does', async () => {
    await talk.decide('sensitive', 'shown');
    const film = (await feed(path)).items?.find(({ dc }) => dc?.creators?.[0] === 'Film');
    expect(film?.content?.encoded).toMatch(/^<p><strong>Content warning<\/strong><\/p>/);
    expect(await blog.text('/blog/hello/')).toContain('<summary><strong>Content warning</strong> ');
    await talk.decide('sensitive', 'held');
  });

  it('is asked for again at each request where a cache serves many: what was deleted stays in none', async () => {
    expect((await blog.get(path)).headers.get('cache-control')).toBe('public, max-age=900, s-maxage=0');
  });

  it('leads from its items to where they stand, also from an address that the post had before', async () => {
    const answer = await blog.get(`/blog/hello/?reply=${first}`);
    expect(answer.headers.get('location')).toBe(`${base}/blog/hello/#reply-${first}`);
    for (const [old, query] of [
      ['/old/hello', `?reply=${first}`],
      ['/blog/Hello', `?reply=${first}`],
      ['/old/hello', '?replies=2'],
    ]) {
      const moved = await blog.get(`${old}${query}`);
      expect([moved.status, moved.headers.get('location')]).toEqual([301, `${base}/blog/hello/${query}`]);
    }
    expect((await blog.get('/old/hello?reply=%0d%0a')).headers.get('location')).toBe(`${base}/blog/hello/`);
  });

  it('is named on the page', async () => {
    expect(await blog.text('/blog/hello/')).toContain(`href="${path}"`);
  });

  it('is there for a note and empty where nobody wrote, and not for a page or what is not there', async () => {
    const note = /href="(\/notes\/[^"]+)\/comments\.xml"/.exec(
      await blog.text((await blog.app.posts.titles({ kind: 'note', limit: 1 }))[0]?.permalink ?? ''),
    )?.[1];
    expect((await feed(`${note}/comments.xml`)).items ?? []).toEqual([]);
    for (const path of ['/about/comments.xml', '/nowhere/comments.xml', '/comments.xml'])
      expect((await blog.get(path)).status, path).toBe(404);
  });

  it('has one address', async () => {
    for (const path of ['/old/hello/comments.xml', '/blog/Hello/comments.xml']) {
      const answer = await blog.get(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([301, `${base}/blog/hello/comments.xml`]);
    }
  });
});

describe('the feed of all replies', () => {
  it('leaves out what is held, who wants to be in no index, and unlisted posts', async () => {
    expect(await titles('/comments/feed.xml')).toEqual([
      'James (Author): Hello & <welcome>',
      'Evil ]]> <b>&amp;: Hello & <welcome>',
      'Ana: Hello & <welcome>',
    ]);
    expect(await titles('/blog/quiet/comments.xml')).toEqual(['Carla: Quiet']);
    for (const path of ['/comments/feed.xml', '/blog/hello/comments.xml'])
      expect(await blog.text(path)).not.toMatch(/Shy|Held|unlisted/);
  });

  it('keeps its bytes and validators, also when something waits for the owner', async () => {
    const before = await blog.get('/comments/feed.xml');
    await talk.say('bob@other.example', 'later', '<p>Later</p>', { state: 'held' });
    const tag = before.headers.get('etag') ?? '';
    const again = await blog.get('/comments/feed.xml', { 'if-none-match': tag });
    expect([again.status, again.headers.get('etag')]).toEqual([304, tag]);
    await talk.decide('later', 'shown');
    expect((await blog.get('/comments/feed.xml', { 'if-none-match': tag })).status).toBe(200);
    expect((await titles('/comments/feed.xml'))?.[0]).toBe('Bob: Hello & <welcome>');
  });

  it('is a feed to readers: its type, and allowed to be read from anywhere', async () => {
    const { headers } = await blog.get('/comments/feed.xml');
    expect(headers.get('content-type')).toBe('application/rss+xml; charset=utf-8');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });
});

it('the private feed of what waits tells the newest fifty', async () => {
  const token = await createFeedKey(blog.app.database).token(clock.now());
  for (let number = 0; number < 51; number += 1)
    await talk.say('bob@other.example', `waits-${number}`, '<p>Waits</p>', { state: 'held' });
  const xml = await blog.text(`/held/${token}.xml`);
  expect(xml.match(/<entry>/g)).toHaveLength(50);
});
