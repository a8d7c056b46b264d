import { describe, expect, it } from 'vitest';
import { parsePermalink } from '../../src/config/permalink.ts';
import { isReserved } from '../../src/config/reserved.ts';

describe('an address of the blog itself', () => {
  it.each([
    '/',
    '/feed.xml',
    '/Feed/',
    '/rss',
    '/tags/css',
    '/@james',
    '/@james/feed.xml',
    '/ap/actors/x',
    '/.well-known/x',
  ])('%s is reserved', (path) => {
    expect(isReserved(path)).toBe(true);
  });

  it.each([
    '/posts/hello/comments.xml',
    '/theme-12ab.css',
    '/media/x/y.jpg',
    '/sitemap.xml',
    '/page/2',
    '/archive/2026',
    '/healthz',
    '/interact',
    '/languages/de',
    '/blogroll.opml',
    '/Interact/',
  ])('%s is reserved too', (path) => {
    expect(isReserved(path)).toBe(true);
  });

  it.each(['/about', '/languages', '/archive/20260', '/posts/feed.xml', '/tagged', '/apple', '/notes/x'])(
    '%s is free',
    (path) => {
      expect(isReserved(path)).toBe(false);
    },
  );

  it('may be one more feed', () => {
    expect(isReserved('/blog/index.xml', ['/blog/index.xml'])).toBe(true);
  });
});

describe('a pattern', () => {
  it.each(['/tags/:slug', '/Media/:slug', '/admin/:slug', '/:slug/comments.xml', '/theme-:slug.css', '/notes/:slug'])(
    'may not be %s, whose addresses are reserved',
    (pattern) => {
      expect(parsePermalink(pattern)).toMatchObject({ what: expect.stringContaining('that Postern needs itself') });
    },
  );

  it.each(['/:slug', '/:year/:month/:slug/', '/archive/:slug', '/tagged/:slug', '/posts/:slug.html'])(
    'may be %s',
    (pattern) => {
      expect(parsePermalink(pattern)).toEqual({ value: pattern });
    },
  );
});
