import { SaxesParser } from 'saxes';
import { expect } from 'vitest';
import type { Got } from '../gate/send.ts';
import type { Attempt } from './attempt.ts';
import type { Stand } from './stand.ts';

const addresses = [
  ...['/feed.xml', '/rss.xml', '/index.xml', '/feed', '/rss/', '/atom.xml', '/feed.atom', '/feed.json'],
  ...['/tags/trees/feed.xml', '/tags/trees/atom.xml', '/tags/trees/feed.json', '/@james/feed.xml'],
  ...['/comments/feed.xml', '/posts/hello/comments.xml'],
];

type Game = { target?: string; lines?: [string, string][]; method?: string; status?: number };

/** What might make a feed say something else, to this one or to the next who asks. */
const games: Record<string, Game> = {
  'a query': { target: '?x=<script>alert(1)</script>' },
  'a query of ends': { target: '?x=]]>&y=%5D%5D%3E%00%ff' },
  'a number': { target: '?limit=1e9&offset=-1' },
  'a callback': { target: '?callback=alert' },
  'another format': { target: '?format=json&output=html' },
  'a prototype': { target: '?__proto__[x]=1&constructor=x' },
  'a format that it does not have': { lines: [['accept', 'text/html;q=1, */*;q=0']] },
  'a language': { lines: [['accept-language', '<script>, xx-yy;q=9']] },
  'a part': { lines: [['range', 'bytes=0-0']] },
  'a hundred parts': { lines: [['range', `bytes=${'0-,'.repeat(100)}-1`]] },
  'another host behind a proxy': { lines: [['x-forwarded-host', 'evil.example']] },
  'another address behind a proxy': {
    lines: [
      ['x-original-url', '/held/x.xml'],
      ['x-rewrite-url', '/posts/draft'],
    ],
  },
  'another method in a header': { lines: [['x-http-method-override', 'DELETE']] },
  'a tag that is none': { lines: [['if-none-match', '"x", W/"y", <script>']] },
  'a date that is none': { lines: [['if-modified-since', 'yesterday']] },
  'a date before the blog': { lines: [['if-modified-since', 'Thu, 01 Jan 1970 00:00:00 GMT']] },
  'no encoding at all': { lines: [['accept-encoding', 'identity;q=0, *;q=0']] },
  cookies: { lines: [['cookie', 'session=1; theme=<script>']] },
  'an origin': {
    lines: [
      ['origin', 'https://evil.example'],
      ['sec-fetch-mode', 'cors'],
    ],
  },
  POST: { method: 'POST', status: 405 },
  PUT: { method: 'PUT', status: 405 },
  DELETE: { method: 'DELETE', status: 405 },
  'any tag': { lines: [['if-none-match', '*']], status: 304 },
};

const known = new Map<string, Got>();

/** As it is for whoever asks for it plainly. */
async function plain(stand: Stand, address: string): Promise<Got> {
  const got = known.get(address) ?? (await stand.ask(address));
  known.set(address, got);
  return got;
}

function readable({ headers, text }: Got): void {
  if (headers['content-type']?.includes('json')) {
    expect(JSON.parse(text)).toMatchObject({ version: expect.stringContaining('jsonfeed.org') });
    return;
  }
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
}

const lured: readonly Attempt[] = addresses.flatMap((address, shift) =>
  Object.entries(games)
    .filter((_, index) => shift < 3 || (index + shift) % 3 === 0)
    .map(
      ([name, { target = '', lines = [], method = 'GET', status = 200 }]): Attempt => ({
        name: `${address}, asked with ${name}`,
        make: (stand) => stand.ask(address + encodeURI(target).replaceAll('%25', '%'), lines, method),
        status,
        async check(got, stand) {
          const before = await plain(stand, address);
          readable(before);
          expect(got.headers['access-control-allow-origin']).toBe(before.headers['access-control-allow-origin']);
          expect(got.headers['set-cookie']).toBeUndefined();
          if (status === 200) expect(got.text).toBe(before.text);
          else expect(got.text).not.toContain('<item>');
        },
      }),
    ),
);

/** Feeds of what is not to be read, or of nothing. */
const none = [
  ...['draft', 'later', 'withdrawn', 'removed', 'never', '__proto__', '..'].map((id) => `/posts/${id}/comments.xml`),
  ...['secret', 'TREES', 'tree', '__proto__', 'constructor', '%3Cscript%3E', '%00', ''].flatMap((tag) => [
    `/tags/${tag}/feed.xml`,
    `/tags/${tag}/atom.xml`,
    `/tags/${tag}/feed.json`,
  ]),
  ...['nobody', 'JAMES', 'james%00', '__proto__', '@james'].flatMap((name) => [
    `/@${name}/feed.xml`,
    `/@${name}/feed.json`,
  ]),
  ...['none', '__proto__'].map((name) => `/series/${name}/feed.xml`),
  ...['', 'x', 'A'.repeat(42), 'A'.repeat(43), 'A'.repeat(44), '..', '%2e%2e', '*'].map(
    (token) => `/held/${token}.xml`,
  ),
  ...[`/held/${'A'.repeat(43)}`, `/held/${'A'.repeat(43)}.json`, '/held/', '/held', '/held.xml', '/held/feed.xml'],
  ...['/feed.xml/', '/feed.xml.gz', '/FEED.XML', '/feed.xml%00', '/feed.xml/..', '/feeds', '/drafts.xml'],
  ...['/feed/0.xml', '/feed/1.xml', '/feed/99.xml', '/feed/-1.xml', '/feed/1e1.xml', '/posts/hello/comments.json'],
  ...['/comments/feed.json', '/comments.xml', '/comments/draft.xml', '/posts/hello/feed.xml', '/about/comments.xml'],
];

export const feeds: readonly Attempt[] = [
  ...lured,
  ...[...new Set(none)].map(
    (target): Attempt => ({
      name: `the feed of nothing: ${target}`,
      make: (stand) => stand.ask(target),
      status: 404,
      async check(got, stand) {
        // What is not public, and what never was, is answered alike.
        const { headers, text } = await plain(stand, '/nothing-at-all');
        expect([got.text, got.headers['content-type']]).toEqual([text, headers['content-type']]);
        expect(got.headers.etag).toBe(headers.etag);
      },
    }),
  ),
];
