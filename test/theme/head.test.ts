import { describe, expect, it } from 'vitest';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import { attribute, elements, links, metas, read, structuredData, text } from './reading.ts';
import { aNote, aPost, authorView, homeView, pageView, picture, postView, site, tagView } from './sample.ts';

const cover = { cover: { src: 'a.jpg', alt: 'Hills', caption: null }, media: { 'a.jpg': picture('a.jpg', 1600, 900) } };
const rich = aPost({ ...cover, updated: new Date('2026-11-22T08:30:00Z'), language: 'de' });
const post = read(defaultTheme.post(postView(rich, { older: aNote })).toString());
const home = read(defaultTheme.home(homeView()).toString());

describe('the head of a post', () => {
  it('makes the card that Mastodon reads', () => {
    const expected = {
      'og:title': 'Hello',
      'og:description': 'A greeting',
      'og:url': 'https://blog.example.com/blog/posts/hello',
      'og:type': 'article',
      'og:site_name': 'Notes',
      'og:locale': 'de_DE',
      'og:image': 'https://blog.example.com/blog/media/0123456789abcdef0123456789abcdef/a.jpg',
      'og:image:alt': 'Hills',
      'og:image:type': 'image/jpeg',
      'og:image:width': '1600',
      'og:image:height': '900',
      'article:published_time': '2026-11-20T09:30:00+01:00',
      'article:modified_time': '2026-11-22T09:30:00+01:00',
      'article:author': 'https://blog.example.com/blog/@james',
      'article:tag': 'C & C',
      'fediverse:creator': '@james@blog.example.com',
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, metas(post, name).join()]))).toEqual(expected);
  });

  it('says the same as JSON-LD, in the type that Mastodon knows', () => {
    expect(structuredData(post)).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      headline: 'Hello',
      datePublished: '2026-11-20T09:30:00+01:00',
      dateModified: '2026-11-22T09:30:00+01:00',
      inLanguage: 'de',
      author: [{ '@type': 'Person', name: 'James', url: 'https://blog.example.com/blog/@james' }],
      publisher: { name: 'Notes' },
    });
  });

  it('points to its own address, its object and its neighbour', () => {
    expect(attribute(links(post, 'canonical')[0], 'href')).toBe('https://blog.example.com/blog/posts/hello');
    expect(alternates(post)['application/activity+json']).toEqual(['https://blog.example.com/blog/ap/posts/hello']);
    expect(attribute(links(post, 'prev')[0], 'href')).toBe('/blog/notes/n');
    expect(links(post, 'next')).toEqual([]);
  });

  it('prefers the canonical address that the author wrote', () => {
    const page = read(defaultTheme.post(postView(aPost({ canonical: 'https://elsewhere.example/a' }))).toString());
    expect(attribute(links(page, 'canonical')[0], 'href')).toBe('https://elsewhere.example/a');
  });

  it('keeps what is unlisted, and notices, out of search engines, and nothing else', () => {
    const unlisted = read(defaultTheme.post(postView(aPost({ unlisted: true }))).toString());
    const notice = read(defaultTheme.notice({ ...pageView('/'), status: 404 }).toString());
    expect([unlisted, notice, post, home].map((page) => metas(page, 'robots'))).toEqual([
      ['noindex'],
      ['noindex'],
      [],
      [],
    ]);
    expect(links(notice, 'canonical')).toEqual([]);
  });

  it('tells the warning instead of the text and the picture', () => {
    const page = read(
      defaultTheme.post(postView(aPost({ ...cover, contentWarning: 'Spiders', summary: null }))).toString(),
    );
    expect(metas(page, 'og:description')).toEqual(['Content warning: Spiders']);
    expect(metas(page, 'og:image')).toEqual([]);
  });

  it('calls a note by its date on cards and by its beginning in the tab', () => {
    const page = read(defaultTheme.note(postView({ ...aNote, excerpt: `${'word '.repeat(40)}` })).toString());
    expect(metas(page, 'og:title')).toEqual(['Note of 20 November 2026']);
    expect(text(elements(page, 'title')[0])).toMatch(/^word .* word… – Notes$/);
  });

  it('names a picture from elsewhere on the card and asks nobody for it on the page', () => {
    const elsewhere = aPost({ cover: { src: 'https://other.example/a.png', alt: 'A', caption: null } });
    const page = read(defaultTheme.post(postView(elsewhere)).toString());
    expect(metas(page, 'og:image')).toEqual(['https://other.example/a.png']);
    expect(elements(page, 'img').filter((image) => attribute(image, 'src')?.includes('other'))).toEqual([]);
  });
});

describe('every head', () => {
  it('names the three main feeds', () => {
    expect(alternates(home)).toMatchObject({
      'application/rss+xml': ['/blog/feed.xml'],
      'application/atom+xml': ['/blog/atom.xml'],
      'application/feed+json': ['/blog/feed.json'],
    });
  });

  it('names the feeds of a tag before them', () => {
    const page = read(defaultTheme.tag(tagView()).toString());
    expect(alternates(page)['application/rss+xml']).toEqual(['/blog/x/feed.xml', '/blog/feed.xml']);
  });

  it('calls them by the tag, whichever page of it this is', () => {
    const second = { ...tagView(), paging: { page: 2, pages: 2, newer: '/blog/tags/c-c', older: null } };
    const page = read(defaultTheme.tag(second).toString());
    expect(text(elements(page, 'title')[0])).toBe('#C & C, Page 2 of 2 – Notes');
    expect(attribute(links(page, 'alternate')[0], 'title')).toBe('#C & C – Notes (RSS)');
  });

  it('gives home and author their actor, and tells who they are', () => {
    const author = read(defaultTheme.author(authorView()).toString());
    for (const page of [home, author]) {
      expect(alternates(page)['application/activity+json']).toEqual(['https://blog.example.com/blog/ap/actors/james']);
    }
    expect(structuredData(home)['@graph']).toMatchObject([
      { '@type': 'WebSite' },
      { '@type': 'Person', name: 'James' },
    ]);
    expect(structuredData(author)).toMatchObject({
      '@type': 'ProfilePage',
      mainEntity: { sameAs: ['https://example.com/'] },
    });
    expect(metas(author, 'og:type')).toEqual(['profile']);
  });

  it('colours the browser for both schemes', () => {
    expect(metas(home, 'color-scheme')).toEqual(['light dark']);
    expect(metas(home, 'theme-color')).toHaveLength(2);
  });

  it('works on a blog without accounts', () => {
    const alone = site({ accounts: [], me: [] });
    const page = read(defaultTheme.home({ ...homeView(), site: alone, actor: null }).toString());
    expect(alternates(page)).not.toHaveProperty('application/activity+json');
    expect(defaultTheme.post(postView(aPost(), { site: alone, authors: [] })).toString()).toContain('Follow Notes');
  });

  it('leads through the pages of a list', () => {
    const paging = { page: 2, pages: 3, newer: '/blog/', older: '/blog/page/3' };
    const page = read(defaultTheme.home({ ...homeView(), path: '/page/2', paging }).toString());
    expect(attribute(links(page, 'prev')[0], 'href')).toBe('/blog/');
    expect(attribute(links(page, 'next')[0], 'href')).toBe('/blog/page/3');
    expect(text(elements(page, 'title')[0])).toBe('Page 2 of 3 – Notes');
    expect(attribute(links(page, 'canonical')[0], 'href')).toBe('https://blog.example.com/blog/page/2');
  });
});

/** Where the alternates of a page lead, by their media type. */
function alternates(page: ReturnType<typeof read>): Record<string, (string | null)[]> {
  const byType = Object.groupBy(links(page, 'alternate'), (link) => attribute(link, 'type') ?? '');
  return Object.fromEntries(
    Object.entries(byType).map(([type, found = []]) => [type, found.map((link) => attribute(link, 'href'))]),
  );
}
