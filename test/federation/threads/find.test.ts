import { expect, it } from 'vitest';
import { findBeginning } from '../../../src/federation/threads/find.ts';

const address = 'https://elsewhere.test/page';
const now = new Date('2026-11-21T12:00:00Z');

/** What is loaded when the page behind the address says this; nothing that is loaded exists. */
async function namedBy(html: string, link?: string): Promise<string[]> {
  const loaded: string[] = [];
  const load = async (url: string): Promise<never> => {
    loaded.push(url);
    throw new Error('not here');
  };
  const body = Buffer.from(html);
  const get = async () => ({ status: 200, url: address, type: 'text/html', body, ...(link ? { link } : {}) });
  await findBeginning(address, load, { guard: { get }, isProven: async () => false }, now);
  return loaded.slice(1);
}

it.each([
  ['<link rel="alternate" type="application/activity+json" href="/post">', 'https://elsewhere.test/post'],
  [
    "<LINK href='https://elsewhere.test/a?b=1&amp;c=2' TYPE='application/activity+json' rel='x ALTERNATE'/>",
    'https://elsewhere.test/a?b=1&c=2',
  ],
  ['<link rel=alternate type=application/ld+json href=post>', 'https://elsewhere.test/post'],
  [
    '<link data-rel="alternate" rel="alternate" type="application/activity+json" title=">" href="/post">',
    'https://elsewhere.test/post',
  ],
])('a page names its document: %s', async (html, document) => {
  expect(await namedBy(html)).toEqual([document]);
});

it.each([
  '<link rel="alternate" type="application/rss+xml" href="/post">',
  '<link rel="canonical" type="application/activity+json" href="/post">',
  '<link rel="alternative" type="application/activity+json" href="/post">',
  '<link rel="alternate" type="application/activity+json" href="javascript:alert(1)">',
  '<link rel="alternate" type="application/activity+json" href="https://user@elsewhere.test/post">',
  '<!-- <link rel="alternate" type="application/activity+json" href="/post"> -->',
  '<script>"<link rel=alternate type=application/activity+json href=/post>"</script>',
  '<p title="<link rel=alternate type=application/activity+json href=/post>">',
])('a page names none: %s', async (html) => {
  expect(await namedBy(html)).toEqual([]);
});

it('a page made to keep us reading is read in one go, and its header too', async () => {
  const letters = 256 * 1024;
  const start = process.cpuUsage();
  for (const piece of ['<link', '<link ', '<link a', '<link rel="', '<', '<!--', '<a b=', '<link/ '])
    expect(await namedBy(piece.repeat(letters / piece.length))).toEqual([]);
  for (const piece of ['<', '<a', '<>', '<a>;', '<a>;rel=']) expect(await namedBy('', piece.repeat(8_000))).toEqual([]);
  const { user, system } = process.cpuUsage(start);
  // All of it together takes a tenth of that. Each of these took seconds where a bound grew with the square.
  expect((user + system) / 1000).toBeLessThan(2000);
});
