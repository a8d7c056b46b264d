import { describe, expect, it } from 'vitest';
import { trusted } from '../../src/html.ts';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import type { PostView } from '../../src/theme/theme.ts';
import { attribute, byClass, elements, metas, read, text } from './reading.ts';
import { aNote, aPost, archiveView, homeView, picture, postView, seriesView, site, tagView } from './sample.ts';

const post = (change: Parameters<typeof aPost>[0] = {}, view: Partial<PostView> = {}) =>
  read(defaultTheme.post(postView(aPost(change), view)).toString());

describe('the home page', () => {
  it('puts posts under their years, in the blog’s timezone', () => {
    const posts = [
      aPost({ date: new Date('2026-12-31T23:30:00Z') }),
      aPost({ date: new Date('2026-12-31T22:30:00Z') }),
    ];
    const page = read(defaultTheme.home(homeView(posts)).toString());
    expect(elements(page, 'h2').map(text)).toEqual(['2027', '2026', 'Follow James']);
    expect(elements(page, 'time').map(text)).toEqual(['1 Jan', '31 Dec']);
  });

  it('shows pinned posts first, and once', () => {
    const pinned = aPost({ id: 'pin', title: 'Pin', pinned: true });
    const page = read(defaultTheme.home({ ...homeView([aPost(), pinned]), pinned: [pinned] }).toString());
    expect(byClass(page, 'h-entry').map((row) => text(byClass(row, 'p-name')[0]))).toEqual(['Pin', 'Hello']);
    expect(elements(page, 'h2').map(text)).toEqual(['Pinned', '2026', 'Follow James']);
    // No year stands above the pinned ones.
    expect(elements(page, 'time').map(text)).toEqual(['Nov 2026', '20 Nov']);
  });

  it('marks a pinned post where it stands in its year', () => {
    expect(text(byClass(read(defaultTheme.home(homeView([aPost({ pinned: true })])).toString()), 'badge')[0])).toBe(
      'Pinned',
    );
  });

  it('hides what a warning is about', () => {
    const warned = { ...aNote, contentWarning: 'Spiders' };
    const markup = defaultTheme.home(homeView([warned])).toString();
    expect(markup).toContain('Content warning: Spiders');
    expect(markup).not.toContain('Frost.');
  });

  it('calls a note without a word by its day, wherever it is named', () => {
    const silent = { ...aNote, excerpt: '' };
    const day = 'Note of 20 November 2026';
    expect(text(byClass(read(defaultTheme.home(homeView([silent])).toString()), 'p-summary')[0])).toBe(day);
    expect(text(byClass(post({}, { newer: silent }), 'neighbours')[0])).toBe(`Newer ${day}`);
    const page = read(defaultTheme.note(postView(silent)).toString());
    expect(text(elements(page, 'title')[0])).toBe(`${day} – Notes`);
    expect(metas(page, 'description')).toEqual([]);
  });

  it('says what to do when there is nothing yet', () => {
    const markup = defaultTheme.home(homeView([])).toString();
    expect(markup).toContain('Nothing is published here yet');
    expect(markup).toContain('postern new post');
  });

  it('says on an empty tag where everything else is', () => {
    const [empty] = byClass(read(defaultTheme.tag(tagView([])).toString()), 'empty');
    expect(empty && attribute(elements(empty, 'a')[0], 'href')).toBe('/blog/archive');
  });

  it('knows which link of the header is this page', () => {
    const current = (markup: { toString(): string }) =>
      elements(read(markup.toString()), 'a')
        .filter((link) => link.hasAttribute('aria-current'))
        .map(text);
    expect(current(defaultTheme.home(homeView()))).toEqual(['Notes']);
    expect(current(defaultTheme.page(postView(aPost({ kind: 'page', permalink: '/about' }))))).toEqual(['About']);
  });
});

describe('a post', () => {
  const headings = [2, 3, 3, 2, 4].map((level, index) => ({ level, id: `h${index}`, text: `H${index}` }));

  it('has a table of contents when it asks for one and has enough headings', () => {
    const [contents] = byClass(post({ toc: true }, { headings }), 'toc');
    expect(contents && elements(contents, 'a').map((link) => attribute(link, 'href'))).toEqual([
      '#h0',
      '#h1',
      '#h2',
      '#h3',
    ]);
    expect(contents && elements(contents, 'ol')).toHaveLength(2);
    expect(byClass(post({ toc: false }, { headings }), 'toc')).toEqual([]);
    expect(byClass(post({ toc: true }, { headings: headings.slice(0, 2) }), 'toc')).toEqual([]);
  });

  it('begins its contents on the side of its own language', () => {
    const [contents] = byClass(post({ toc: true, language: 'ar' }, { headings }), 'toc');
    const [summary] = contents ? elements(contents, 'summary') : [];
    expect(summary?.hasAttribute('dir')).toBe(false);
    expect(summary && attribute(elements(summary, 'span')[0], 'lang')).toBe('en');
  });

  it('says which part of its series it is, and leads to the next', () => {
    const parts = ['a', 'hello', 'c'].map((id) => aPost({ id, title: id, permalink: `/posts/${id}` }));
    const page = post({}, { series: { name: 'A gate', slug: 'gate', parts } });
    const [box] = byClass(page, 'series');
    expect(text(box)).toContain('Part 2 of 3: A gate');
    expect(box && elements(box, 'span').map((part) => attribute(part, 'aria-current'))).toEqual(['page']);
    expect(text(byClass(page, 'next-part')[0])).toBe('Next part: c');
  });

  it('folds its text away behind its warning', () => {
    const [fold] = byClass(post({ contentWarning: 'Spiders' }), 'warned');
    expect(fold?.tagName).toBe('details');
    expect(fold && byClass(fold, 'e-content')).toHaveLength(1);
  });

  it('shows neither its cover nor its headings before its warning', () => {
    const cover = {
      cover: { src: 'a.jpg', alt: 'A spider', caption: null },
      media: { 'a.jpg': picture('a.jpg', 160, 90) },
    };
    const page = post({ ...cover, toc: true, contentWarning: 'Spiders' }, { headings });
    const [fold] = byClass(page, 'warned');
    for (const part of ['cover', 'toc']) {
      expect(byClass(page, part)).toHaveLength(1);
      expect(fold && byClass(fold, part)).toHaveLength(1);
    }
  });

  it('says how long it takes, at least a minute', () => {
    expect(text(byClass(post(), 'meta')[0])).toContain('3 min read');
    expect(text(byClass(post({ words: 3 }), 'meta')[0])).toContain('1 min read');
  });

  it('gives the handle to follow, and the feed', () => {
    const [card] = byClass(post(), 'follow');
    expect(text(card && byClass(card, 'handle')[0])).toBe('@james@blog.example.com');
    expect(card && elements(card, 'a').map((link) => attribute(link, 'href'))).toEqual([
      `/blog/interact?uri=${encodeURIComponent('https://blog.example.com/blog/@james')}`,
      '/blog/feed.xml',
      '/blog/subscribe',
    ]);
    // One form below a post is enough: that for replies.
    expect(card && elements(card, 'form')).toEqual([]);
  });

  it('marks its language where it is not that of the blog', () => {
    const markup = defaultTheme.post(postView(aPost({ language: 'ar' }))).toString();
    expect(markup).toContain('<html lang="en" dir="ltr">');
    expect(markup).toContain('<article class="h-entry" lang="ar" dir="rtl">');
    expect(markup).toContain('<p class="meta" lang="en">');
    expect(defaultTheme.post(postView()).toString()).toContain('<article class="h-entry">');
  });

  it('shows its older and newer neighbours', () => {
    const [nav] = byClass(post({}, { older: aPost({ title: 'Before' }), newer: aNote }), 'neighbours');
    expect(nav && elements(nav, 'a').map((link) => [attribute(link, 'rel'), text(link)])).toEqual([
      ['prev', 'Older Before'],
      ['next', 'Newer Frost.'],
    ]);
  });

  it('puts rendered Markdown in as it is', () => {
    expect(defaultTheme.post(postView(aPost(), { content: trusted('<p>a &amp; <b>b</b></p>') })).toString()).toContain(
      '<p>a &amp; <b>b</b></p>',
    );
  });
});

describe('other pages', () => {
  it('lists the parts of a series in order', () => {
    const parts = [aPost({ title: 'One' }), aPost({ title: 'Two' })];
    const [list] = byClass(read(defaultTheme.series(seriesView(parts)).toString()), 'parts');
    expect(list?.tagName).toBe('ol');
    expect(list && byClass(list, 'p-name').map(text)).toEqual(['One', 'Two']);
  });

  it('leads from the archive of a large blog to each year', () => {
    const years = [2026, 2025].map((year) => ({ year, count: 300, path: `/archive/${year}` }));
    const page = read(defaultTheme.archive({ ...archiveView(), path: '/archive/2025', year: 2025, years }).toString());
    expect(text(elements(page, 'h1')[0])).toBe('Archive 2025');
    const [nav] = elements(page, 'nav').filter((found) => attribute(found, 'aria-label') === 'Years');
    expect(nav && elements(nav, 'a').map((year) => [text(year), attribute(year, 'href')])).toEqual([
      ['2026', '/blog/archive/2026'],
      ['2025', '/blog/archive/2025'],
    ]);
    expect(nav && elements(nav, 'a').map((year) => attribute(year, 'aria-current'))).toEqual([null, 'page']);
  });

  it('folds all but the most used tags, so that the titles stay in sight', () => {
    const tags = Array.from({ length: 300 }, (_, index) => ({ name: `T${index}`, slug: `t${index}`, count: 1 }));
    const page = read(defaultTheme.archive({ ...archiveView(), tags }).toString());
    const [fold] = elements(page, 'details');
    expect(text(fold && elements(fold, 'summary')[0])).toBe('260 more tags');
    expect(fold && elements(fold, 'a')).toHaveLength(260);
    expect(elements(read(defaultTheme.archive(archiveView()).toString()), 'details')).toEqual([]);
  });

  it.each([404, 410, 500, 503] as const)('a %i says what happened and where to go, in every language', (status) => {
    for (const language of ['en', 'de', 'fi']) {
      const page = read(defaultTheme.notice({ site: site({ language }), path: '/', feeds: null, status }).toString());
      expect(text(elements(page, 'h1')[0])).not.toBe('');
      expect(elements(page, 'a').map((link) => attribute(link, 'href'))).toContain('/blog/archive');
    }
  });
});
