import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBlocklist } from '../../src/federation/blocklist/read.ts';
import { readRelMe } from '../../src/federation/owners/rel-me.ts';
import { smallPictures } from '../../src/media/small-picture.ts';
import { cleanSvg } from '../../src/media/svg.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { everything } from '../support/everything.ts';
import { markup, naughtyStrings } from './collections.ts';
import { grows, tooLong } from './effort.ts';
import { harmIn } from './page.ts';
import { trees } from './trees.ts';
import { holds, patience, times } from './trial.ts';

let blog: TestBlog;
beforeAll(async () => {
  blog = await startBlog(everything, { environment: { POSTERN_TRUST_PROXY: 'loopback' } });
});
afterAll(() => blog?.dispose());

let visitors = 0;

const text = fc.oneof(
  fc.constantFrom(...naughtyStrings),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(...markup),
);
const part = fc.oneof(
  text.map((one) => encodeURIComponent(one.toWellFormed())),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2F',
    '%5c',
    '%00',
    '%',
    '%zz',
    '%C0%AE',
    '%ff',
    ';x',
    '~',
    'a'.repeat(1_200),
    '__proto__',
    '@james',
  ),
);
const known = fc.constantFrom(
  ...[
    '/',
    '/posts/everything',
    '/tags/trees',
    '/archive',
    '/about',
    '/privacy',
    '/@james',
    '/feed.xml',
    '/atom.xml',
    '/feed.json',
  ],
  ...[
    '/tags/:x',
    '/tags/:x/feed.xml',
    '/languages/:x',
    '/languages/:x/feed.xml',
    '/series/:x/feed.xml',
    '/blogroll:x',
    '/imprint/:x',
    '/@:x',
    '/@:x/feed.xml',
    '/posts/:x',
    '/media/:x/:x',
    '/ap/actors/:x',
    '/ap/posts/:x',
    '/:x',
  ],
  ...[
    '/ap/actors/james/:x',
    '/ap/posts/everything/:x',
    '/ap/quotes/:x',
    '/ap/:x',
    '/.well-known/:x',
    '/.well-known/webfinger',
  ],
  ...[
    '/interact',
    '/report',
    '/search',
    '/opensearch.xml',
    '/cards/:x',
    '/cards/everything-:x.png',
    '/comments.xml',
    '/posts/everything/comments.xml',
    '/sitemap.xml',
    '/robots.txt',
    '/series/:x',
    '/archive/:x',
  ],
);
const query = fc.tuple(
  fc.constantFrom('page', 'reply', 'uri', 'resource', 'rel', 'q', 'replies', 'handle', 'x'),
  fc.oneof(part, fc.constantFrom('0', '-1', '1e9', '999999999', '99999999999999999999', '1', '2', '[]', 'a&b=c')),
);
const target = fc
  .tuple(known, fc.array(part, { minLength: 3, maxLength: 3 }), fc.array(query, { maxLength: 2 }))
  .map(([path, parts, pairs]) => {
    const all = [...parts];
    const filled = path.replaceAll(':x', () => all.pop() ?? '');
    return filled + (pairs.length > 0 ? `?${pairs.map((pair) => pair.join('=')).join('&')}` : '');
  });

// What Node's own client lets through.
const line = text.map((one) => one.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''));
const headers = fc.record(
  {
    accept: fc.oneof(
      line,
      fc.constantFrom('application/activity+json', 'text/html;q=0', '*/*;q=x', `${'a/b,'.repeat(500)}`, ',,;;'),
    ),
    'accept-encoding': fc.oneof(line, fc.constantFrom('br', 'gzip;q=0, *', 'zstd,br;q=2', 'identity;q=0')),
    'accept-language': line,
    range: fc.oneof(
      line,
      fc.constantFrom('bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=0-0,2-3', 'bytes=99999999999999999999-', 'x=1'),
    ),
    'if-range': line,
    'if-none-match': fc.oneof(line, fc.constantFrom('*', 'W/"x"', '"', '"a","b"')),
    'if-modified-since': fc.oneof(line, fc.constantFrom('Thu, 01 Jan 1970 00:00:00 GMT', '99999', 'Sat, 99 Foo 2026')),
    cookie: line,
    origin: line,
    'sec-fetch-site': line,
    'x-forwarded-proto': line,
    'x-forwarded-host': line,
  },
  { requiredKeys: [] },
);

const request = fc.record({
  target,
  headers,
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
  form: fc.array(fc.tuple(fc.constantFrom('uri', 'handle', 'deed', 'reply', 'why', 'reach', 'x'), text), {
    maxLength: 4,
  }),
});

describe('whatever is asked for', () => {
  it(
    'gets no answer of 5xx, no page that is broken, and no way to another site',
    async () => {
      const statuses = new Set<number>();
      await holds(
        request,
        async ({ target, headers, method, form }) => {
          visitors += 1;
          const isForm = method === 'POST' || method === 'PUT';
          const response = await fetch(blog.app.url + target, {
            method,
            redirect: 'manual',
            headers: { ...headers, 'x-forwarded-for': `198.18.${visitors >> 8}.${visitors & 255}` },
            ...(isForm
              ? { body: new URLSearchParams(form.map(([key, one]): [string, string] => [key, one.toWellFormed()])) }
              : {}),
          });
          const body = await response.text();
          statuses.add(response.status);
          expect(response.status).toBeLessThan(500);
          const where = response.headers.get('location');
          if (where !== null)
            expect(new URL(where, blog.app.config.site.origin).origin).toBe(blog.app.config.site.origin);
          const isPage =
            response.headers.get('content-type')?.startsWith('text/html') && body !== '' && response.status !== 206;
          if (isPage) expect(harmIn(body)).toEqual([]);
        },
        100,
      );
      expect(statuses).toContain(200);
      expect(statuses).toContain(404);
      expect(blog.logged.filter((one) => one.includes('A request failed'))).toEqual([]);
    },
    3 * patience,
  );
});

describe('what other servers and files say', () => {
  it(
    'is read without a word of surprise: profile pages, lists of blocks, drawings',
    () => {
      fc.assert(
        fc.property(trees, (one) => {
          for (const address of readRelMe(one)) expect(typeof address).toBe('string');
          const { entries } = readBlocklist(one.replaceAll('>', ',').replaceAll('=', '"'));
          for (const { domain } of entries) expect(domain).not.toMatch(/[\s/@"'<>]/);
          const drawn = cleanSvg(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${one}</svg>`));
          if ('bytes' in drawn)
            expect(drawn.bytes.toString()).not.toMatch(
              /<script|<foreignobject|<!|\son[a-z]+\s*=|javascript:|href="http/i,
            );
        }),
        times(100),
      );
    },
    patience,
  );

  it.each([
    ['<a ', (all: string) => readRelMe(all)],
    ['<a rel="me" href="', (all: string) => readRelMe(all)],
    ['<!--', (all: string) => readRelMe(all)],
    ['<title>', (all: string) => readRelMe(all)],
    ['/', (all: string) => readRelMe(`<a${all}x`)],
    [' ', (all: string) => readRelMe(`<a b${all}x=`)],
    ['"', (all: string) => readBlocklist(all)],
    ['a.example,\n', (all: string) => readBlocklist(all)],
    [' #', (all: string) => readBlocklist(`a${all}`)],
    ['<!DOCTYPE ', (all: string) => cleanSvg(Buffer.from(all))],
    ['a', (all: string) => cleanSvg(Buffer.from(`<!DOCTYPE ${all}<svg/>`))],
    ['<g>', (all: string) => cleanSvg(Buffer.from(`<svg>${all}`))],
  ])('is read in a time that does not grow with its square: %j', async (unit, act) => {
    expect(await grows((size) => act(unit.repeat(Math.ceil(size / unit.length))), 4_000)).toBeNull();
  });

  const png = (width: number, height: number): Buffer => {
    const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex');
    head.writeUInt32BE(width, 16);
    head.writeUInt32BE(height, 20);
    return head;
  };
  it.each([
    ['100,000 times 100,000 pixels', png(100_000, 100_000)],
    ['no pixels', png(0, 0)],
    ['the beginning of one', png(10, 10)],
    [
      'a drawing that names a file',
      Buffer.from(
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
      ),
    ],
    [
      'entities that multiply',
      Buffer.from(
        `<!DOCTYPE svg [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><svg>${'&b;'.repeat(1000)}</svg>`,
      ),
    ],
    ['a GIF without an end', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(1000, 0xff)])],
    [
      'a WebP that is longer than it is',
      Buffer.concat([Buffer.from('RIFF\xff\xff\xff\x7fWEBPVP8 \xff\xff\xff\x7f', 'latin1'), Buffer.alloc(100)]),
    ],
    ['a JPEG that is no more than its mark', Buffer.from('ffd8ffe000104a46494600', 'hex')],
    ['nothing', Buffer.alloc(0)],
  ])('a picture of somebody elsewhere that is %s is none', async (_, bytes) => {
    expect(await tooLong(async () => expect(await smallPictures.face(bytes)).toBeNull())).toBeNull();
    expect(await smallPictures.emoji(bytes)).toBeNull();
    const drawn = cleanSvg(bytes);
    if ('bytes' in drawn) expect(drawn.bytes.toString()).not.toMatch(/ENTITY|passwd|x{50}/);
  });
});
