import { describe, expect, it } from 'vitest';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import { byClass, elements, metas, read, structuredData, text } from './reading.ts';
import { aPost, archiveView, authorView, homeView, picture, postView, seriesView, site, tagView } from './sample.ts';

const hostile = `Using <Suspense> & "quotes" 'n' </title></script><script>alert(1)</script>\u2028 🎉`;
const evil = site({ title: hostile, description: hostile, menu: [{ label: hostile, href: '/blog/"><b>' }] });
const author = { ...authorView().author, name: hostile, fields: [{ name: hostile, value: hostile }] };
const post = aPost({
  title: hostile,
  summary: hostile,
  tags: [{ name: hostile, slug: 'x' }],
  cover: { src: 'a.jpg', alt: hostile, caption: hostile },
  media: { 'a.jpg': picture('a.jpg', 16, 9) },
  toc: true,
});
const headings = [2, 2, 2].map((level, index) => ({ level, id: `h${index}`, text: hostile }));
const series = { name: hostile, slug: '"x', parts: [post, aPost({ id: 'other', title: hostile })] };

describe('a title full of markup', () => {
  const pages = {
    post: defaultTheme.post(
      postView(post, { site: evil, authors: [author], headings, series, older: post, newer: post }),
    ),
    note: defaultTheme.note(postView(aPost({ title: null, kind: 'note', excerpt: hostile, contentWarning: hostile }))),
    home: defaultTheme.home({ ...homeView([post]), site: evil, pinned: [post] }),
    tag: defaultTheme.tag({ ...tagView([post]), tag: { name: hostile, slug: 'x' } }),
    author: defaultTheme.author({ ...authorView([post]), author }),
    series: defaultTheme.series({ ...seriesView([post]), name: hostile }),
    archive: defaultTheme.archive({ ...archiveView([post]), tags: [{ name: hostile, slug: 'x', count: 1 }] }),
  };

  it.each(Object.entries(pages))('stays text everywhere on %s', (_, markup) => {
    const page = read(markup.toString());
    expect(elements(page, 'script').length).toBeLessThanOrEqual(1);
    expect(elements(page, 'Suspense')).toEqual([]);
    expect(elements(page, 'b')).toEqual([]);
    expect(markup.toString().match(/<\/script>/g)?.length ?? 0).toBe(elements(page, 'script').length);
  });

  it('is whole for people, cards and programs', () => {
    const page = read(pages.post.toString());
    // Reading as XML makes a blank of U+2028, which is a line's end there.
    const spoken = hostile.replace('\u2028', ' ');
    expect(text(byClass(page, 'p-name')[0])).toBe(spoken.replace(/\s+/g, ' '));
    expect(metas(page, 'og:title')).toEqual([spoken]);
    expect(metas(page, 'og:image:alt')).toEqual([spoken]);
    expect(structuredData(page).headline).toBe(hostile);
    expect(pages.post.toString().split('application/ld+json')[1]?.split('</script>')[0]).not.toMatch(/[<&\u2028]/);
  });
});
