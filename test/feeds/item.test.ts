import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { expect, test } from 'vitest';
import type { Post } from '../../src/content/post.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { full, postWith, sourceWith } from './sample.ts';

function read(post: Post, contentOf = () => '<p>All of it.</p>') {
  const source = sourceWith([post], { contentOf });
  return {
    rss: parseRssFeed(renderFeed(source, 'rss')).items?.[0],
    atom: parseAtomFeed(renderFeed(source, 'atom')).entries?.[0],
    json: parseJsonFeed(renderFeed(source, 'json')).items?.[0],
  };
}

test('a note has no title, but in Atom, which demands one, its beginning', () => {
  const excerpt =
    'The gardener came by this morning and left the gate open, which is how the neighbour’s goose got in again.';
  const { rss, atom, json } = read(postWith({ kind: 'note', title: null, excerpt }));
  expect(rss?.title).toBeUndefined();
  expect(json?.title).toBeUndefined();
  expect(rss?.description).toBe(excerpt);
  expect(atom?.title).toEqual({ value: 'The gardener came by this morning and left the gate open, which is how the…' });
});

test('a note that is nothing but a picture still has what each format demands', () => {
  const { rss, atom } = read(postWith({ kind: 'note', title: null, excerpt: '', permalink: '/notes/7' }));
  expect(rss?.description).toBe('https://blog.example.com/notes/notes/7');
  expect(atom?.title).toEqual({ value: 'https://blog.example.com/notes/notes/7' });
});

test('a content warning stands before the text, in the post’s language, and no excerpt gives the text away', () => {
  const post = postWith({
    kind: 'note',
    title: null,
    language: 'de-AT',
    contentWarning: 'Spinnen <3',
    excerpt: 'Acht Beine',
  });
  const { rss, atom, json } = read(post);
  const content = '<p><strong>Inhaltswarnung: Spinnen &lt;3</strong></p>\n<p>All of it.</p>';
  expect(rss?.content?.encoded).toBe(content);
  expect(atom?.content?.value).toBe(content);
  expect(json?.content_html).toBe(content);
  expect(rss?.description).toBe('Inhaltswarnung: Spinnen &lt;3');
  expect(atom?.title).toEqual({ value: 'Inhaltswarnung: Spinnen <3' });
  expect(JSON.stringify([rss, atom, json])).not.toContain('Acht Beine');
});

test('a cover that is warned of stands behind the warning, and in no list of posts', () => {
  const post = postWith({ ...full, contentWarning: 'Spiders' });
  const { rss, atom, json } = read(post);
  expect(rss?.content?.encoded).toMatch(/^<p><strong>.*<\/strong><\/p>\n<figure><img src="[^"]*hills\.jpg"/);
  expect([rss?.enclosures, rss?.media, atom?.media, json?.image, json?.attachments]).toEqual(Array(5).fill(undefined));
  expect(atom?.links?.map(({ rel }) => rel)).toEqual(['alternate']);
});

test('what the author did not summarise has no summary of ours, only RSS the beginning as description', () => {
  const { rss, atom, json } = read(postWith({ summary: null, excerpt: 'The gate is open.' }));
  expect(rss?.description).toBe('The gate is open.');
  expect(atom?.summary).toBeUndefined();
  expect(json?.summary).toBeUndefined();
});

test('a guid that is the post’s address is said to be one, any other is not', () => {
  const url = 'https://blog.example.com/notes/posts/hello';
  expect(read(postWith({ guid: url })).rss?.guid).toEqual({ value: url, isPermaLink: true });
  const moved = read(postWith({ guid: url, permalink: '/2026/hello' }));
  expect(moved.rss?.guid).toEqual({ value: url, isPermaLink: false });
  expect(moved.atom?.id).toBe(url);
});

test('an imported guid stays as it is in RSS and JSON, and Atom derives one and the same IRI from it', () => {
  const before = read(postWith({ guid: '1234 at https://old.example' }));
  const after = read(postWith({ guid: '1234 at https://old.example', permalink: '/moved', title: 'Renamed' }));
  expect(before.rss?.guid?.value).toBe('1234 at https://old.example');
  expect(before.json?.id).toBe('1234 at https://old.example');
  expect(before.atom?.id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(after.atom?.id).toBe(before.atom?.id);
  expect(read(postWith({ guid: '1235 at https://old.example' })).atom?.id).not.toBe(before.atom?.id);
});

test('an address in another script is written in ASCII', () => {
  expect(read(postWith({ permalink: '/posts/größe' })).rss?.link).toBe(
    'https://blog.example.com/notes/posts/gr%C3%B6%C3%9Fe',
  );
});

test('an entity that the author wrote about stays one', () => {
  const { rss, atom, json } = read(
    postWith({ title: 'Write &amp; for &', summary: '&lt; is <' }),
    () => '<p>&amp;amp;</p>',
  );
  for (const title of [rss?.title, atom?.title?.value, json?.title]) expect(title).toBe('Write &amp; for &');
  expect(rss?.description).toBe('&amp;lt; is &lt;');
  expect(atom?.summary?.value).toBe('&lt; is <');
  for (const content of [rss?.content?.encoded, atom?.content?.value, json?.content_html]) {
    expect(content).toBe('<p>&amp;amp;</p>');
  }
});

test('an edit before the date of the post is not told as one', () => {
  const { atom, json } = read(postWith({ updated: new Date('2020-01-01T00:00:00Z') }));
  expect(atom?.updated).toBe(atom?.published);
  expect(json?.date_modified).toBeUndefined();
});

test('what an RSS feed is about has its signs as numbers too', () => {
  const source = sourceWith([], {});
  const rss = renderFeed({ ...source, feed: { ...source.feed, title: 'C & C', description: 'Less < more' } }, 'rss');
  expect(rss).toContain('<description>Less &#x3C; more</description>');
  expect(parseRssFeed(rss)).toMatchObject({ title: 'C & C', description: 'Less < more' });
});

test('RSS has a description before every content, and the signs of a title as numbers: validators ask for both', () => {
  const source = sourceWith([postWith({ title: 'Using <Suspense> & more', excerpt: '' })], {});
  const rss = renderFeed(source, 'rss');
  expect(rss).toContain('<title>Using &#x3C;Suspense&#x3E; &#x26; more</title>');
  const item = rss.slice(rss.indexOf('<item>'));
  expect(item.indexOf('<description>')).toBeGreaterThan(0);
  expect(item.indexOf('<description>')).toBeLessThan(item.indexOf('<content:encoded>'));
  expect(parseRssFeed(rss).items?.[0]).toMatchObject({
    title: 'Using <Suspense> & more',
    description: 'Using &lt;Suspense&gt; &amp; more',
  });
});

test('films and sounds are enclosed, with their true length and type: all of them where a format has room, before the cover', () => {
  const medium = (hash: string, name: string, type: string, size: number) => ({
    ...{ hash: hash.repeat(32), name, type, size, width: null, height: null },
  });
  const post = postWith({
    body: '[Hear it](wind.mp3)\n\n![A walk](walk.mp4)\n\n![Hear it again](wind.mp3)\n',
    cover: { src: 'hills.jpg', alt: 'Hills', caption: null },
    media: {
      'walk.mp4': medium('b', 'walk.mp4', 'video/mp4', 2000),
      'wind.mp3': medium('a', 'wind.mp3', 'audio/mpeg', 1000),
      'hills.jpg': medium('c', 'hills.jpg', 'image/jpeg', 300),
    },
  });
  const [wind, walk] = ['a'.repeat(32), 'b'.repeat(32)];
  const { rss, atom, json } = read(post);
  expect(rss?.enclosures).toEqual([
    { url: expect.stringContaining(`/media/${wind}/wind.mp3`), length: 1000, type: 'audio/mpeg' },
  ]);
  const enclosed = atom?.links?.filter(({ rel }) => rel === 'enclosure');
  expect(enclosed?.map(({ type, length }) => [type, length])).toEqual([
    ['audio/mpeg', 1000],
    ['video/mp4', 2000],
    ['image/jpeg', 300],
  ]);
  expect(json?.attachments).toMatchObject([
    { mime_type: 'audio/mpeg', size_in_bytes: 1000 },
    { url: expect.stringContaining(walk), mime_type: 'video/mp4', size_in_bytes: 2000, title: 'A walk' },
    { mime_type: 'image/jpeg', size_in_bytes: 300, title: 'Hills' },
  ]);
  const warned = read({ ...post, contentWarning: 'Wind' });
  expect([warned.rss?.enclosures, warned.json?.attachments]).toEqual([undefined, undefined]);
});
