import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fencedConnector, Refused, type Resolve } from '../../src/federation/guard/connect.ts';
import { createGuard, type Guard } from '../../src/federation/guard/guard.ts';
import { signGet } from '../../src/federation/sign.ts';
import { type Peer, startPeer, verifySignature } from '../support/peer.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signer = { keyId: 'https://blog.example.com/ap/actors/james#main-key', key: privateKey };

let peer: Peer;
const guards: Guard[] = [];

function makeGuard(options: Partial<Parameters<typeof createGuard>[0]> = {}): Guard {
  const guard = createGuard({
    allowed: [peer.host],
    userAgent: 'Postern/1.0 (+https://blog.example.com/)',
    sign: async (url) => signGet(url, signer, new Date()),
    isRefused: () => false,
    ...options,
  });
  guards.push(guard);
  return guard;
}

/** Names that resolve to what a test says. */
function resolving(names: Record<string, string[]>): Resolve {
  return (hostname, _options, done) => {
    const addresses = names[hostname] ?? [];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

beforeAll(async () => {
  peer = await startPeer();
});
afterEach(async () => {
  peer.received.length = 0;
  await Promise.all(guards.splice(0).map((guard) => guard.close()));
});
afterAll(() => peer.close());

describe('a request to another server', () => {
  it('is signed so that an independent check of draft-cavage accepts it, query and host included', async () => {
    peer.at('/actor', { json: { ok: true } });
    const answer = await makeGuard().get(`${peer.origin}/actor?a=1&b=%20`, 'application/activity+json');
    expect(answer).toMatchObject({ status: 200, type: 'application/activity+json' });
    const [request] = peer.received;
    if (!request) throw new Error('nothing was received');
    expect(request.headers).toMatchObject({
      'user-agent': 'Postern/1.0 (+https://blog.example.com/)',
      accept: 'application/activity+json',
      host: peer.host,
    });
    expect(verifySignature(request, publicPem)).toEqual({ keyId: signer.keyId });
    expect(verifySignature({ ...request, url: '/other' }, publicPem)).toBeNull();
  });

  it('follows three redirects, each signed anew, and not a fourth', async () => {
    for (const hop of [1, 2, 3]) peer.at(`/${hop}`, { status: 302, headers: { location: `/${hop + 1}` } });
    peer.at('/4', { json: { end: true } });
    expect(await makeGuard().get(`${peer.origin}/1`, '*/*')).toMatchObject({ status: 200, url: `${peer.origin}/4` });
    expect(peer.received.every((request) => verifySignature(request, publicPem))).toBe(true);
    peer.at('/0', { status: 302, headers: { location: '/1' } });
    expect(await makeGuard().get(`${peer.origin}/0`, '*/*')).toMatchObject({ failed: 'too many redirects' });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'https://169.254.169.254/',
    'http://[::1]/',
    'http://localhost/',
    'file:///etc/passwd',
    'https://a@example.com/',
    'http://',
  ])('is not redirected to %s', async (location) => {
    peer.at('/away', { status: 307, headers: { location } });
    expect(await makeGuard().get(`${peer.origin}/away`, '*/*')).toMatchObject({ failed: 'refused' });
    expect(peer.received).toHaveLength(1);
  });

  it('ends a redirect that leads to itself', async () => {
    peer.at('/loop', { status: 301, headers: { location: '/loop' } });
    expect(await makeGuard().get(`${peer.origin}/loop`, '*/*')).toMatchObject({ failed: 'too many redirects' });
    expect(peer.received).toHaveLength(4);
  });

  it.each([
    'http://example.com/',
    'https://example.com:8443/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'https://user@example.com/',
    'https:\\\\example.com/',
    ' https://example.com/',
    'https://exa\tmple.com/',
    'gopher://example.com/',
    'not a url',
    '',
  ])('is not made to %j', async (address) => {
    expect(await makeGuard().get(address, '*/*')).toMatchObject({ failed: 'refused' });
  });

  it('is not made to a name with a private address, even beside a public one', async () => {
    const resolve = resolving({
      'inside.test': ['10.0.0.7'],
      'both.test': ['8.8.8.8', '127.0.0.1'],
      'six.test': ['::1'],
    });
    const guard = makeGuard({ resolve });
    for (const name of ['inside.test', 'both.test', 'six.test']) {
      expect(await guard.get(`https://${name}/`, '*/*')).toMatchObject({ failed: 'refused', byName: true });
    }
  });

  it('reaches this machine by http where the owner allowed loopback, and nothing beyond it', async () => {
    peer.at('/here', { json: {} });
    const port = peer.host.split(':')[1];
    const guard = makeGuard({
      allowed: 'loopback',
      resolve: resolving({ 'me.test': ['127.0.0.1'], 'lan.test': ['192.168.0.9'] }),
    });
    expect(await guard.get(`http://me.test:${port}/here`, '*/*')).toMatchObject({ status: 200 });
    expect(await guard.get(`http://lan.test:${port}/here`, '*/*')).toMatchObject({ failed: 'refused' });
  });

  it('gives up on an answer above one mebibyte, and on one that unpacks to more', async () => {
    peer.at('/big', { text: 'x'.repeat(1024 * 1024 + 1) });
    peer.at('/bomb', (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/activity+json' });
      response.end(gzipSync(Buffer.alloc(50 * 1024 * 1024)));
    });
    expect(await makeGuard().get(`${peer.origin}/big`, '*/*')).toMatchObject({ failed: 'too large' });
    expect(await makeGuard().get(`${peer.origin}/bomb`, '*/*')).toMatchObject({ failed: 'too large' });
  });

  it('gives up on a server that says nothing, and on one that drips for ever', async () => {
    peer.at('/silent', () => undefined);
    peer.at('/drip', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/activity+json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const patience = { phase: 10_000, total: 300 };
    expect(await makeGuard({ patience }).get(`${peer.origin}/silent`, '*/*')).toMatchObject({ failed: 'too slow' });
    expect(await makeGuard({ patience }).get(`${peer.origin}/drip`, '*/*')).toMatchObject({ failed: 'too slow' });
  });

  it('says so when nobody is there', async () => {
    const gone = await startPeer();
    await gone.close();
    const guard = makeGuard({ allowed: [gone.host] });
    expect(await guard.get(`${gone.origin}/`, '*/*')).toMatchObject({ failed: 'unreachable' });
  });
});

describe('the fence around the process', () => {
  it('governs Node’s own fetch too, whoever calls it', async () => {
    peer.at('/inside', { json: {} });
    const program = `
      import { createGuard } from '${new URL('../../src/federation/guard/guard.ts', import.meta.url)}';
      createGuard({ allowed: [], userAgent: 'x', sign: async () => ({}), isRefused: () => false }).fenceProcess();
      const error = await fetch('${peer.origin}/inside').then(() => null, (error) => error);
      process.stdout.write(String(error?.cause?.message));
      process.exit();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout).toContain('may not be reached');
    expect(peer.received).toEqual([]);
  });
});

describe('a socket', () => {
  it('that turns out to lead to this machine is closed before a byte is sent', async () => {
    const [host = '', port = ''] = peer.host.split(':');
    // What rebinding does: the name was judged as public, and the connection ends elsewhere.
    const socket = connectSocket(Number(port), host);
    const connector = fencedConnector({
      reach: () => 'public',
      timeout: 1000,
      connect: (_options, callback) => socket.once('connect', () => callback(null, socket)),
    });
    const error = await new Promise<Error | null>((resolve) =>
      connector({ hostname: 'rebound.test', protocol: 'https:', port: '443' }, (...[problem]) => resolve(problem)),
    );
    expect(error).toBeInstanceOf(Refused);
    expect(socket.destroyed).toBe(true);
    expect(socket.bytesWritten).toBe(0);
  });
});
