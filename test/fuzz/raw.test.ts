import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { holds, patience } from './trial.ts';

let blog: TestBlog;
let stranger: Stranger;
beforeAll(async () => {
  stranger = await startStranger();
  const files = { 'content/posts/hello.md': '---\ntitle: Hello\nid: hello\ndate: 2026-01-01\n---\n\nHello.\n' };
  const environment = { POSTERN_ALLOW_PRIVATE_ADDRESSES: stranger.host, POSTERN_TRUST_PROXY: 'loopback' };
  blog = await startBlog(files, { reachable: true, environment });
});
afterAll(async () => {
  await blog?.dispose();
  await stranger?.close();
});

let visitors = 0;

/** A signed Like as it goes over the wire: its lines, and its body. */
function honest(): { lines: string[]; body: string } {
  visitors += 1;
  const origin = blog.app.config.site.origin;
  const request = stranger.signed(`${origin}/ap/inbox`, stranger.activity('Like', `${origin}/ap/posts/hello`));
  const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const visitor = `x-forwarded-for: 198.19.${visitors >> 8}.${visitors & 255}`;
  return {
    lines: ['POST /ap/inbox HTTP/1.1', ...lines, visitor, `content-length: ${request.body.length}`],
    body: request.body.toString(),
  };
}

interface Heard {
  /** Statuses of all answers, in their order. */
  statuses: number[];
  text: string;
  /** Whether the server ended the connection; else this side did, after a while. */
  ended: boolean;
}

/**
 * Sends bytes, and reads until the other side has nothing more to say for so many milliseconds; where answers are waited for,
 * until there are so many.
 */
function speak(bytes: Buffer, { finish = false, wait = 60, answers = 0 } = {}): Promise<Heard> {
  const { port } = new URL(blog.app.url);
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let timer: NodeJS.Timeout;
    const socket = connect(Number(port), '127.0.0.1', () => (finish ? socket.end(bytes) : socket.write(bytes)));
    const end = (ended: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(pieces).toString('latin1');
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      resolve({ statuses, text, ended });
    };
    const start = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end(false), wait);
    };
    start();
    socket.on('data', (piece) => {
      pieces.push(piece);
      if (answers > 0 && Buffer.concat(pieces).toString('latin1').split('HTTP/1.1 ').length > answers) end(false);
      else start();
    });
    socket.on('error', () => end(true));
    socket.on('close', () => end(true));
  });
}

const at = (bytes: Buffer, place: number): number => place % Math.max(1, bytes.length);
const insert = (bytes: Buffer, place: number, text: string): Buffer =>
  Buffer.concat([bytes.subarray(0, at(bytes, place)), Buffer.from(text, 'latin1'), bytes.subarray(at(bytes, place))]);

type Lines = { lines: string[]; body: string };
const change = fc.oneof(
  fc.record({
    how: fc.constantFrom('swap', 'upper', 'fold', 'double', 'bare LF', 'tab', 'no colon', 'space before colon', 'drop'),
    line: fc.nat(),
    text: fc.constant(''),
  }),
  fc.record({
    how: fc.constantFrom('line', 'target', 'version', 'method', 'body'),
    line: fc.nat(),
    text: fc.constantFrom(
      ...[
        'Transfer-Encoding: chunked',
        'Transfer-Encoding: identity, chunked',
        'transfer-encoding : chunked',
        'Content-Length: 0',
      ],
      ...[
        'Content-Length: 5, 5',
        'Content-Length: +5',
        'Content-Length: 0x5',
        'Content-Length: 99999999999999999999',
        'Expect: 100-continue',
      ],
      ...[
        'Connection: upgrade',
        'Upgrade: websocket',
        'Content-Encoding: gzip',
        'Host: other.example',
        'Host:',
        'x: \0',
        'x: \xff',
        ': x',
      ],
      ...[
        'http://other.example/ap/inbox',
        'https://[::1]/ap/inbox',
        '*',
        '//ap/inbox',
        '/ap/inbox?',
        '/ap/%69nbox',
        '/ap/../ap/inbox',
        '\\',
        '',
      ],
      ...[
        'HTTP/1.0',
        'HTTP/0.9',
        'HTTP/2.0',
        'HTTP/1.1 x',
        'PUT',
        'CONNECT',
        'PRI',
        'OPTIONS',
        'TRACE',
        'post',
        `X${'y'.repeat(9_000)}`,
      ],
      ...[
        '0\r\n\r\n',
        '5\r\nabcde\r\n0\r\n\r\n',
        '-1\r\n',
        'ffffffffffffffff\r\n',
        '5;x=y\r\nabcde\r\n0\r\nx: y\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      ],
    ),
  }),
);

const inLines: Record<string, (lines: string[], index: number, text: string) => string[]> = {
  swap: (lines, index) => lines.toSpliced(index, 1).toSpliced(1, 0, lines[index] ?? ''),
  upper: (lines, index) => lines.with(index, (lines[index] ?? '').toUpperCase()),
  fold: (lines, index) => lines.with(index, (lines[index] ?? '').replace(': ', ':\r\n ')),
  double: (lines, index) => [...lines, lines[index] ?? ''],
  'bare LF': (lines, index) => lines.with(index, `${lines[index]}\nx: y`),
  tab: (lines, index) => lines.with(index, (lines[index] ?? '').replace(': ', ':\t\t')),
  'no colon': (lines, index) => lines.with(index, (lines[index] ?? '').replace(':', '')),
  'space before colon': (lines, index) => lines.with(index, (lines[index] ?? '').replace(':', ' :')),
  drop: (lines, index) => lines.toSpliced(index, 1),
  line: (lines, index, text) => lines.toSpliced(Math.max(1, index), 0, text),
  target: (lines, _, text) => lines.with(0, `POST ${text} HTTP/1.1`),
  version: (lines, _, text) => lines.with(0, `POST /ap/inbox ${text}`),
  method: (lines, _, text) => lines.with(0, `${text} /ap/inbox HTTP/1.1`),
};

function changed({ lines, body }: Lines, { how, line, text }: { how: string; line: number; text: string }): Lines {
  if (how === 'body') return { lines, body: text };
  return { lines: inLines[how]?.(lines, line % lines.length, text) ?? lines, body };
}

const noise = fc.record({
  place: fc.nat(),
  text: fc.constantFrom(
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\xff',
    ' ',
    ':',
    '\r\n\r\n',
    '\x7f',
    '\u00e9',
    'GET / HTTP/1.1\r\n\r\n',
    '',
  ),
});

const mutated = fc.record({
  changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  noise: fc.array(noise, { maxLength: 2 }),
  cut: fc.option(fc.nat(), { freq: 4 }),
  twice: fc.boolean(),
  finish: fc.boolean(),
});

const written = ({ lines, body }: Lines): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');

describe('bytes that were a request once', () => {
  it(
    'get no answer of 5xx, end, and keep the next honest request from nothing',
    async () => {
      await holds(
        mutated,
        async ({ changes, noise, cut, twice, finish }) => {
          const one = changes.reduce(changed, honest());
          let bytes = noise.reduce((sum, { place, text }) => insert(sum, place, text), written(one));
          if (cut !== null) bytes = bytes.subarray(0, at(bytes, cut));
          const { statuses, text } = await speak(twice ? Buffer.concat([bytes, bytes]) : bytes, { finish });
          expect(statuses.filter((status) => status >= 500)).toEqual([]);
          expect(text).not.toMatch(/ at .*:\d+:\d+|node:internal|src\//);
        },
        60,
      );
      const { statuses } = await speak(written(honest()), { wait: 10_000, answers: 1 });
      expect(statuses).toEqual([202]);
      const { reactions } = blog.app.database.tables;
      const rows = await blog.app.database.query.select().from(reactions);
      expect(rows.length).toBeGreaterThan(0);
    },
    3 * patience,
  );

  const chunked = 'Transfer-Encoding: chunked';
  const inner = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  it.each([
    ['both a length and chunks', [chunked, 'Content-Length: 4'], `0\r\n\r\n${inner}`],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6'], `abcde${inner}`],
    ['a length that is a list', ['Content-Length: 5, 6'], `abcde${inner}`],
    ['a length with a sign', ['Content-Length: +5'], `abcde${inner}`],
    ['a coding that is not chunked at its end', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${inner}`],
    ['a coding behind a space', ['Transfer-Encoding : chunked'], `0\r\n\r\n${inner}`],
    ['a coding on a line that goes on', ['Transfer-Encoding:\r\n chunked', 'Content-Length: 4'], `0\r\n\r\n${inner}`],
    ['a chunk whose size is none', [chunked], `0x5\r\nabcde\r\n0\r\n\r\n${inner}`],
    ['a chunk that is longer than it says', [chunked], `5\r\nabcdefgh\r\n0\r\n\r\n${inner}`],
    ['a chunk whose size ends with a bare line feed', [chunked], `5\nabcde\r\n0\r\n\r\n${inner}`],
    ['a line that ends with a bare carriage return', ['x: y\rContent-Length: 5'], `abcde${inner}`],
    ['NUL in a line', ['x: a\0b', 'Content-Length: 5'], `abcde${inner}`],
  ])('are refused, and nothing behind them is read: %s', async (_, lines, body) => {
    const head = ['POST /interact HTTP/1.1', 'Host: x', 'Content-Type: application/x-www-form-urlencoded', ...lines];
    const { statuses, ended } = await speak(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'), {
      wait: 2000,
    });
    expect(ended).toBe(true);
    expect(statuses).toHaveLength(1);
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
    expect(statuses[0]).toBeLessThan(500);
  });
});
