import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { addressesOf, answer, drip, hasty, type Listener, listen, makeGuard } from './world.ts';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\n';

const chunks = `${head}transfer-encoding: chunked\r\n\r\n`;

/** What each says at once, and what it then says again and again: all of it too little. */
const slow: [name: string, atOnce: string, again: string][] = [
  ['says nothing', '', ''],
  ['drips its header, letter by letter', head, 'x'],
  ['drips blank lines', '', '\r\n'],
  ['drips header lines', head, 'a: b\r\n'],
  ['drips answers before the answer', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
  ['is silent after its header', `${head}content-length: 2\r\n\r\n`, ''],
  ['is silent after half a body', `${head}content-length: 2\r\n\r\n{`, ''],
  ['drips its body', `${head}\r\n`, ' '],
  ['drips its body in chunks', chunks, '1\r\n \r\n'],
  ['is silent in the middle of a chunk', `${chunks}ff\r\n{"a":`, ''],
  ['drips what it has to say of a chunk', `${chunks}1;`, 'a'],
  ['drips what comes after the last chunk', `${chunks}2\r\n{}\r\n0\r\n`, 'a: b\r\n'],
  ['never ends a packed body', `${head}content-encoding: gzip\r\n\r\n\x1f`, ''],
];
const brief = { phase: 10_000, total: 120 };

const dripping = (atOnce: string, again: string) =>
  listen((socket) => {
    socket.write(atOnce);
    if (again !== '') drip(socket, again, 20);
  });

it.each(slow)('a server that %s is left when the time is over, and its socket closed', async (_, atOnce, again) => {
  const here = await dripping(atOnce, again);
  expect(await makeGuard({ patience: brief }).get(here.origin, '*/*')).toMatchObject({ failed: 'too slow' });
  await expect.poll(here.open).toBe(0);
});

it.each(slow)('a server that %s after a POST is left as well', async (_, atOnce, again) => {
  const here = await dripping(atOnce, again);
  const posted = await makeGuard({ patience: brief }).post(`${here.origin}/inbox`, { headers: {}, body: '{}' });
  // An answer whose header is there is an answer, whatever becomes of its body.
  expect(posted).toMatchObject('status' in posted ? { status: 200 } : { failed: 'too slow' });
  expect(posted).not.toHaveProperty('unsent');
  await expect.poll(here.open).toBe(0);
});

it('a server that takes no connection, or never ends its handshake, is left in the time that a phase has', async () => {
  // Whatever listens there says nothing that TLS could begin with.
  const here = await listen();
  const guard = makeGuard({
    allowed: [`stalls.test:${here.port}`],
    patience: { phase: 300, total: 10_000 },
    resolve: (_hostname, _options, done) => done(null, addressesOf(['127.0.0.1'])),
  });
  const failed = { failed: 'too slow', unsent: true };
  expect(await guard.get(`https://stalls.test:${here.port}/`, '*/*')).toMatchObject(failed);
  expect(await guard.post(`https://stalls.test:${here.port}/`, { headers: {}, body: '' })).toMatchObject(failed);
  expect(here.connections()).toBe(2);
  await expect.poll(here.open).toBe(0);
});

it('a name that is never answered for is left in that time too', async () => {
  const guard = makeGuard({ patience: { phase: 300, total: 10_000 }, resolve: () => undefined });
  expect(await guard.get('http://silent.test/', '*/*')).toMatchObject({ failed: 'too slow', unsent: true });
});

it('two at a time are asked of a host, and the others wait and are all answered', async () => {
  const waiting: Socket[] = [];
  const here: Listener = await listen((socket) => waiting.push(socket));
  const guard = makeGuard();
  const all = Promise.all(Array.from({ length: 9 }, (_, index) => guard.get(`${here.origin}/${index}`, '*/*')));
  let most = 0;
  for (let answered = 0; answered < 9; answered += 1) {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    most = Math.max(most, waiting.length, here.open());
    waiting.shift()?.write(answer());
  }
  expect((await all).map((one) => 'status' in one && one.status)).toEqual(Array.from({ length: 9 }, () => 200));
  expect(most).toBe(2);
  expect(here.heads).toHaveLength(9);
});

it('who is kept waiting at one host is not in the way of another', async () => {
  const [silent, quick] = [await listen(), await listen((socket) => socket.write(answer()))];
  const guard = makeGuard({ patience: hasty });
  const left = Promise.all(Array.from({ length: 6 }, () => guard.get(silent.origin, '*/*')));
  expect(await guard.get(quick.origin, '*/*')).toMatchObject({ status: 200 });
  for (const one of await left) expect(one).toMatchObject({ failed: 'too slow' });
  expect(silent.open()).toBeLessThanOrEqual(2);
  await expect.poll(silent.open).toBe(0);
});

it('what is asked on closed ground is over at once: nobody is waited for, nobody is asked', async () => {
  const here = await listen();
  const guard = makeGuard();
  const asking = guard.get(here.origin, '*/*');
  await expect.poll(() => here.heads.length).toBe(1);
  await guard.hangUp();
  expect(await asking).toMatchObject({ failed: 'unasked' });
  expect(await guard.get(here.origin, '*/*')).toMatchObject({ failed: 'unasked' });
  await expect.poll(here.open).toBe(0);
  expect(here.connections()).toBe(1);
});
