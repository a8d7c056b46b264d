import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { limits } from '../../src/web/limits.ts';
import { blog } from '../gate/company.ts';
import { type Got, read } from '../gate/send.ts';
import { talk } from '../support/raw.ts';
import type { Attempt } from './attempt.ts';
import { bytesOf } from './bytes.ts';
import { account, post } from './furnish.ts';
import type { Stand } from './stand.ts';

const host = new URL(blog).host;
const form = 'application/x-www-form-urlencoded';

/** Whoever asks while it lasts is answered all the same. */
async function answers(stand: Stand): Promise<void> {
  const begun = performance.now();
  expect((await stand.ask('/posts/other')).status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(3000);
}

const asked = (name: string, status: number, ...ask: Parameters<Stand['ask']>): Attempt => ({
  name,
  status,
  make: (stand) => stand.ask(...ask),
});

/** Says bytes on a connection of its own, and is answered or cut off; 0: cut off without a word. */
const said = (name: string, status: number, bytes: (stand: Stand) => string | Buffer): Attempt => ({
  name,
  status,
  async make(stand) {
    const heard = await talk(stand.address, bytes(stand)).ended;
    return heard === '' ? { status: 0, headers: {}, text: '' } : read(Buffer.from(heard, 'latin1'));
  },
});

const get = (target: string, lines = ''): string =>
  `GET ${target} HTTP/1.1\r\nhost: ${host}\r\n${lines}connection: close\r\n\r\n`;
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');

const large: readonly Attempt[] = [
  said('a line too many', 431, () => get('/', 'x:y\r\n'.repeat(limits.headerLines))),
  said('three thousand lines', 431, () =>
    get(
      '/',
      many(3000, (index) => `x${index}:\r\n`),
    ),
  ),
  said('a line too long', 431, () => get('/', `x: ${'a'.repeat(limits.headerSize)}\r\n`)),
  said('a name too long', 431, () => get('/', `${'a'.repeat(limits.headerSize)}: x\r\n`)),
  said('cookies by the kilobyte', 431, () => get('/', `cookie: ${'a=b; '.repeat(4000)}\r\n`)),
  said('a path too long', 414, () => get(`/${'a'.repeat(limits.target)}`)),
  said('a query too long', 414, () => get(`/?${'a=b&'.repeat(limits.target / 4)}`)),
  asked('a path of two thousand parts', 404, `/${'a/'.repeat(2000)}`),
  asked('a path of two thousand escapes', 404, `/${'%2f'.repeat(2000)}`),
  asked('a query of two thousand keys', 200, `/?${many(1500, (index) => `k${index}&`)}`),
  ...['/ap/inbox', '/ap/actors/james/inbox'].flatMap((inbox) => [
    asked(`a body too large at ${inbox}`, 413, inbox, [], 'POST', Buffer.alloc(1024 * 1024 + 1, ' ')),
    asked(
      `a body that says it is endless at ${inbox}`,
      413,
      inbox,
      [['content-length', '9007199254740993']],
      'POST',
      '{',
    ),
    asked(
      `a body of two lengths at ${inbox}`,
      400,
      inbox,
      [
        ['content-length', '1'],
        ['content-length', '2'],
      ],
      'POST',
      '{}',
    ),
    asked(
      `a body both long and in chunks at ${inbox}`,
      400,
      inbox,
      [
        ['content-length', '2'],
        ['transfer-encoding', 'chunked'],
      ],
      'POST',
      '{}',
    ),
    asked(`a body of a negative length at ${inbox}`, 400, inbox, [['content-length', '-1']], 'POST', '{}'),
  ]),
  ...['/report', '/interact', '/hub'].flatMap((path) => [
    asked(`a form too large at ${path}`, 413, path, [['content-type', form]], 'POST', 'a'.repeat(24 * 1024 + 1)),
    asked(`a form of JSON at ${path}`, 415, path, [['content-type', 'application/json']], 'POST', '{}'),
    asked(
      `a form of parts at ${path}`,
      415,
      path,
      [['content-type', 'multipart/form-data; boundary=x']],
      'POST',
      '--x--',
    ),
  ]),
];

/** What is small to say and costs much to read, signed as it should be. */
const costly: [name: string, text: () => string, status: number][] = [
  ['ten thousand lists in one another', () => `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
  ['ten thousand objects in one another', () => `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400],
  ['a hundred thousand keys', () => `{${many(60_000, (index) => `"k${index}":1,`)}"a":1}`, 400],
  ['a hundred thousand zeros', () => `{"a":[${'0,'.repeat(100_000)}0]}`, 400],
  ['one key again and again', () => `{${'"a":1,'.repeat(1000)}"a":1}`, 400],
  ['a number of a hundred thousand digits', () => `{"a":${'9'.repeat(100_000)}}`, 400],
  ['a key of a hundred thousand letters', () => `{"${'k'.repeat(100_000)}":1}`, 400],
  ['nothing but blanks', () => ' '.repeat(1_000_000), 400],
  ['nothing but escapes', () => `{"a":"${'\\u0000'.repeat(100_000)}`, 400],
];

const costing: readonly Attempt[] = [
  ...costly.map(
    ([name, text, status]): Attempt => ({
      name: `an activity of ${name}`,
      make: (stand) => stand.send(signed(stand, text())),
      status,
      check: (_, stand) => answers(stand),
    }),
  ),
  ...['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'identity, gzip'].map(
    (encoding): Attempt => ({
      name: `an activity compressed by ${encoding}`,
      make(stand) {
        const sent = stand.prepare();
        return stand.send({
          ...sent,
          body: gzipSync(Buffer.alloc(4_000_000)),
          lines: [...sent.lines, ['content-encoding', encoding]],
        });
      },
      status: 415,
    }),
  ),
];

function signed(stand: Stand, text: string): ReturnType<Stand['prepare']> {
  const { stranger } = stand;
  const { method, headers, body } = stranger.signed(`${blog}/ap/inbox`, text);
  return { method, target: '/ap/inbox', lines: Object.entries(headers), body };
}

const bombs: Record<string, string> = {
  ats: '@'.repeat(5000),
  dots: `a@${'a.'.repeat(2500)}`,
  dashes: `@a@${'-'.repeat(5000)}.x`,
  blanks: `${' '.repeat(5000)}x`,
  'letters and an at': `${'a'.repeat(5000)}@`,
  slashes: `https://${'/'.repeat(5000)}`,
  percents: `https://x/${'%25'.repeat(1500)}`,
  marks: '\u0338'.repeat(1500),
  brackets: '<a '.repeat(1500),
  entities: '&#'.repeat(2000),
  'joined signs': '👨‍'.repeat(500),
};

const field = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const forms: readonly Attempt[] = Object.entries(bombs).flatMap(([name, bomb]): Attempt[] => [
  {
    ...asked(
      `a handle of ${name}`,
      422,
      '/interact',
      [['content-type', form]],
      'POST',
      field({ uri: account, deed: 'follow', handle: bomb }),
    ),
    check: (_, stand) => answers(stand),
  },
  {
    ...asked(
      `a deed of ${name}`,
      200,
      '/interact',
      [['content-type', form]],
      'POST',
      field({ uri: post, deed: bomb, handle: 'x' }),
    ),
    check: (_, stand) => answers(stand),
  },
  asked(`a thing of ${name}`, 404, '/interact', [['content-type', form]], 'POST', field({ uri: bomb, deed: 'follow' })),
  asked(
    `a comment to report of ${name}`,
    404,
    '/report',
    [['content-type', form]],
    'POST',
    field({ reply: bomb.slice(0, 900), why: bomb.slice(0, 900) }),
  ),
  {
    ...asked(`a tag in a header of ${name}`, 200, '/feed.xml', [
      ['if-none-match', encodeURI(bomb).slice(0, 6000)],
      ['accept-encoding', encodeURI(bomb).slice(0, 6000)],
    ]),
    check: (_, stand) => answers(stand),
  },
]);

const encodings = [
  'gzip;q=',
  'gzip;q=1.0001',
  `${'gzip,'.repeat(2000)}`,
  ';;;,,,',
  '*;q=0',
  'br;q=x, gzip;q=-1',
  'x'.repeat(5000),
];
const ranges: [range: string, status: number][] = [
  [`bytes=${'0-0,'.repeat(1500)}0-0`, 200],
  ['bytes=0-,-1,1-,-2', 200],
  [`bytes=0-${'9'.repeat(400)}`, 206],
  ['bytes=--1', 200],
  ['bytes=9-1', 416],
  ['bytes=', 200],
];

const headers: readonly Attempt[] = [
  ...encodings.map((one, index) =>
    asked(`an encoding, ${index + 1}: ${one.slice(0, 20)}`, 200, '/posts/other', [['accept-encoding', one]]),
  ),
  ...ranges.map(([one, status], index) => ({
    ...asked(`a range, ${index + 1}: ${one.slice(0, 20)}`, status, '/robots-note.txt', [['range', one]]),
    check({ text }: Got) {
      expect(text.length).toBeLessThan(1000);
    },
  })),
];

/** Many at once; the last answer, or how it ended. */
const manifold: readonly Attempt[] = [
  {
    name: 'two hundred requests on one connection at once',
    async make(stand) {
      const heard = await talk(stand.address, `GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(200)).ended;
      expect(heard.split('HTTP/1.1 200 ').length - 1).toBeLessThanOrEqual(limits.pipelined);
      return { status: 0, headers: {}, text: '' };
    },
    status: 0,
    check: (_, stand) => answers(stand),
  },
  {
    name: 'two hundred requests that are never finished',
    async make(stand) {
      const open = Array.from({ length: 200 }, () =>
        talk(stand.address, `POST /ap/inbox HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 100\r\nx:`),
      );
      await answers(stand);
      for (const { socket } of open) socket.destroy();
      return stand.ask('/posts/other');
    },
    status: 200,
  },
  {
    name: 'fifty bodies that never come to an end',
    async make(stand) {
      const head = `POST /ap/inbox HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 1000000\r\n\r\n`;
      const open = Array.from({ length: 50 }, () => talk(stand.address, head + ' '.repeat(1000)));
      await answers(stand);
      for (const { socket } of open) socket.destroy();
      return stand.ask('/posts/other');
    },
    status: 200,
  },
  {
    name: 'a hundred addresses that nobody asked for before',
    async make(stand) {
      const all = await Promise.all(Array.from({ length: 100 }, (_, index) => stand.ask(`/posts/hello?x=${index}`)));
      expect(new Set(all.map(({ headers }) => headers.etag)).size).toBe(1);
      return stand.ask('/posts/never-100');
    },
    status: 404,
  },
  {
    name: 'seven hundred activities of one block of addresses',
    async make(stand) {
      // Of a type with which nothing is done: it costs what every activity costs until it is judged, and no more.
      const sent = stand.prepare({ say: (honest) => ({ ...honest, type: 'Nonsense' }) });
      const from: [string, string] = ['x-forwarded-for', '192.0.2.9'];
      const bytes = bytesOf({ ...sent, lines: [...sent.lines, from] }).toString('latin1');
      const heard = await Promise.all(
        Array.from({ length: 7 }, async () => {
          const raw = talk(stand.address, bytes.repeat(99) + get('/robots.txt'));
          return (await raw.ended).split('HTTP/1.1 202').length - 1;
        }),
      );
      expect(heard.reduce((sum, count) => sum + count)).toBeLessThan(650);
      const got = await stand.send({ ...sent, lines: [...sent.lines, ['x-forwarded-for', '192.0.2.200']] });
      expect(Number(got.headers['retry-after'])).toBeGreaterThan(0);
      return got;
    },
    status: 429,
    check: (_, stand) => answers(stand),
  },
];

export const denial: readonly Attempt[] = [...large, ...costing, ...forms, ...headers, ...manifold];
