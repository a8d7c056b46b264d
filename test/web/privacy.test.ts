import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { launchBrowser } from '../support/browser.ts';
import { createTestClock } from '../support/clock.ts';
import { type Discussion, discuss } from './discussing.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const clock = createTestClock();
const contact =
  'contact: { name: James Miller, email: mail@example.com, address: [Example Street 1, 12345 Example] }\n';
const yaml = (more: string): string =>
  `url: http://localhost:3000\ntitle: Doors\nlanguage: en\n${contact}accounts:\n  - handle: james\n    name: James\n${more}`;
const post = '---\ntitle: Plain\nid: plain\n---\n\nText.\n';

let blog: TestBlog;
let talk: Discussion;
let browser: Browser;
let shown: number;
let held: number;
beforeAll(async () => {
  [blog, browser] = await Promise.all([
    startBlog(
      { 'postern.yaml': yaml('comments: { words: [casino], links: 2 }\n'), 'content/posts/plain.md': post },
      { clock },
    ),
    launchBrowser(),
  ]);
  talk = await discuss(blog, 'plain');
  await talk.person('ana@example.social', { name: 'Ana Maria Lima' });
  shown = await talk.say('ana@example.social', 'shown', `<p>${'A gate that opens both ways. '.repeat(30)}</p>`);
  held = await talk.say('gus@mean.example', 'held', '<p>Secret and held.</p>', { state: 'held' });
});
afterAll(async () => {
  await browser?.close();
  await blog?.dispose();
});

const reports = () => blog.app.database.query.select().from(blog.app.database.tables.reports);
function send(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${blog.app.url}/report`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: 'http://localhost:3000', ...headers },
  });
}

describe('/privacy', () => {
  it('says what is kept and for how long, by whom, and is led to by every page and the sitemap', async () => {
    const text = await blog.text('/privacy');
    for (const said of [
      'James Miller',
      'Example Street 1',
      'mailto:mail@example.com',
      '@james@localhost:3000',
      'certain words',
      'more than 2 links',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('noindex');
    for (const path of ['/', '/posts/plain', '/archive', '/privacy'])
      expect(await blog.text(path)).toContain('href="/privacy"');
    expect((await blog.get('/nothing')).status).toBe(404);
    expect(await (await blog.get('/nothing')).text()).toContain('href="/privacy"');
    expect(await blog.text('/sitemap.xml')).toContain('<loc>http://localhost:3000/privacy</loc>');
    const { headers } = await blog.get('/privacy');
    expect(headers.get('etag')).toBeTruthy();
    expect((await blog.get('/privacy', { 'if-none-match': String(headers.get('etag')) })).status).toBe(304);
    expect((await blog.get('/', {}, 'GET')).headers.get('set-cookie')).toBeNull();
  });

  it('says less where there is no account, in German where the blog is, and gives way to a page of the author’s', async () => {
    const alone = await startBlog({
      'postern.yaml': 'url: http://localhost:3000\ntitle: Türen\nlanguage: de\n',
      'content/posts/plain.md': post,
    });
    const text = await alone.text('/privacy');
    expect(text).toContain('Datenschutz');
    expect(text).toContain('Wenn du liest');
    expect(text).not.toContain('Wie lange es bleibt');
    await alone.stop();
    await alone.site.write('content/pages/privacy.md', '---\ntitle: My own words\n---\n\nOnly mine.\n');
    await alone.restart();
    const own = await alone.text('/privacy');
    expect(own).toContain('Only mine.');
    expect(own).not.toContain('Wenn du liest');
    expect(await alone.app.problems()).toEqual([]);
    expect((await alone.text('/sitemap.xml')).match(/\/privacy</g)).toHaveLength(1);
    await alone.dispose();
  });
});

describe('a page on which somebody comments', () => {
  it('leads to the report of each comment, and tells search engines of nobody who comments', async () => {
    await talk.person('shy@quiet.example', { name: 'Shy Person', isIndexable: false, isDiscoverable: false });
    await talk.say('shy@quiet.example', 'quiet', '<p>Quietly said.</p>');
    await talk.react('shy@quiet.example', 'like');
    const text = await blog.text('/posts/plain');
    expect(text).toContain(`href="/report?reply=${shown}" rel="nofollow"`);
    expect(text).not.toContain(`/report?reply=${held}`);
    const data = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, json]) => json);
    expect(data).toHaveLength(1);
    expect(data.join()).not.toMatch(/Ana|Shy|Quietly|gate/);
    for (const feed of ['/comments/feed.xml', '/posts/plain/comments.xml'])
      expect([feed, /Shy|Quietly/.test(await blog.text(feed))]).toEqual([feed, false]);
    expect(text).toContain('Shy Person');
  });
});

describe('/report', () => {
  it('shows what is meant only if it is shown here', async () => {
    const page = await blog.get(`/report?reply=${shown}`);
    const text = await page.text();
    expect(text).toContain('Ana Maria Lima');
    expect(text).toContain('A gate that opens both ways.');
    expect(text).toContain('noindex');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const odd = [`reply=0${shown}`, `reply=${shown}.0`, `reply=%20${shown}`, `reply=${shown}&reply=${held}`];
    for (const asked of [`reply=${held}`, 'reply=999', 'reply=1e3', 'reply=', '', ...odd]) {
      const refused = await blog.get(`/report?${asked}`);
      expect([asked, refused.status]).toEqual([asked, 404]);
      expect(await refused.text()).not.toContain('Secret');
    }
    expect((await send({ reply: String(held), why: 'x' })).status).toBe(
      (await send({ reply: '999', why: 'x' })).status,
    );
    expect(await reports()).toEqual([]);
  });

  it('shows the warning of what is behind one, and nothing else of it', async () => {
    const warned = await talk.say('ana@example.social', 'warned', '<p>Eight legs</p>', { warning: 'Spiders' });
    const text = await blog.text(`/report?reply=${warned}`);
    expect([text.includes('Spiders'), text.includes('Eight legs')]).toEqual([true, false]);
    await talk.decide('warned', 'hidden');
  });

  it.each([
    ['nothing in it', { why: ' \n ' }, {}, 422],
    ['another site behind it', { why: 'x' }, { origin: 'https://evil.example' }, 403],
    ['another site behind it, as browsers say it', { why: 'x' }, { 'sec-fetch-site': 'cross-site' }, 403],
    ['a neighbouring site behind it', { why: 'x' }, { 'sec-fetch-site': 'same-site' }, 403],
    ['nobody behind it', { why: 'x' }, { origin: '' }, 403],
    ['another media type', { why: 'x' }, { 'content-type': 'text/plain' }, 415],
    ['too much in it', { why: 'x'.repeat(30_000) }, {}, 413],
  ] as const)('keeps nothing of a form with %s', async (_, fields, headers, status) => {
    const answer = await send({ reply: String(shown), ...fields }, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await reports()).toEqual([]);
  });

  it('keeps what was said, and nothing of who said it, a few times a minute and a hundred times in all', async () => {
    const why = `It is \u0007mean.\u202e\r\n${'x'.repeat(3000)}`;
    const answer = await send({ reply: String(shown), why, reach: 'ana@mail.example' });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Thank you')]);
    const [row] = await reports();
    expect(row).toMatchObject({ remark: shown, by: null, uri: null, closed: null });
    expect(row?.text.startsWith('It is mean.\nxxx')).toBe(true);
    expect(row?.text.length).toBeLessThan(2100);
    expect(row?.text.endsWith('(ana@mail.example)')).toBe(true);
    await send({ reply: String(shown), why: 'twice' });
    await send({ reply: String(shown), why: 'thrice' });
    expect((await send({ reply: String(shown), why: 'more' })).status).toBe(429);
    expect(await reports()).toHaveLength(3);
    await clock.advance(120_000);
    const { database } = blog.app;
    const many = Array.from({ length: 97 }, () => ({ remark: shown, text: 'y', received: new Date() }));
    await database.query.insert(database.tables.reports).values(many);
    expect((await send({ reply: String(shown), why: 'full' })).status).toBe(503);
    expect(JSON.stringify(blog.logged)).not.toMatch(/mean|127\.0\.0\.1/);
    // It is nowhere to be read but by the owner.
    for (const path of ['/posts/plain', '/', '/comments/feed.xml', '/posts/plain/comments.xml'])
      expect(await blog.text(path)).not.toContain('It is mean');
  });

  it('gone is what was said about a comment that is gone', async () => {
    await talk.bury('shown');
    expect((await blog.get(`/report?reply=${shown}`)).status).toBe(404);
    shown = await talk.say('ana@example.social', 'anew', '<p>A gate that opens both ways.</p>');
    await clock.advance(120_000);
    const { database } = blog.app;
    const { sweep } = await import('../../src/conversation/erase/sweep.ts');
    await sweep(database, clock.now());
    expect(await reports()).toEqual([]);
  });
});

describe('in a real browser', () => {
  async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(blog.app.url + path, { waitUntil: 'load' });
    return page;
  }

  it.each([
    [320, 'light'],
    [768, 'dark'],
    [1440, 'light'],
  ] as const)('neither page scrolls sideways or has what axe would find, %d wide, %s', async (width, colorScheme) => {
    for (const path of ['/privacy', `/report?reply=${shown}`]) {
      const page = await open(path, { viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.addScriptTag({ path: axe });
      const faults = await page.evaluate(async () => {
        // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
        const { violations } = await (globalThis as any).axe.run({
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        });
        return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`);
      });
      expect([path, faults]).toEqual([path, []]);
      if (process.env.PICTURES)
        await page.screenshot({ path: `${process.env.PICTURES}/${path.slice(1, 7)}-${width}.png`, fullPage: true });
      await page.context().close();
    }
  });

  it('a form is sent under the real policy, without a script', async () => {
    const page = await open(`/report?reply=${shown}`, { javaScriptEnabled: false });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.getByLabel('What is wrong').fill('Unkind.');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Thank you');
    expect(said.filter((line) => /security/i.test(line))).toEqual([]);
    await page.context().close();
  });
});
