import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { parseRssFeed } from 'feedsmith';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { FeedSource } from '../../src/feeds/feed.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { full, postWith, sourceWith } from './sample.ts';

/** Throws at the first thing that is not XML 1.0 with namespaces. */
function check(xml: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  new DOMParser({
    // A warning is no fault: this parser has one for U+FFFD, which an author may well write about.
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(message);
    },
  }).parseFromString(xml, 'text/xml');
}

function checkAll(source: FeedSource): void {
  check(renderFeed(source, 'rss'));
  check(renderFeed(source, 'atom'));
  expect(() => JSON.parse(renderFeed(source, 'json'))).not.toThrow();
}

/** The same text in every place that an author can write in. */
function everywhere(text: string): FeedSource {
  const post = postWith({
    ...full,
    title: text,
    summary: text,
    excerpt: text,
    contentWarning: text,
    guid: text,
    tags: [{ name: text, slug: 'x' }],
    cover: { src: 'hills.jpg', alt: text, caption: text },
  });
  const note = postWith({ kind: 'note', title: null, excerpt: text });
  const plain = sourceWith([post, note], {
    contentOf: () => `<p>${text}</p>`,
    authorsOf: () => [{ name: text, url: null }],
  });
  return {
    ...plain,
    site: { ...plain.site, title: text, description: text },
    feed: { ...plain.feed, title: text, description: text },
  };
}

const hostile: [name: string, text: string][] = [
  ['control characters', 'a\u0000b\u0008c\u000bd\u001be\u007ff\u0085g\u0099h'],
  ['ends of CDATA', ']]>]]> and ]]>'],
  ['ends of CDATA around another', ']]]]><![CDATA[>]]>'],
  ['halves of surrogate pairs', '\ud800 high, low \udc00, both \ude00\ud83d'],
  ['code points that are no characters', '\ufffe\uffff'],
  ['markup', '<script>alert("1 & 2")</script><!-- --> <![CDATA[ <?xml ?> &nbsp; &#0; &'],
  ['emoji and other scripts', '👩🏽‍🚀 שלום \u202eabc\u202c ไทย \u2028\u2029'],
  ['line ends and tabs', '\r\n\t\r\n'],
  ['nothing', ''],
];

describe('a feed is well-formed whatever a post contains', () => {
  test.each(hostile)('%s', (_name, text) => {
    checkAll(everywhere(text));
  });

  test('anything', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...hostile.map(([, text]) => text)),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    );
    const texts = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => checkAll(everywhere(text))),
      { numRuns: 200 },
    );
  });
});

test('characters that feeds can hold arrive as they were written', () => {
  const title = '👩🏽‍🚀 שלום ไทย ]]> & <b> "quoted" \'so\'';
  expect(parseRssFeed(renderFeed(sourceWith([postWith({ title })]), 'rss')).items?.[0]?.title).toBe(title);
});

test('what feeds cannot hold is missing, and nothing beside it', () => {
  const feed = JSON.parse(renderFeed(sourceWith([postWith({ title: 'a\u0000b\ud800c\u009fd' })]), 'json'));
  expect(feed.items[0].title).toBe('abcd');
});

test('a feed without posts is a feed, dated by the last change', () => {
  const source = sourceWith([]);
  checkAll(source);
  expect(renderFeed(source, 'atom')).toContain('<updated>2026-01-01T01:00:00+01:00</updated>');
  expect(JSON.parse(renderFeed(source, 'json')).items).toEqual([]);
});

test('a post without a single word is well-formed, also alone', () => {
  checkAll(sourceWith([postWith({ title: null, excerpt: '', tags: [] })], { contentOf: () => '' }));
});

test('a thousand posts make a feed of a thousand items', () => {
  const posts = Array.from({ length: 1000 }, (_, index) =>
    postWith({ ...full, id: `p${index}`, guid: `tag:blog.example.com,2026:p${index}`, permalink: `/posts/p${index}` }),
  );
  const source = sourceWith(posts);
  checkAll(source);
  expect(new Set(parseRssFeed(renderFeed(source, 'rss')).items?.map((item) => item.guid?.value)).size).toBe(1000);
});
