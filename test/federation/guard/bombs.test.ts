import { brotliCompressSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { answer, forEver, listen, makeGuard } from './world.ts';

const mebibyte = 1024 * 1024;
const json = Buffer.from('{"id":"https://a.test/"}');
const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\n';
const ask = (origin: string) => makeGuard({ patience: { phase: 10_000, total: 10_000 } }).get(origin, '*/*');

it.each([
  ['as it is', json, {}],
  ['as it is, and says so', json, { 'content-encoding': 'identity' }],
  ['by gzip', gzipSync(json), { 'content-encoding': 'gzip' }],
  ['by gzip, of old', gzipSync(json), { 'content-encoding': 'X-GZIP' }],
  [
    'by gzip, in two members',
    Buffer.concat([gzipSync(json.subarray(0, 9)), gzipSync(json.subarray(9))]),
    { 'content-encoding': 'gzip' },
  ],
] as [string, Buffer, Record<string, string>][])('a body that comes %s is read', async (_, body, headers) => {
  const here = await listen((socket) => socket.write(answer(body, headers)));
  expect(await ask(here.origin)).toMatchObject({ status: 200, body: json });
  // Nobody is told that we would take anything else.
  expect(here.heads[0]).toMatch(/^accept-encoding: gzip$/im);
});

it.each([
  ['br', brotliCompressSync(json)],
  ['deflate', deflateSync(json)],
  ['zstd', zstdCompressSync(json)],
  ['gzip, gzip', gzipSync(gzipSync(json))],
  ['gzip, br', brotliCompressSync(gzipSync(json))],
  ['identity, gzip', gzipSync(json)],
  ['gzip,', gzipSync(json)],
  ['compress', json],
  ['rot13', json],
  ['gzip', json],
  ['gzip', gzipSync(json).subarray(0, -9)],
  ['gzip', Buffer.concat([gzipSync(json), Buffer.from('rubbish')])],
  ['gzip', Buffer.concat([gzipSync(json).subarray(0, -8), Buffer.alloc(8)])],
] as [string, Buffer][])(
  'a body that is packed by %j, which was not asked for or is broken, is none',
  async (name, body) => {
    const here = await listen((socket) => socket.write(answer(body, { 'content-encoding': name })));
    expect(await ask(here.origin)).toMatchObject({ failed: 'unreachable' });
  },
);

it('who is gone is gone, however the page that says so is packed', async () => {
  const gone = `HTTP/1.1 410 Gone\r\ncontent-encoding: br\r\ncontent-length: 5\r\n\r\nsorry`;
  const here = await listen((socket) => socket.write(gone));
  expect(await ask(here.origin)).toMatchObject({ status: 410, body: Buffer.alloc(0) });
});

it('where a word is asked for, no more than a word is read, however it comes', async () => {
  const word = (body: Buffer, headers: Record<string, string> = {}) => ({ body, headers });
  const packed = (letters: number) => word(gzipSync(Buffer.alloc(letters, 'a')), { 'content-encoding': 'gzip' });
  for (const { body, headers } of [word(Buffer.alloc(43, 'a')), packed(43)]) {
    const here = await listen((socket) => socket.write(answer(body, headers)));
    expect(await makeGuard().get(here.origin, '*/*', { most: 43 })).toMatchObject({ body: Buffer.alloc(43, 'a') });
  }
  for (const { body, headers } of [word(Buffer.alloc(44, 'a')), packed(44)]) {
    const here = await listen((socket) => socket.write(answer(body, headers)));
    expect(await makeGuard().get(here.origin, '*/*', { most: 43 })).toMatchObject({ failed: 'too large' });
  }
  // The rest is not waited for.
  const start = `${head}content-length: ${mebibyte}\r\n\r\n${'a'.repeat(44)}`;
  const here = await listen((socket) => socket.write(start));
  const guard = makeGuard({ patience: { phase: 3000, total: 3000 } });
  expect(await guard.get(here.origin, '*/*', { most: 43 })).toMatchObject({ failed: 'too large' });
});

it('a body of a mebibyte is read, and not one byte more, however it comes', async () => {
  const full = Buffer.alloc(mebibyte, 'a');
  const more = Buffer.alloc(mebibyte + 1, 'a');
  const chunked = (body: Buffer): Buffer => {
    const pieces: Buffer[] = [];
    for (let at = 0; at < body.length; at += 500) {
      const piece = body.subarray(at, at + 500);
      pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    }
    return Buffer.concat([
      Buffer.from(`${head}transfer-encoding: chunked\r\n\r\n`),
      ...pieces,
      Buffer.from('0\r\n\r\n'),
    ]);
  };
  const ways: ((body: Buffer) => Buffer)[] = [
    (body) => answer(body),
    (body) => answer(gzipSync(body), { 'content-encoding': 'gzip' }),
    chunked,
  ];
  for (const way of ways) {
    const here = await listen((socket, request) => socket.write(way(request.startsWith('GET /full') ? full : more)));
    expect(await ask(`${here.origin}/full`)).toMatchObject({ status: 200, body: { length: mebibyte } });
    expect(await ask(`${here.origin}/more`)).toMatchObject({ failed: 'too large' });
  }
});

it('what is sent beyond the length that was said is no part of the body, nor of the next answer', async () => {
  const here = await listen((socket) => {
    if (here.heads.length > 1) return void socket.write(answer('{"second":1}'));
    socket.write(Buffer.concat([answer('{"first":1}'), answer('{"smuggled":1}'), answer('{"smuggled":2}')]));
  });
  const guard = makeGuard();
  expect(await guard.get(here.origin, '*/*')).toMatchObject({ body: Buffer.from('{"first":1}') });
  expect(await guard.get(here.origin, '*/*')).toMatchObject({ body: Buffer.from('{"second":1}') });
});

const chunks = `${head}transfer-encoding: chunked\r\n\r\n`;

/** What each says at once, and what it then says as fast as the line carries it. None of it is a body of more than a mebibyte, or says so. */
const floods: [name: string, atOnce: string, again: string][] = [
  ['one line of a header', `${head}x: `, 'a'],
  ['header lines', head, 'a: b\r\n'],
  ['a reason', 'HTTP/1.1 200 ', 'a'],
  ['blank lines', '', '\r\n'],
  ['answers before the answer', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ['one chunk’s length', chunks, '0'],
  ['what is said of one chunk', `${chunks}1;`, 'a'],
  ['what is said of many chunks', chunks, `1;${'x'.repeat(1000)}\r\na\r\n`],
  ['chunks', chunks, '5\r\naaaaa\r\n'],
  ['lines after the last chunk', `${chunks}0\r\n`, 'a: b\r\n'],
  ['a body', `${head}\r\n`, ' '],
  ['a body whose length was said', `${head}content-length: 1099511627776\r\n\r\n`, ' '],
  ['what is no HTTP', '', '{"a":1}\n'],
];

it.each(floods)('%s without end is cut off after a few mebibytes, and the socket closed', async (_, atOnce, again) => {
  let sent = 0;
  const here = await listen((socket) => {
    socket.on('close', () => {
      sent += socket.bytesWritten;
    });
    socket.write(atOnce);
    forEver(socket, again);
  });
  for (const way of ['get', 'post']) {
    sent = 0;
    const guard = makeGuard({ patience: { phase: 30_000, total: 30_000 } });
    const came =
      way === 'get' ? await guard.get(here.origin, '*/*') : await guard.post(here.origin, { headers: {}, body: '{}' });
    // Not by the time that is over.
    expect(came).not.toMatchObject({ failed: 'too slow' });
    if (way === 'get') expect(came).toHaveProperty('failed');
    await expect.poll(here.open).toBe(0);
    // What the guard took, and what lay in the buffers of both ends.
    expect(sent).toBeLessThan(16 * mebibyte);
  }
});

it('packed packings cost nothing: two kilobytes of them would unpack to gigabytes of nothing', async () => {
  // An empty block of deflate is five bytes long and unpacks to none; a long row of them packs a thousandfold, twice.
  const blocks = Buffer.alloc(2 * mebibyte);
  for (let at = 3; at + 1 < blocks.length; at += 5) blocks.fill(0xff, at, at + 2);
  const nothing = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), blocks]);
  const packed = gzipSync(gzipSync(nothing));
  expect(packed.length).toBeLessThan(2000);
  expect(gunzipSync(gunzipSync(packed)).length).toBeGreaterThan(2_000_000);
  const here = await listen((socket) => socket.write(answer(packed, { 'content-encoding': 'gzip, gzip, gzip' })));
  expect(await ask(here.origin)).toMatchObject({
    failed: 'unreachable',
    what: expect.stringContaining('not asked for'),
  });
});

it('a bomb is not held in memory: twenty at once, each of a gigabyte, take no more than their mebibytes', async () => {
  // Members of one gzip, so that it need not be packed whole.
  const member = gzipSync(Buffer.alloc(32 * mebibyte));
  const bomb = Buffer.concat(Array.from({ length: 32 }, () => member)).subarray(0, mebibyte);
  const here = await listen((socket) => socket.write(answer(bomb, { 'content-encoding': 'gzip' })));
  const guard = makeGuard();
  const held = () => process.memoryUsage().external;
  const before = held();
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, held() - before);
  }, 10);
  const all = await Promise.all(Array.from({ length: 20 }, () => guard.get(here.origin, '*/*')));
  clearInterval(timer);
  expect(new Set(all.map((one) => 'failed' in one && one.failed))).toEqual(new Set(['too large']));
  // Two at a time, packed and unpacked, and what the collector has not taken yet: not one of them whole.
  expect(most).toBeLessThan(300 * mebibyte);
});

it.each([
  ['an unknown status', 'HTTP/1.1 999 What\r\ncontent-length: 2\r\n\r\n{}'],
  ['a status of no hundred', 'HTTP/1.1 099 What\r\ncontent-length: 2\r\n\r\n{}'],
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'],
  ['a demand for more', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['two lengths', `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
  ['a length and chunks', `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a length below nothing', `${head}content-length: -1\r\n\r\n{}`],
  ['a length that is too long for a number', `${head}content-length: 99999999999999999999\r\n\r\n{}`],
  ['a chunk of no length', `${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}`],
  ['HTTP/2', Buffer.from('000000040000000000', 'hex')],
  ['a greeting of mail', '220 mail.example ESMTP\r\n'],
  ['nothing, and hangs up', ''],
  ['half a header, and hangs up', head],
  ['half a body, and hangs up', `${head}content-length: 9\r\n\r\n{}`],
])('%s is no answer', async (_, bytes) => {
  const here = await listen((socket) => socket.end(bytes));
  expect(await ask(here.origin)).toMatchObject({ failed: 'unreachable' });
});
