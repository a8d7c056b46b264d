import { DOMParser, type Element } from '@xmldom/xmldom';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { full, postWith, sourceWith } from './sample.ts';

afterEach(() => {
  vi.useRealTimers();
});

const formats = ['rss', 'atom', 'json'] as const;

describe.each(formats)('%s', (format) => {
  test('has the same bytes at every rendering, at any time', () => {
    const first = renderFeed(sourceWith([full, postWith({})]), format);
    vi.useFakeTimers({ now: new Date('2031-05-05T05:05:05Z') });
    expect(renderFeed(sourceWith([full, postWith({})]), format)).toBe(first);
    expect(first).not.toContain('2031');
  });

  test('does not change when something else on the blog did', () => {
    const changed = new Date('2030-01-01T00:00:00Z');
    expect(renderFeed(sourceWith([full], { changed }), format)).toBe(renderFeed(sourceWith([full]), format));
  });

  test('changes when a post does', () => {
    const edited = renderFeed(sourceWith([{ ...full, body: 'The gate is shut.' }]), format);
    expect(edited).not.toBe(renderFeed(sourceWith([full]), format));
  });

  test('keeps the order it was given', () => {
    const posts = ['c', 'a', 'b'].map((slug) => postWith({ guid: `tag:x,2026:${slug}`, permalink: `/posts/${slug}` }));
    const found = renderFeed(sourceWith(posts), format).match(/tag:x,2026:[abc]/g);
    expect(found).toEqual(['tag:x,2026:c', 'tag:x,2026:a', 'tag:x,2026:b']);
  });
});

test('is dated by its newest post or edit, wherever that stands', () => {
  const pinned = postWith({ date: new Date('2024-01-01T12:00:00Z'), updated: new Date('2026-08-08T12:00:00Z') });
  const source = sourceWith([postWith({}), pinned]);
  expect(renderFeed(source, 'rss')).toContain('<lastBuildDate>Sat, 08 Aug 2026 14:00:00 +0200</lastBuildDate>');
  expect(renderFeed(source, 'atom')).toContain('<updated>2026-08-08T14:00:00+02:00</updated>\n<generator>');
});

test('every address in it is absolute', () => {
  const url = /^https:\/\/blog\.example\.com\/notes\//;
  for (const format of ['rss', 'atom'] as const) {
    const root = new DOMParser().parseFromString(renderFeed(sourceWith([full]), format), 'text/xml');
    const elements = [...root.getElementsByTagName('*')] as Element[];
    const named = elements.filter(({ tagName }) => ['url', 'uri', 'icon', 'logo'].includes(tagName));
    const attributes = elements.flatMap((element) => [element.getAttribute('href'), element.getAttribute('url')]);
    const addresses = [...named.map((element) => element.textContent), ...attributes.filter((value) => value)];
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) expect(address).toMatch(url);
  }
});
