import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPattern, foldPath, pagePermalink } from '../../src/content/permalink.ts';
import { slugify } from '../../src/content/slug.ts';

describe('a permalink', () => {
  it.each([
    ['/posts/:slug', '/posts/hello'],
    ['/:year/:month/:day/:slug/', '/2027/01/01/hello/'],
    ['/:year/:slug.html', '/2027/hello.html'],
  ])('by the pattern %s counts days where the blog is', (pattern, permalink) => {
    expect(fillPattern(pattern, 'hello', new Date('2026-12-31T23:30:00Z'), 'Europe/Berlin')).toBe(permalink);
  });

  it('of another script is ready for a URL', () => {
    expect(fillPattern('/posts/:slug', '日本', new Date(0), 'UTC')).toBe('/posts/%E6%97%A5%E6%9C%AC');
  });

  it('of a page follows its folders', () => {
    expect(pagePermalink('pages/about.md', 'about', slugify)).toBe('/about');
    expect(pagePermalink('pages/Über uns/team.md', 'team', slugify)).toBe('/ueber-uns/team');
    expect(pagePermalink('pages/trees/index.md', 'trees', slugify)).toBe('/trees');
    expect(pagePermalink('pages/index.md', '', slugify)).toBe('/');
  });
});

describe('a path', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/a/', '/a/'],
    ['/', '/'],
    ['/日本', '/%E6%97%A5%E6%9C%AC'],
    ['/%e6%97%a5', '/%E6%97%A5'],
    ['/2019/Old%20one.html', '/2019/Old%20one.html'],
    ['/%61', '/a'],
    ['/@a:b', '/@a:b'],
    ['/u\u0308', '/%C3%BC'],
  ])('%j has the one spelling %j', (path, folded) => {
    expect(foldPath(path)).toBe(folded);
  });

  it.each([
    'a',
    '',
    '//host/x',
    '/a//b',
    '/../a',
    '/a/..',
    '/a/./b',
    '/%2e%2e/a',
    '/a%2Fb',
    '/a\\b',
    '/a%5Cb',
    '/a?b',
    '/a#b',
  ])('%j is none of this blog', (path) => {
    expect(foldPath(path)).toBeNull();
  });

  it.each(['/%', '/%ff', '/a\0', '/a%00', '/a\n', '/\ud800', `/${'a'.repeat(3000)}`])('%j cannot be read', (path) => {
    expect(foldPath(path)).toBeNull();
  });

  it('that is folded stays so, and is what a browser asks for', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), (parts) => {
        const folded = foldPath(`/${parts.join('/')}`);
        fc.pre(folded !== null);
        expect(foldPath(folded)).toBe(folded);
        expect(new URL(folded, 'https://blog.example').pathname).toBe(folded);
      }),
      { numRuns: 2000 },
    );
  });
});
