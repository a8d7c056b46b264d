import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signGet } from '../../../src/federation/sign.ts';
import { engines } from '../../support/databases.ts';
import { verifySignature } from '../../support/peer.ts';
import { serve } from '../sample.ts';
import { answer, drip, forEver, hasty, listen, makeGuard, resolver } from './world.ts';

const pathOf = (head: string): string => /^GET (\S+) HTTP\/1\.1/.exec(head)?.[1] ?? head;
const redirect = (location: string, status = '302 Found'): Buffer => answer('', { location }, status);

describe('a redirect', () => {
  it.each([
    // Of each kind of refused address one or two; the address itself is judged in addresses.test.ts.
    ...[
      'http://10.0.0.1/',
      'http://192.168.0.1/',
      'http://172.16.0.1/',
      'http://100.64.0.1/',
      'http://169.254.169.254/latest/meta-data/',
    ],
    ...[
      'http://0.0.0.0/',
      'http://[fe80::1]/',
      'http://[fd00:ec2::254]/',
      'http://[::ffff:10.0.0.1]/',
      'http://[64:ff9b::a00:1]/',
      'http://224.0.0.1/',
    ],
    ...[
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://localhost/',
      'https://lan.test/',
      'http://lan.test/',
      'https://0x7f.1/',
      'https://2130706433/',
    ],
    // Another scheme, another port, a user, an odd spelling.
    ...[
      'https://127.0.0.1:HERE/',
      'https://public.test:8443/',
      'ftp://127.0.0.1:HERE/',
      'file:///etc/passwd',
      'data:application/activity+json,{}',
      'javascript:alert(1)',
      'about:blank',
      'unix:/run/x.sock',
      'gopher://127.0.0.1:HERE/_GET',
    ],
    ...[
      'http://user@127.0.0.1:HERE/there',
      'http://@127.0.0.1:HERE/there',
      'http:\\\\127.0.0.1:HERE\\there',
      '\\\\127.0.0.1:HERE/there',
      '/\\127.0.0.1:HERE/there',
      'http:127.0.0.1:HERE/there',
      'http:/127.0.0.1:HERE/there',
      'http:///127.0.0.1:HERE/there',
      '///127.0.0.1:HERE/there',
      '////127.0.0.1:HERE/there',
      '//user@127.0.0.1:HERE/there',
      '/the re',
      '/the\tre',
      'http://127.0.0.1:HERE /there',
    ],
    ...['http://', 'http:', 'http://[', '//', 'http://127.0.0.1:99999/', '', `/${'a'.repeat(2048)}`],
  ])('to %j ends where it is', async (location) => {
    const [there, here] = [
      await listen((socket) => socket.write(answer())),
      await listen((socket) => socket.write(redirect(location.replaceAll('HERE', String(there.port))))),
    ];
    const { resolve } = resolver({
      'lan.test': [['192.168.0.9']],
      localhost: [['127.0.0.1']],
      'public.test': [['127.0.0.1']],
    });
    expect(await makeGuard({ resolve }).get(here.origin, '*/*')).toMatchObject({ failed: 'refused' });
    expect([here.heads.length, there.connections()]).toEqual([1, 0]);
  });

  it.each([
    ['/there', '/there'],
    ['there', '/a/there'],
    ['../there?x=1', '/there?x=1'],
    ['?page=2', '/a/b?page=2'],
    ['#top', '/a/b'],
    ['//127.0.0.1:HERE/there', '/there'],
    ['http://127.1:HERE/there#x', '/there'],
    ['HTTP://127.0.0.1:HERE/there', '/there'],
    ['/@gina', '/@gina'],
    // As some servers write it, against the standard: in UTF-8.
    ['/gr\u00fc\u00dfe', '/gr%C3%BC%C3%9Fe'],
  ])('to %j leads to %s', async (location, path) => {
    const here = await listen((socket) => {
      const isFirst = here.heads.length === 1;
      const written = Buffer.from(location.replace('HERE', String(here.port))).toString('latin1');
      socket.write(isFirst ? redirect(written) : answer('{"end":true}'));
    });
    expect(await makeGuard().get(`${here.origin}/a/b`, '*/*')).toMatchObject({
      status: 200,
      body: Buffer.from('{"end":true}'),
    });
    expect(here.heads.map(pathOf)).toEqual(['/a/b', path]);
  });

  it.each([
    '300 Multiple Choices',
    '304 Not Modified',
    '305 Use Proxy',
    '306 Unused',
    '309 What',
    '201 Created',
    '200 OK',
  ])('is none with the status %s: nobody else is asked', async (status) => {
    const there = await listen();
    const here = await listen((socket) =>
      socket.end(answer('', { location: there.origin, connection: 'close' }, status)),
    );
    expect(await makeGuard().get(here.origin, '*/*')).toMatchObject({
      status: Number.parseInt(status, 10),
      url: `${here.origin}/`,
    });
    expect(there.connections()).toBe(0);
  });

  it('without a place to go is an answer, and with two places leads to neither', async () => {
    const there = await listen();
    const here = await listen((socket, head) => {
      const two = `HTTP/1.1 302 Found\r\nlocation: ${there.origin}/1\r\nlocation: ${there.origin}/2\r\ncontent-length: 0\r\n\r\n`;
      socket.write(pathOf(head) === '/two' ? two : answer('{}', {}, '302 Found'));
    });
    expect(await makeGuard().get(`${here.origin}/none`, '*/*')).toMatchObject({ status: 302 });
    expect(await makeGuard().get(`${here.origin}/two`, '*/*')).toMatchObject({ failed: 'refused' });
    expect(there.connections()).toBe(0);
  });

  it('may be followed by a body that never ends, of which nothing is waited for', async () => {
    const here = await listen((socket, head) => {
      if (pathOf(head) !== '/') return void socket.write(answer());
      socket.write('HTTP/1.1 302 Found\r\nlocation: /end\r\ntransfer-encoding: chunked\r\n\r\n');
      forEver(socket, '1\r\na\r\n');
    });
    expect(await makeGuard().get(here.origin, '*/*')).toMatchObject({ status: 200, url: `${here.origin}/end` });
    await expect.poll(here.open).toBe(1);
  });

  it('has no more time than the first request had', async () => {
    const here = await listen((socket) => setTimeout(() => socket.write(redirect('/next')), 130));
    expect(await makeGuard({ patience: hasty }).get(here.origin, '*/*')).toMatchObject({ failed: 'too slow' });
    expect(here.heads.length).toBeLessThanOrEqual(3);
  });

  it('between two is followed three times, and four requests are made', async () => {
    const [one, other] = [
      await listen((socket) => socket.write(redirect(`${other.origin}/`))),
      await listen((socket) => socket.write(redirect(`${one.origin}/`))),
    ];
    expect(await makeGuard().get(one.origin, '*/*')).toMatchObject({ failed: 'too many redirects' });
    expect([one.heads.length, other.heads.length]).toEqual([2, 2]);
  });

  it('takes no proof along: each request is signed for its own host and path', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const there = await listen((socket) => socket.write(answer()));
    const here = await listen((socket) => socket.write(redirect(`${there.origin}/other?q=1`)));
    const sign = async (url: URL) => signGet(url, { keyId: 'https://blog.example/k', key: privateKey }, new Date());
    await makeGuard({ sign }).get(`${here.origin}/first`, 'application/activity+json');
    const [first, second] = [here, there].map(({ heads }) => {
      const [, ...lines] = (heads[0] ?? '').split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      return { method: 'GET', url: pathOf(heads[0] ?? ''), headers };
    });
    if (!first || !second) throw new Error('Nothing came.');
    expect([verifySignature(first, pem), verifySignature(second, pem)]).toEqual([
      { keyId: 'https://blog.example/k' },
      { keyId: 'https://blog.example/k' },
    ]);
    expect(
      verifySignature({ ...second, headers: { ...second.headers, signature: first.headers.signature } }, pem),
    ).toBeNull();
    // Nothing else is told of us, nor where we come from.
    expect(Object.keys(second.headers).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'date',
      'host',
      'signature',
      'user-agent',
    ]);
  });

  it('to a host that is blocked is not followed, nor from it; trouble in finding that out is nobody’s else', async () => {
    const there = await listen((socket) => socket.write(answer()));
    const here = await listen((socket) => socket.write(redirect(`${there.origin}/`)));
    const guard = makeGuard({ isRefused: (url) => url.host === there.host });
    expect(await guard.get(here.origin, '*/*')).toMatchObject({ failed: 'refused', what: `${there.host} is blocked` });
    expect([here.heads.length, there.connections()]).toEqual([1, 0]);
    const trouble = new Error('The database is full.');
    const fails = () => {
      throw trouble;
    };
    await expect(makeGuard({ isRefused: fails }).get(here.origin, '*/*')).rejects.toBe(trouble);
    await expect(makeGuard({ sign: async () => fails() }).get(here.origin, '*/*')).rejects.toBe(trouble);
    expect([here.heads.length, there.connections()]).toEqual([1, 0]);
  });

  it.each(['301 Moved', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'])(
    'with %s is an answer to what is posted, which goes nowhere else',
    async (status) => {
      const there = await listen();
      const here = await listen((socket) => socket.write(redirect(there.origin, status)));
      const posted = await makeGuard().post(`${here.origin}/inbox`, { headers: { signature: 'x' }, body: '{}' });
      expect(posted).toMatchObject({ status: Number.parseInt(status, 10), retryAfter: null });
      expect([here.heads.length, there.connections()]).toEqual([1, 0]);
    },
  );

  it('that would leave the one host that may be asked is told and not followed', async () => {
    const there = await listen();
    const here = await listen((socket, head) => {
      socket.write(pathOf(head) === '/' ? redirect('/within') : redirect(`${there.origin}/x`));
    });
    expect(await makeGuard().get(here.origin, '*/*', { stay: true })).toEqual({
      ...{ failed: 'refused', what: `${here.host} redirects elsewhere`, leads: `${there.origin}/x` },
    });
    expect([here.heads.length, there.connections()]).toEqual([2, 0]);
  });
});

it('what is dripped after the answer that was read does not keep a socket open', async () => {
  const here = await listen((socket) => {
    socket.write('HTTP/1.1 302 Found\r\nlocation: ftp://x/\r\ntransfer-encoding: chunked\r\n\r\n');
    drip(socket, '1\r\na\r\n', 20);
  });
  expect(await makeGuard().get(here.origin, '*/*')).toMatchObject({ failed: 'refused' });
  await expect.poll(here.open).toBe(0);
});

it.each(engines)(
  'whoever asks for the blog on $name: no blocked host is asked, wherever a redirect leads',
  async ({ open }) => {
    const database = await open();
    const there = await listen((socket) => socket.write(answer()));
    const here = await listen((socket) =>
      socket.write(redirect(`${there.origin.replace('127.0.0.1', 'Away.localhost')}/`)),
    );
    const away = `away.localhost:${there.port}`;
    const { resolve } = resolver({ 'away.localhost': [['127.0.0.1']] });
    const served = await serve(database, { allowed: [here.host, away], resolve });
    onTestFinished(async () => {
      await served.close();
      await database.close();
    });
    const { guard } = served.federation;
    expect(await guard.get(here.origin, 'image/*')).toMatchObject({ status: 200 });
    await database.query
      .insert(database.tables.blocks)
      .values({ name: 'localhost', kind: 'domain', since: new Date(0) });
    expect(await guard.get(here.origin, 'text/html')).toMatchObject({ failed: 'refused', what: `${away} is blocked` });
    expect([here.heads.length, there.heads.length]).toEqual([2, 1]);
  },
);
