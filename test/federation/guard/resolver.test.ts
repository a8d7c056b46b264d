import { readFileSync } from 'node:fs';
import { getDefaultAutoSelectFamily, type Socket } from 'node:net';
import tls from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { createIsBlockedHost } from '../../../src/federation/blocks/is-blocked.ts';
import type { Resolve } from '../../../src/federation/guard/connect.ts';
import { engines } from '../../support/databases.ts';
import { addressesOf, answer, hasty, listen, makeGuard, resolver } from './world.ts';

const again = (socket: Socket): void => void socket.write(answer());

it('is asked once for a connection, and what it said then is what is connected to', async () => {
  const here = await listen((socket) => socket.end(answer('{}', { connection: 'close' })));
  const { resolve, asked } = resolver({ 'flips.test': [['127.0.0.1'], ['10.0.0.7'], ['127.0.0.1']] });
  const guard = makeGuard({ resolve });
  const ask = () => guard.get(`http://flips.test:${here.port}/`, '*/*');
  // A second question before the connection would be answered otherwise.
  expect(await ask()).toMatchObject({ status: 200 });
  expect(asked).toHaveLength(1);
  expect(await ask()).toMatchObject({ failed: 'refused', byName: true, what: expect.stringContaining('10.0.0.7') });
  expect(await ask()).toMatchObject({ status: 200 });
  expect([asked.length, here.connections()]).toEqual([3, 2]);
});

it.each([
  ['first', ['127.0.0.1', '10.0.0.7']],
  ['last', ['10.0.0.7', '127.0.0.1']],
  ['in the other family', ['127.0.0.1', 'fe80::1']],
  ['in the other family, first', ['fe80::1', '127.0.0.1']],
  ['with a zone', ['::1%eth0.7', '10.0.0.1']],
  ['as no address', ['127.0.0.1', 'localhost']],
  ['as an empty one', ['127.0.0.1', '']],
  ['beyond those that would be tried', [...Array.from({ length: 999 }, () => '127.0.0.1'), '8.8.8.8']],
])('that names one refused address among others, %s, leads to none of them', async (_, addresses) => {
  const here = await listen(again);
  const { resolve } = resolver({ 'both.test': [addresses] });
  expect(await makeGuard({ resolve }).get(`http://both.test:${here.port}/`, '*/*')).toMatchObject({
    ...{ failed: 'refused', byName: true, unsent: true },
  });
  expect(here.connections()).toBe(0);
});

it('may not be told which family it gives by the family that is asked for', async () => {
  const here = await listen(again);
  const asked: unknown[] = [];
  const byFamily: Resolve = (_hostname, options, done) => {
    asked.push(options.all);
    // All that there is, whatever was asked for: the honest part first.
    done(
      null,
      addressesOf(
        options.family === 6 ? ['::1'] : options.family === 4 ? ['127.0.0.1'] : ['127.0.0.1', '::1', 'fd00::1'],
      ),
    );
  };
  const guard = makeGuard({ resolve: byFamily });
  expect(await guard.get(`http://any.test:${here.port}/`, '*/*')).toMatchObject({ failed: 'refused' });
  expect(asked).toEqual([true]);
  expect(here.connections()).toBe(0);
});

it('may name a thousand addresses, of which few are knocked at, of both families', async () => {
  // Node tries one address after the other: nobody listens at this port but at the fifth.
  expect(getDefaultAutoSelectFamily()).toBe(true);
  const fifth = await listen(again, '127.0.0.5');
  const ask = (addresses: string[]) => {
    const { resolve } = resolver({ 'crowd.test': [addresses] });
    return makeGuard({ resolve }).get(`http://crowd.test:${fifth.port}/`, '*/*');
  };
  const many = Array.from({ length: 1000 }, (_, index) => `127.0.${index >> 8}.${index & 255}`).filter(
    (one) => one !== '127.0.0.5',
  );
  expect(await ask([...many.slice(6), '127.0.0.5'])).toMatchObject({ failed: 'unreachable' });
  expect(fifth.connections()).toBe(0);
  expect(await ask(['127.0.0.9', '127.0.0.8', '127.0.0.7', '127.0.0.5', ...many])).toMatchObject({ status: 200 });
  // One kind does not crowd out the other.
  expect(await ask([...Array.from({ length: 999 }, () => '::1'), '127.0.0.5'])).toMatchObject({ status: 200 });
});

it.each([
  ['nothing', [[]], 'refused'],
  ['that there is no such name', [], 'unreachable'],
] as [string, string[][], string][])('may say %s', async (_, answers, failed) => {
  const { resolve } = resolver(answers.length > 0 ? { 'none.test': answers } : {});
  expect(await makeGuard({ resolve }).get('http://none.test/', '*/*')).toMatchObject({ failed, unsent: true });
});

it('that answers after the time is over is not listened to', async () => {
  const here = await listen(again);
  const late = Promise.withResolvers<() => void>();
  const resolve: Resolve = (_hostname, _options, done) => late.resolve(() => done(null, addressesOf(['127.0.0.1'])));
  const guard = makeGuard({ resolve, patience: hasty });
  expect(await guard.get(`http://late.test:${here.port}/`, '*/*')).toMatchObject({ failed: 'too slow' });
  (await late.promise)();
  await new Promise((done) => setTimeout(done, 50));
  expect(here.connections()).toBe(0);
});

it.each([
  ...[
    'localhost',
    'LOCALHOST',
    'a.localhost',
    'ｌocalhost',
    'under_score.test',
    'xn--bcher-kva.test',
    'bücher.test',
    '-a.test',
  ],
])('is asked for %s like for any other name, and its answer is judged', async (name) => {
  const here = await listen(again);
  const asked: string[] = [];
  const resolve: Resolve = (hostname, _options, done) => {
    asked.push(hostname);
    done(null, addressesOf(['127.0.0.1']));
  };
  const guard = makeGuard({ allowed: [], resolve });
  expect(await guard.get(`https://${name}/`, '*/*')).toMatchObject({ failed: 'refused', byName: true });
  expect([asked.length, here.connections()]).toEqual([1, 0]);
  expect(asked[0]).toMatch(/^[\w.-]+$/);
});

it('leads each name to its own connection, though both are the same machine', async () => {
  const here = await listen(again);
  const { resolve, asked } = resolver({
    'one.test': [['127.0.0.1']],
    'two.test': [['127.0.0.1']],
    'bad.test': [['10.0.0.1']],
  });
  const guard = makeGuard({ resolve });
  const ask = (name: string) => guard.get(`http://${name}:${here.port}/`, '*/*');
  for (let time = 0; time < 4; time += 1) expect(await ask('one.test')).toMatchObject({ status: 200 });
  // Kept alive, and used again without a question: there are two at most.
  const before = here.connections();
  expect([before <= 2, asked]).toEqual([true, Array.from({ length: before }, () => 'one.test')]);
  expect(await ask('two.test')).toMatchObject({ status: 200 });
  expect(await ask('bad.test')).toMatchObject({ failed: 'refused' });
  expect([asked.slice(before), here.connections()]).toEqual([['two.test', 'bad.test'], before + 1]);
  const hosts = here.heads.map((head) => /host: (\S+):/i.exec(head)?.[1]);
  expect(hosts).toEqual(['one.test', 'one.test', 'one.test', 'one.test', 'two.test']);
});

it('leads to nobody who was blocked meanwhile, though the connection to them is open', async () => {
  const here = await listen(again);
  const { resolve } = resolver({ 'friend.test': [['127.0.0.1']], 'a.friend.test': [['127.0.0.1']] });
  const [engine] = engines;
  if (!engine) throw new Error('no engine');
  const database = await engine.open();
  onTestFinished(() => database.close());
  const guard = makeGuard({ resolve, isRefused: createIsBlockedHost(database) });
  const ask = (name = 'friend.test') => guard.get(`http://${name}:${here.port}/`, '*/*');
  expect(await ask()).toMatchObject({ status: 200 });
  expect(here.open()).toBe(1);
  await database.query
    .insert(database.tables.blocks)
    .values({ name: 'friend.test', kind: 'domain', since: new Date(0) });
  for (const name of ['friend.test', 'FRIEND.test', 'a.friend.test', 'ｆriend.test'])
    expect(await ask(name)).toMatchObject({ failed: 'refused', what: expect.stringContaining('is blocked') });
  expect([here.heads.length, here.connections()]).toEqual([1, 1]);
});

it('that leads to a machine which is not who it says it is tells it nothing', async () => {
  const read = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
  const usual = tls.getCACertificates('default');
  let requests = 0;
  const server = tls.createServer({ cert: read('certificate'), key: read('key') }, (socket) => {
    socket
      .on('error', () => undefined)
      .on('data', () => {
        requests += 1;
        socket.end(answer('{}', { connection: 'close' }));
      });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    tls.setDefaultCACertificates(usual);
    server.close();
  });
  const port = (server.address() as { port: number }).port;
  const { resolve } = resolver({
    'safe.test': [['127.0.0.1']],
    'a.safe.test': [['127.0.0.1']],
    'other.test': [['127.0.0.1']],
  });
  const names = ['safe.test', 'a.safe.test', 'other.test'];
  const ask = (name: string) =>
    makeGuard({ resolve, allowed: names.map((one) => `${one}:${port}`) }).get(`https://${name}:${port}/`, '*/*');
  // Signed by itself.
  expect(await ask('safe.test')).toMatchObject({ failed: 'unreachable', unsent: true });
  tls.setDefaultCACertificates([...usual, read('certificate')]);
  expect(await ask('other.test')).toMatchObject({ failed: 'unreachable', unsent: true });
  expect(requests).toBe(0);
  for (const name of ['safe.test', 'a.safe.test']) expect(await ask(name)).toMatchObject({ status: 200 });
  expect(requests).toBe(2);
});
