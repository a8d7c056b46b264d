import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { parseJsonFeed, parseRssFeed } from 'feedsmith';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/content/entry.ts';
import { parseEntry } from '../../src/content/front-matter.ts';
import { renderFeed as renderContent } from '../../src/content/markdown.ts';
import { outline } from '../../src/content/outline.ts';
import type { Post } from '../../src/content/post.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { postWith, sourceWith } from './sample.ts';

const folder = join(import.meta.dirname, '../../content');
const readings = globSync('{posts,notes,pages}/**/*.md', { cwd: folder })
  .sort()
  .map((path) => ({ path, ...parseEntry(path, readFileSync(join(folder, path)), { timezone: 'Europe/Berlin' }) }));

function asPost(entry: Entry): Post {
  return postWith({
    ...entry,
    id: entry.id ?? entry.slug,
    permalink: `/posts/${entry.slug}`,
    excerpt: outline(entry.body).excerpt,
    date: entry.date ?? new Date(0),
    language: entry.language ?? 'en',
    tags: entry.tags.map((name) => ({ name, slug: name })),
    series: null,
    as: 'article',
    guid: `tag:blog.example.com,2026:${entry.id}`,
    cover: null,
  });
}

const posts = readings.flatMap(({ entry }) => (entry && entry.kind !== 'page' ? [asPost(entry)] : []));
const at = (path: string) => (path.startsWith('/') ? `https://blog.example.com/notes${path}` : path);
const source = sourceWith(posts, {
  contentOf: (post) =>
    renderContent(post.body, {
      language: post.language,
      medium: (src) => ({ hash: 'abcd', name: src, type: 'image/jpeg', size: 1, width: 2, height: 1 }),
      address: at,
      tag: (slug) => at(`/tags/${slug}`),
      id: post.id,
      page: post.permalink,
      post: () => null,
    }),
});

test.each(readings)('$path is read without a problem', ({ entry, problems }) => {
  expect(problems).toEqual([]);
  expect(entry?.id).not.toBeNull();
});

test('no post of the sample blog waits for its date', () => {
  expect(posts.length).toBeGreaterThan(10);
  for (const { date } of posts) expect(date.getTime()).toBeLessThan(Date.parse('2026-11-20T00:00:00Z'));
});

test('every link within the sample blog leads to a post, page, tag or list of it', () => {
  const known = new Set(['/archive', '/about', ...posts.map(({ permalink }) => permalink)]);
  const links = readings.flatMap(({ entry }) =>
    [...(entry?.body ?? '').matchAll(/\]\((\/[^)#\s]*)/g)].map(([, to]) => to),
  );
  expect(links.length).toBeGreaterThan(8);
  for (const link of links) expect(known).toContain(link);
});

test('every post of the sample blog arrives whole, in RSS as in JSON', () => {
  const rss = parseRssFeed(renderFeed(source, 'rss')).items ?? [];
  const json = parseJsonFeed(renderFeed(source, 'json')).items ?? [];
  expect(rss.map((item) => item.content?.encoded)).toEqual(json.map((item) => item.content_html));
  expect(rss.map((item) => item.title ?? null)).toEqual(posts.map(({ title }) => title));
  expect(rss.every((item) => (item.content?.encoded?.length ?? 0) > 60)).toBe(true);
});

describe('what readers meet in the sample blog', () => {
  const items = parseJsonFeed(renderFeed(source, 'json')).items ?? [];
  const html = new Map(posts.map((post, index) => [post.id, items[index]?.content_html ?? '']));

  test('has no address that leads nowhere outside of the blog', () => {
    for (const [id, markup] of html) {
      const page = `<html><body>${markup}</body></html>`;
      const root = new DOMParser({ onError: () => {} }).parseFromString(page, 'text/html');
      for (const element of [...root.getElementsByTagName('*')] as Element[]) {
        for (const name of ['href', 'src', 'poster']) {
          const address = element.getAttribute(name);
          if (address) expect(`${id} ${address}`).toMatch(/^\S+ (https?:\/\/|#|mailto:)/);
        }
      }
    }
  });

  test('has tasks as signs, callouts as quotations, plain code and formulas as MathML', () => {
    expect(html.get('numbers')).toMatch(/☑.*☐/s);
    expect(html.get('numbers')).toContain('<math');
    expect(html.get('cluster')).toMatch(/<blockquote>\s*<p><strong>/);
    expect(html.get('markdown')).not.toMatch(/<(span|div|style|script)|class=|style=/);
  });
});
