import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { expect, test } from 'vitest';
import type { Addresses, FeedSource } from '../../src/feeds/feed.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { full, postWith, sourceWith } from './sample.ts';

// Read with a parser of another make, so that both would have to misread the formats alike.
const home = 'https://blog.example.com/notes/';
const read = {
  rss: (source: FeedSource) => parseRssFeed(renderFeed(source, 'rss')),
  atom: (source: FeedSource) => parseAtomFeed(renderFeed(source, 'atom')),
  json: (source: FeedSource) => parseJsonFeed(renderFeed(source, 'json')),
};
const cover = 'https://blog.example.com/notes/media/abcd/hills.jpg';
const content =
  `<figure><img src="${cover}" alt="Hills &quot;at&quot; dusk" width="1200" height="800">` +
  '<figcaption>Seen from the gate</figcaption></figure>\n<p>The gate is open.</p>';

test('a reader of RSS is told of the blog', () => {
  expect(read.rss(sourceWith([full]))).toMatchObject({
    title: 'Gates & Gardens',
    link: home,
    description: 'What I learn <slowly>',
    language: 'en',
    generator: 'Postern',
    lastBuildDate: 'Fri, 25 Dec 2026 00:30:00 +0100',
    // The validator demands that title and link repeat the channel's.
    image: { url: `${home}media/0123/james.jpg`, title: 'Gates & Gardens', link: home },
    atom: { links: [{ rel: 'self', type: 'application/rss+xml', href: `${home}feed.xml` }] },
  });
});

test('a blog that says nothing of itself is described by its title in RSS, which demands words', () => {
  const source = sourceWith([]);
  const silent = { ...source, site: { ...source.site, description: '' } };
  expect(read.rss(silent).description).toBe('Gates & Gardens');
  expect(read.json(silent).description).toBeUndefined();
});

test('a reader of RSS is told all of a post', () => {
  expect(read.rss(sourceWith([full])).items).toEqual([
    {
      title: 'Using <Suspense> & friends ]]> again ]]>',
      link: `${home}posts/hello`,
      guid: { value: 'tag:blog.example.com,2026:hello', isPermaLink: false },
      pubDate: 'Thu, 02 Jul 2026 00:05:09 +0200',
      description: 'Why 1 &lt; 2 &amp; what follows',
      content: { encoded: content },
      categories: [{ name: 'C & C' }, { name: 'List<T>' }],
      enclosures: [{ url: cover, length: 4711, type: 'image/jpeg' }],
      media: { thumbnails: [{ url: cover, width: 1200, height: 800 }] },
      dc: { creators: ['James'], languages: ['de'] },
    },
  ]);
});

test('a reader of Atom is told of the blog', () => {
  expect(read.atom(sourceWith([full]))).toMatchObject({
    id: `${home}atom.xml`,
    title: { value: 'Gates & Gardens' },
    subtitle: { value: 'What I learn <slowly>' },
    updated: '2026-12-25T00:30:00+01:00',
    generator: { text: 'Postern' },
    icon: `${home}favicon.svg`,
    logo: `${home}media/0123/james.jpg`,
    links: [
      { rel: 'self', type: 'application/atom+xml', href: `${home}atom.xml` },
      { rel: 'alternate', type: 'text/html', href: home },
    ],
    xml: { lang: 'en' },
  });
});

test('a reader of Atom is told all of a post', () => {
  expect(read.atom(sourceWith([full])).entries).toEqual([
    {
      id: 'tag:blog.example.com,2026:hello',
      title: { value: 'Using <Suspense> & friends ]]> again ]]>' },
      links: [
        { rel: 'alternate', type: 'text/html', href: `${home}posts/hello` },
        { rel: 'enclosure', type: 'image/jpeg', length: 4711, href: cover },
      ],
      published: '2026-07-02T00:05:09+02:00',
      updated: '2026-12-25T00:30:00+01:00',
      authors: [{ name: 'James', uri: `${home}@james` }],
      categories: [{ term: 'C & C' }, { term: 'List<T>' }],
      summary: { value: 'Why 1 < 2 & what follows' },
      content: { type: 'html', value: content },
      media: { thumbnails: [{ url: cover, width: 1200, height: 800 }] },
      xml: { lang: 'de' },
    },
  ]);
});

test('a reader of JSON Feed is told of the blog and all of a post', () => {
  expect(JSON.parse(renderFeed(sourceWith([full]), 'json')).version).toBe('https://jsonfeed.org/version/1.1');
  expect(read.json(sourceWith([full]))).toEqual({
    title: 'Gates & Gardens',
    home_page_url: home,
    feed_url: `${home}feed.json`,
    description: 'What I learn <slowly>',
    icon: `${home}media/0123/james.jpg`,
    favicon: `${home}favicon.svg`,
    language: 'en',
    items: [
      {
        id: 'tag:blog.example.com,2026:hello',
        url: `${home}posts/hello`,
        title: 'Using <Suspense> & friends ]]> again ]]>',
        content_html: content,
        summary: 'Why 1 < 2 & what follows',
        image: cover,
        date_published: '2026-07-02T00:05:09+02:00',
        date_modified: '2026-12-25T00:30:00+01:00',
        authors: [{ name: 'James', url: `${home}@james` }],
        tags: ['C & C', 'List<T>'],
        language: 'de',
        attachments: [{ url: cover, mime_type: 'image/jpeg', title: 'Hills "at" dusk', size_in_bytes: 4711 }],
      },
    ],
  });
});

test('every author of a post is named in every format', () => {
  const authors = [
    { name: 'James', url: `${home}@james`, avatar: `${home}media/0123/james.jpg` },
    { name: 'Ms Löwe <guest>', url: null },
  ];
  const source = sourceWith([full], { authorsOf: () => authors });
  const names = ['James', 'Ms Löwe <guest>'];
  expect(read.rss(source).items?.[0]?.dc?.creators).toEqual(names);
  expect(read.atom(source).entries?.[0]?.authors?.map(({ name }) => name)).toEqual(names);
  expect(read.json(source).items?.[0]?.authors).toEqual([authors[0], { name: names[1] }]);
});

test('a post without an author of its own is the blog’s', () => {
  const source = sourceWith([full], { authorsOf: () => [] });
  expect(read.rss(source).items?.[0]?.dc?.creators).toEqual(['Gates & Gardens']);
  expect(read.atom(source).entries?.[0]?.authors).toEqual([{ name: 'Gates & Gardens' }]);
});

test('hubs and the next page of a long feed are announced', () => {
  const next: Addresses = { rss: '/feed.xml?page=2&x=1', atom: '/atom.xml?page=2', json: '/feed.json?page=2' };
  const plain = sourceWith([full]);
  const source = { ...plain, feed: { ...plain.feed, next, hubs: ['https://hub.example.com/?a=1&b=2'] } };
  const hub = { rel: 'hub', href: 'https://hub.example.com/?a=1&b=2' };
  expect(read.rss(source).atom?.links).toEqual([
    { rel: 'self', type: 'application/rss+xml', href: `${home}feed.xml` },
    { rel: 'next', type: 'application/rss+xml', href: `${home}feed.xml?page=2&x=1` },
    hub,
  ]);
  expect(read.atom(source).links?.slice(2)).toEqual([
    { rel: 'next', type: 'application/atom+xml', href: `${home}atom.xml?page=2` },
    hub,
  ]);
  expect(read.json(source)).toMatchObject({
    next_url: `${home}feed.json?page=2`,
    hubs: [{ type: 'WebSub', url: hub.href }],
  });
});

test('a cover on another host is shown, but no length or type is made up for it', () => {
  const source = sourceWith([
    postWith({ cover: { src: 'https://example.org/far.png?a=1&b', alt: '', caption: null } }),
  ]);
  const url = 'https://example.org/far.png?a=1&b';
  expect(read.rss(source).items?.[0]).toMatchObject({ media: { thumbnails: [{ url }] } });
  expect(read.rss(source).items?.[0]?.enclosures).toBeUndefined();
  expect(read.json(source).items?.[0]).toMatchObject({ image: url });
  expect(read.json(source).items?.[0]?.attachments).toBeUndefined();
});

test('a cover that is missing or leads elsewhere than the web is left out', () => {
  for (const src of ['lost.jpg', 'javascript:alert(1)', 'https://[', 'file:///etc/passwd']) {
    const source = sourceWith([postWith({ cover: { src, alt: 'x', caption: null } })]);
    expect(renderFeed(source, 'rss')).not.toContain(src);
    expect(read.json(source).items?.[0]?.image).toBeUndefined();
  }
});

test('a picture that the text shows already is not shown twice', () => {
  const source = sourceWith([full], { contentOf: () => `<p><img src="${cover}" alt="Hills"></p>` });
  expect(read.json(source).items?.[0]?.content_html).toBe(`<p><img src="${cover}" alt="Hills"></p>`);
});

test('a reader is told where a post is discussed', () => {
  const source = sourceWith([full, postWith({})], {
    commentsOf: ({ title }) => (title === null ? null : '/posts/hello#replies'),
  });
  const page = `${home}posts/hello#replies`;
  expect(read.rss(source).items?.[0]?.comments).toBe(page);
  expect(read.atom(source).entries?.[0]?.links).toContainEqual({ rel: 'replies', type: 'text/html', href: page });
  const silent = sourceWith([full], { commentsOf: () => null });
  expect([renderFeed(silent, 'rss'), renderFeed(silent, 'atom')].join('')).not.toMatch(/<comments>|rel="replies"/);
});
