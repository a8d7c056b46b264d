import { createRequire } from 'node:module';
import { parseAtomFeed, parseJsonFeed, parseOpml, parseRssFeed } from 'feedsmith';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { launchBrowser } from '../support/browser.ts';
import { attribute, byClass, elements, links, metas, read, text } from '../theme/reading.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const origin = 'https://blog.example.com';

const post = (title: string, date: string, more = ''): string =>
  `---\ntitle: ${title}\ndate: 2026-11-${date}\n${more}\n---\n\nText.\n`;

const files = {
  'postern.yaml': `url: ${origin}/b
title: Notes & more
language: en
contact:
  name: James <Miller>
  email: james@example.com
  phone: "+49 30 1"
  address: [Example Street 1, 12345 Example]
  responsible: [Ada Miller, Other Street 2]
  more: [VAT DE1]
blogroll:
  - { title: "Old \\"gates\\" & <walls>\\u0007", url: "https://gates.example/?a=1&b=2", feed: "https://gates.example/feed?a=1&b=2", description: A gate a day. }
  - { title: Doors, url: "https://doors.example" }
accounts: [{ handle: james, name: James }, { handle: ada, name: Ada }]
`,
  'content/posts/gate.md': post('The gate', '01', 'translationKey: gate\nseries: Walk\nseriesOrder: 1\ntags: [Trees]'),
  'content/posts/tor.md': post('Das Tor', '02', 'lang: de\ntranslationKey: gate'),
  'content/posts/bab.md': post('الباب', '03', 'lang: ar\ntranslationKey: gate'),
  'content/posts/brana.md': post('Brána', '03', 'lang: cs\ntranslationKey: gate\ndraft: true'),
  'content/posts/porte.md': post(
    'La porte',
    '03',
    'lang: fr\ntranslationKey: gate\ncanonical: https://elsewhere.example/',
  ),
  'content/posts/second.md': post('Second', '05', 'series: Walk\nseriesOrder: 2'),
  'content/posts/alone.md': post('Alone', '06', 'translationKey: other\nlang: pt-BR'),
  'content/pages/about.md': '---\ntitle: About\ntranslationKey: about\n---\n\nText.\n',
  'content/pages/ueber.md': '---\ntitle: Über\nlang: de\ntranslationKey: about\n---\n\nText.\n',
};

/** A blog that says little, in German, with pages of its author's own where ours would be. */
const bare = {
  'postern.yaml': `url: http://localhost:3000\ntitle: Notizen\nlanguage: de\nblogroll: [{ title: Tore, url: "https://tore.example" }]\n`,
  'content/posts/hallo.md': post('Hallo', '01'),
  'content/pages/imprint.md': '---\ntitle: Mein Impressum\n---\n\nText.\n',
  'content/pages/blogroll.md': '---\ntitle: Meine Blogs\n---\n\nText.\n',
};

let blog: TestBlog;
let plain: TestBlog;
let browser: Browser;
beforeAll(async () => {
  [blog, plain, browser] = await Promise.all([startBlog(files), startBlog(bare), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await blog?.dispose();
  await plain?.dispose();
});

const page = async (path: string, of = blog) => read(await of.text(path));
const hrefs = (within: Parameters<typeof elements>[0]) => elements(within, 'a').map((link) => attribute(link, 'href'));

describe('/subscribe', () => {
  it('gives the address of the feed and the handles to copy, forms to follow by, and the feeds of each part', async () => {
    const found = await page('/b/subscribe');
    expect(byClass(found, 'handle').map(text)).toEqual([
      `${origin}/b/feed.xml`,
      `${origin}/b/atom.xml`,
      `${origin}/b/feed.json`,
      '@james@blog.example.com',
      '@ada@blog.example.com',
    ]);
    const asked = elements(found, 'input').filter((input) => attribute(input, 'name') === 'uri');
    expect(asked.map((input) => attribute(input, 'value'))).toEqual([`${origin}/b/@james`, `${origin}/b/@ada`]);
    const feeds = elements(found, 'a').filter((link) => attribute(link, 'type') === 'application/rss+xml');
    const paths = feeds.map((link) => attribute(link, 'href'));
    expect(paths).toEqual(
      [
        ...['/feed.xml', '/languages/en/feed.xml', '/languages/ar/feed.xml', '/languages/de/feed.xml'],
        ...['/languages/fr/feed.xml', '/languages/pt-br/feed.xml', '/series/walk/feed.xml', '/tags/trees/feed.xml'],
        ...['/@james/feed.xml', '/@ada/feed.xml', '/comments/feed.xml'],
      ].map((path) => `/b${path}`),
    );
    // What is shown to be copied is where the link leads, and every one of them is a feed.
    expect(feeds.slice(1).map(text)).toEqual(paths.slice(1).map((path) => origin + path));
    for (const path of paths) expect(parseRssFeed(await blog.text(path ?? '')).title).toMatch(/^Notes & more|Replies/);
    expect(hrefs(found)).toContain('/b/blogroll');
  });

  it('is led to from the follow card and from the end of every page', async () => {
    const found = await page('/b/posts/gate');
    for (const part of ['follow', 'site-footer']) {
      const [card] = byClass(found, part);
      expect(card && hrefs(card)).toContain('/b/subscribe');
    }
  });

  it('speaks of feeds alone on a blog without accounts, and of no part where there is none', async () => {
    const found = await page('/subscribe', plain);
    expect(text(elements(found, 'h1')[0])).toBe('Abonnieren');
    expect(elements(found, 'h2').map(text)).toEqual(['Mit einem Feedreader']);
    expect(elements(found, 'form')).toEqual([]);
  });
});

describe('what is written in a language', () => {
  it('has a page in that language and its direction, with feeds of its own', async () => {
    const found = await page('/b/languages/ar');
    expect([attribute(found, 'lang'), attribute(found, 'dir')]).toEqual(['ar', 'rtl']);
    expect(byClass(found, 'h-entry').map((row) => text(byClass(row, 'p-name')[0]))).toEqual(['الباب']);
    expect(links(found, 'alternate').map((link) => attribute(link, 'href'))).toContain('/b/languages/ar/feed.xml');
    const german = await page('/b/languages/de');
    expect([attribute(german, 'lang'), attribute(german, 'dir')]).toEqual(['de', 'ltr']);
    expect(text(elements(german, 'h1')[0])).toBe('Deutsch');
    // The words of the page are German too.
    expect(hrefs(german)).toContain('/b/privacy');
    expect(text(byClass(german, 'site-footer')[0])).toContain('Datenschutz');
    expect((await page('/b/languages/pt-br')).getAttribute('lang')).toBe('pt-BR');
    for (const path of ['/b/languages/pt-BR', '/b/languages/cs', '/b/languages', '/b/languages/cs/feed.xml'])
      expect((await blog.get(path)).status).toBe(404);
  });

  it('has feeds in that language, whose items are those of the main feed', async () => {
    const rss = parseRssFeed(await blog.text('/b/languages/de/feed.xml'));
    expect([rss.title, rss.language, rss.link]).toEqual(['Notes & more: Deutsch', 'de', `${origin}/b/languages/de`]);
    const main = parseRssFeed(await blog.text('/b/feed.xml'));
    expect(main.items?.filter(({ title }) => title === 'Das Tor')).toEqual(rss.items);
    const atom = parseAtomFeed(await blog.text('/b/languages/de/atom.xml'));
    expect(atom.entries?.map(({ title }) => title?.value)).toEqual(['Das Tor']);
    const json = parseJsonFeed(await blog.text('/b/languages/pt-br/feed.json'));
    expect([json.language, json.items?.map(({ title }) => title)]).toEqual(['pt-BR', ['Alone']]);
  });

  it('is marked in lists by the name that the language has for itself', async () => {
    const rows = byClass(await page('/b/'), 'h-entry');
    const marks = Object.fromEntries(
      rows.map((row) => [text(byClass(row, 'p-name')[0]), text(byClass(row, 'badge')[0])]),
    );
    expect(marks).toEqual({
      ...{ Alone: 'Português (Brasil)', Second: '', 'La porte': 'Français', الباب: 'العربية', 'Das Tor': 'Deutsch' },
      'The gate': '',
    });
  });
});

describe('a series', () => {
  it('runs from its first part on its page, and from the newest in its feeds, which the page names', async () => {
    const found = await page('/b/series/walk');
    expect(byClass(found, 'h-entry').map((part) => text(byClass(part, 'p-name')[0]))).toEqual(['The gate', 'Second']);
    expect(links(found, 'alternate').map((link) => attribute(link, 'href'))[0]).toBe('/b/series/walk/feed.xml');
    const feed = parseRssFeed(await blog.text('/b/series/walk/feed.xml'));
    expect([feed.title, feed.items?.map(({ title }) => title)]).toEqual(['Notes & more: Walk', ['Second', 'The gate']]);
    expect((await blog.get('/b/series/none/feed.xml')).status).toBe(404);
  });
});

describe('translations', () => {
  const alternates = async (path: string) =>
    links(await page(path), 'alternate')
      .filter((link) => link.hasAttribute('hreflang'))
      .map((link) => `${attribute(link, 'hreflang')} ${attribute(link, 'href')?.slice(`${origin}/b`.length)}`);
  const all = ['ar /posts/bab', 'de /posts/tor', 'en /posts/gate', 'x-default /posts/gate'];

  it('name each other and themselves to search engines: no draft, nothing that is in truth elsewhere', async () => {
    for (const path of ['gate', 'tor', 'bab']) expect(await alternates(`/b/posts/${path}`)).toEqual(all);
    for (const path of ['porte', 'alone', 'second']) expect(await alternates(`/b/posts/${path}`)).toEqual([]);
    expect(await alternates('/b/ueber')).toEqual(['de /ueber', 'en /about', 'x-default /about']);
    expect(metas(await page('/b/posts/tor'), 'og:locale:alternate')).toEqual(['ar_EG', 'en_US']);
    const [sitemap = ''] = /<url><loc>[^<]*\/posts\/tor<.*/.exec(await blog.text('/b/sitemap.xml')) ?? [];
    expect([...sitemap.matchAll(/hreflang="(.*?)"/g)].map(([, language]) => language)).toEqual([
      'ar',
      'de',
      'en',
      'x-default',
    ]);
  });

  it('lead to each other below the title, each under its own name and in its own direction', async () => {
    const meta = byClass(await page('/b/posts/tor'), 'meta')[0];
    const found = meta ? elements(meta, 'a').filter((link) => link.hasAttribute('hreflang')) : [];
    expect(found.map((link) => [text(link), ...['href', 'lang', 'dir'].map((name) => attribute(link, name))])).toEqual([
      ['العربية', '/b/posts/bab', 'ar', 'rtl'],
      ['English', '/b/posts/gate', null, null],
      ['Français', '/b/posts/porte', 'fr', null],
    ]);
    expect(text(meta)).toContain('Also in: العربية, English, Français');
    expect(text(byClass(await page('/b/about'), 'meta')[0])).toBe('Also in: Deutsch');
  });
});

describe('the blogroll', () => {
  it('is a page of plain links, and OPML whose bytes stay the same', async () => {
    const found = await page('/b/blogroll');
    const [list] = byClass(found, 'prose');
    expect(list && elements(list, 'li').map(text)).toEqual(['Old "gates" & <walls> Feed A gate a day.', 'Doors']);
    const [gates] = elements(found, 'a').filter((link) => text(link).startsWith('Old'));
    expect([attribute(gates, 'href'), attribute(gates, 'rel')]).toEqual(['https://gates.example/?a=1&b=2', null]);
    expect(links(found, 'blogroll').map((link) => [attribute(link, 'href'), attribute(link, 'type')])).toEqual([
      ['/b/blogroll.opml', 'text/xml'],
    ]);
    const opml = await blog.text('/b/blogroll.opml');
    const { head, body } = parseOpml(opml);
    expect(head).toEqual({ title: 'Blogroll: Notes & more', ownerName: 'James', ownerId: `${origin}/b/` });
    expect(body?.outlines).toEqual([
      {
        ...{ type: 'rss', text: 'Old "gates" & <walls>', title: 'Old "gates" & <walls>', description: 'A gate a day.' },
        ...{ xmlUrl: 'https://gates.example/feed?a=1&b=2', htmlUrl: 'https://gates.example/?a=1&b=2' },
      },
      { type: 'link', text: 'Doors', url: 'https://doors.example/' },
    ]);
    expect((await blog.get('/b/blogroll/')).headers.get('location')).toBe(`${origin}/b/blogroll`);
  });

  it('is the author’s own page where there is one', async () => {
    expect(text(elements(await page('/blogroll', plain), 'h1')[0])).toBe('Meine Blogs');
    expect(parseOpml(await plain.text('/blogroll.opml')).body?.outlines).toHaveLength(1);
  });
});

describe('the imprint', () => {
  it('says who is behind the blog, how to reach them, and who answers for the content', async () => {
    const found = await page('/b/imprint');
    expect(elements(found, 'h2').map(text)).toEqual(['Contact', 'Responsible for the content', 'Further information']);
    expect(elements(found, 'p').map(text).slice(-4)).toEqual([
      'James <Miller> Example Street 1 12345 Example',
      'E-mail: james@example.com Telephone: +49 30 1',
      'Ada Miller Other Street 2',
      'VAT DE1',
    ]);
    expect(hrefs(found)).toContain('mailto:james@example.com');
  });

  it('is the author’s own page where there is one, and nothing is linked that the blog does not have', async () => {
    expect(text(elements(await page('/imprint', plain), 'h1')[0])).toBe('Mein Impressum');
    expect(text(byClass(await page('/', plain), 'site-footer')[0])).not.toContain('Impressum');
    await plain.site.remove('content/pages/imprint.md');
    await plain.app.publisher.publish('everything', { confirmRemovals: true });
    await plain.app.posts.refresh();
    expect((await plain.get('/imprint')).status).toBe(410);
  });
});

describe('a reader in a browser', () => {
  it('comes from a post to the feed’s address and on to the blogs that are read here, and axe finds nothing', async () => {
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 320, height: 800 } });
    const tab = await context.newPage();
    const faults = async () => {
      await tab.addScriptTag({ path: axe });
      // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
      const run = async () => (await (globalThis as any).axe.run()).violations.map(({ id }: { id: string }) => id);
      return [await tab.evaluate(run), await tab.evaluate('document.documentElement.scrollWidth')];
    };
    await tab.goto(`${blog.app.url}/b/posts/tor`);
    expect(await faults()).toEqual([[], 320]);
    await tab.click('.follow a[href$="/subscribe"]');
    expect(await tab.textContent('h1')).toBe('Subscribe');
    // A click selects all of it, to be copied.
    await tab.click('.follow code.handle');
    expect(await tab.evaluate('getSelection().toString()')).toBe(`${origin}/b/feed.xml`);
    expect(await faults()).toEqual([[], 320]);
    await tab.click('main a[href$="/blogroll"]');
    expect(await faults()).toEqual([[], 320]);
    await tab.click('footer a[href$="/imprint"]');
    expect(await faults()).toEqual([[], 320]);
    await tab.click('header a[href$="/search"]');
    await tab.fill('input[type=search]', 'tor');
    await tab.keyboard.press('Enter');
    await tab.waitForSelector('mark');
    expect(await faults()).toEqual([[], 320]);
    await tab.goto(`${blog.app.url}/b/languages/ar`);
    expect(await faults()).toEqual([[], 320]);
    await context.close();
  }, 60_000);
});
