import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { renderCommentFeed } from '../../src/feeds/comment-feed.ts';
import { renderHeldFeed } from '../../src/feeds/held-feed.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { full, postWith, sourceWith } from './sample.ts';

const at = new Date('2026-11-21T12:00:00Z');
const { site } = sourceWith([]);
const rel = 'rel="nofollow ugc noopener noreferrer"';
/** What XML 1.0 cannot hold, and words over several lines. */
const strange = 'a\u0000b\n\tc\u001b\ufffe d';

/** Throws where it is not well-formed. */
function wellFormed(xml: string): string {
  new SaxesParser().write(xml).close();
  return xml;
}

test('a comment is told as XML can hold it, and its pictures as links of a stranger’s', () => {
  const comment = {
    ...{ guid: 'https://a.example/1', url: '/posts/hello#reply-1', author: strange, about: strange, title: strange },
    ...{ warning: strange, content: `<p>${strange}</p>`, language: 'en', published: at, updated: null },
    media: [{ url: 'https://a.example/x.png', words: strange }],
  };
  const [page, self] = ['/posts/hello', '/posts/hello/comments.xml'];
  const xml = renderCommentFeed({ site, icon: null, title: strange, page, self, comments: [comment], changed: at });
  expect(wellFormed(xml)).toContain('<title>ab c d: ab c d</title>');
  expect(xml).toContain(`<a href="https://a.example/x.png" ${rel}>`);
});

test('what waits for the owner likewise', () => {
  const item = { id: 'urn:x', title: strange, author: strange, url: null, content: `<p>${strange}</p>`, updated: at };
  const feed = { id: 'urn:y', title: strange, language: 'en', page: 'https://blog.example.com/', changed: at };
  expect(wellFormed(renderHeldFeed({ ...feed, items: [item] })).match(/<title>ab c d<\/title>/g)).toHaveLength(2);
});

test('a post’s titles, names and tags are on one line, in every format', () => {
  const post = postWith({ title: strange, tags: [{ name: strange, slug: 'x' }] });
  const source = sourceWith([post], { authorsOf: () => [{ name: strange, url: null }] });
  const [rss, atom] = [renderFeed(source, 'rss'), renderFeed(source, 'atom')].map(wellFormed);
  for (const xml of [rss, atom]) expect(xml?.match(/ab c d/g)?.length).toBeGreaterThanOrEqual(3);
});

test('addresses stand in attributes as text', () => {
  const { feed } = sourceWith([]);
  const source = sourceWith([full], { feed: { ...feed, hubs: ['https://hub.example/?a=1&b="<\'>'] } });
  expect(wellFormed(renderFeed(source, 'rss'))).toContain('href="https://hub.example/?a=1&amp;b=');
});

test.each(['javascript:alert(1)', 'data:image/png;base64,AAAA', 'https://', 'lost.jpg', '//'])(
  'a cover at %s is none',
  (src) => {
    const post = postWith({ cover: { src, alt: 'x', caption: null } });
    for (const format of ['rss', 'atom', 'json'] as const)
      expect(renderFeed(sourceWith([post]), format)).not.toMatch(/<img|figure|thumbnail|"image"/);
  },
);
