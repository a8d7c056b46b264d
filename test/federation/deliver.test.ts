import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeliverer, type Deliverer } from '../../src/federation/deliver/deliverer.ts';
import type { Guard } from '../../src/federation/guard/guard.ts';
import type { SignerOf } from '../../src/federation/signer.ts';
import { engines } from '../support/databases.ts';
import { type Peer, startPeer, verifySignature } from '../support/peer.ts';
import { judge } from '../support/stranger/verify.ts';
import { until } from '../support/until.ts';
import { type Bench, makeSigner, openBench, openGuard, recordingLog, rowsOf, type TestSigner } from './delivering.ts';

interface Arrived {
  id: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

describe.each(engines)('delivering on $name', (engine) => {
  let bench: Bench;
  let peer: Peer;
  let guard: Guard;
  let signer: TestSigner;
  let arrived: Arrived[];
  const open: Deliverer[] = [];
  const log = recordingLog();

  beforeEach(async () => {
    [bench, peer, signer] = [await openBench(engine), await startPeer(), await makeSigner()];
    guard = openGuard({ phase: 3000, total: 5000 });
    arrived = [];
    log.lines.length = 0;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((deliverer) => deliverer.close()));
    await guard.close();
    await peer.close();
    await bench.close();
  });

  function start(signerFor: SignerOf = signer.signerFor): Deliverer {
    const deliverer = createDeliverer({ ledger: bench.other(), signerFor, guard, clock: bench.clock, log });
    open.push(deliverer);
    deliverer.start();
    return deliverer;
  }

  /** An inbox that takes down what comes and then answers. */
  function inbox(path: string, answer: number | ((arrived: Arrived, response: ServerResponse) => void) = 202): string {
    peer.at(path, async (request: IncomingMessage, response: ServerResponse) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece);
      const body = Buffer.concat(pieces);
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const came = { id: JSON.parse(body.toString()).id, path: request.url ?? '', headers, body };
      arrived.push(came);
      if (typeof answer === 'number') response.writeHead(answer).end('thank you');
      else answer(came, response);
    });
    return `${peer.origin}${path}`;
  }

  const finished = () =>
    until(async () => {
      const rows = await rowsOf(bench.database);
      return rows.every(({ lease, attempts, outcome }) => lease === null && (attempts > 0 || outcome)) ? rows : null;
    });
  const keyOf = async () => signer.publicPem;

  it('sends the exact bytes, signed so that another program can verify them', async () => {
    const json = '{ "id":"a",  "name": "Grüße" }';
    await bench.add({ id: 'a', json, audience: { inboxes: [inbox('/inbox?of=ada')].concat(inbox('/inbox')) } });
    start();
    expect(await finished()).toMatchObject([{ state: 'delivered', status: 202, attempts: 1, error: null }, {}]);
    const [first] = arrived;
    expect(first?.body.toString()).toBe(json);
    expect(first?.headers).toMatchObject({
      'content-type': 'application/activity+json',
      'user-agent': 'Postern/test (+https://blog.example)',
      digest: `SHA-256=${createHash('sha256').update(json).digest('base64')}`,
      date: bench.clock.now().toUTCString(),
    });
    for (const request of peer.received) expect(verifySignature(request, signer.publicPem)).toBeTruthy();
    expect(first?.headers.signature).toContain('headers="(request-target) host date digest"');
  });

  it('knocks a second time by RFC 9421, and remembers which was taken', async () => {
    const only = (came: Arrived, response: ServerResponse) =>
      response.writeHead(came.headers['signature-input'] ? 202 : 401).end();
    await bench.add({ id: 'a', audience: { inboxes: [inbox('/inbox', only)] } });
    const deliverer = start();
    expect(await finished()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    expect(arrived).toHaveLength(2);
    await bench.add({ id: 'b', audience: { inboxes: [`${peer.origin}/inbox`] } });
    deliverer.wake();
    await until(() => arrived.length === 3);
    const [, , { headers, body, path } = { headers: {}, body: Buffer.alloc(0), path: '' }] = arrived;
    const request = { method: 'POST', url: `${peer.origin}${path}`, headers, body };
    expect(await judge(request, bench.clock.now(), keyOf)).toMatchObject({ verified: true, scheme: 'rfc9421' });
  });

  it('tries the other kind where the remembered one is refused', async () => {
    await bench.add({
      id: 'a',
      audience: {
        inboxes: [inbox('/inbox', ({ headers }, response) => response.writeHead(headers.digest ? 202 : 400).end())],
      },
    });
    await bench.database.query.update(bench.database.tables.hosts).set({ signature: 'rfc9421' });
    start();
    expect(await finished()).toMatchObject([{ state: 'delivered' }]);
    expect(arrived.map(({ headers }) => 'digest' in headers)).toEqual([false, true]);
    expect(await bench.database.query.select().from(bench.database.tables.hosts)).toMatchObject([
      { signature: 'draft-cavage' },
    ]);
  });

  it('announces a new key signed by the old one, and by the new one where that is refused', async () => {
    const made = new Date('2026-01-01T00:00:00Z');
    const used: (Date | null)[] = [];
    const signerFor: SignerOf = async (account, which) => {
      used.push(which);
      const found = await signer.signerFor(account, which);
      return { ...found, keyId: which ? 'https://blog.example/old' : found.keyId };
    };
    const strict = ({ headers }: Arrived, response: ServerResponse) =>
      response.writeHead(headers.signature?.includes('/old') ? 401 : 202).end();
    await bench.add({ id: 'a', signer: made, audience: { inboxes: [inbox('/inbox'), inbox('/strict', strict)] } });
    start(signerFor);
    expect(await finished()).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }]);
    expect(used).toHaveLength(3);
    expect(used.filter((which) => which === null)).toHaveLength(1);
    expect(arrived.map(({ path }) => path).sort()).toEqual(['/inbox', '/strict', '/strict']);
  });

  it.each([
    [200, 'delivered', 1],
    [301, 'failed', 1],
    [308, 'failed', 1],
    [400, 'failed', 2],
    [401, 'waiting', 2],
    [403, 'failed', 2],
    [404, 'failed', 1],
    [405, 'failed', 1],
    [406, 'failed', 1],
    [408, 'waiting', 1],
    [410, 'failed', 1],
    [413, 'failed', 1],
    [415, 'failed', 1],
    [418, 'failed', 1],
    [422, 'failed', 1],
    [425, 'waiting', 1],
    [429, 'waiting', 1],
    [500, 'waiting', 1],
    [503, 'waiting', 1],
  ])('takes %i for %s', async (status, state, requests) => {
    const target = inbox('/elsewhere');
    const url = inbox('/inbox', (_, response) => response.writeHead(status, { location: target }).end());
    await bench.add({ id: 'a', audience: { inboxes: [url] } });
    start();
    expect(await finished()).toMatchObject([{ state, status, attempts: 1 }]);
    expect(arrived.map(({ path }) => path)).toEqual(Array(requests).fill('/inbox'));
  });

  it('does what Retry-After says', async () => {
    const url = inbox('/inbox', (_, response) => response.writeHead(503, { 'retry-after': '7200' }).end());
    await bench.add({ id: 'a', audience: { inboxes: [url] } });
    start();
    const [row] = await finished();
    expect(row?.due).toEqual(new Date(bench.clock.now().getTime() + 7_200_000));
  });

  it('reaches nothing on a private address', async () => {
    await bench.add({
      id: 'a',
      audience: { inboxes: ['https://10.0.0.7/inbox', 'https://localhost/inbox', 'http://10.0.0.7/inbox'] },
    });
    start();
    const rows = await finished();
    // Where only a name leads there, a resolver may say something else tomorrow.
    expect(rows.map(({ state }) => state).sort()).toEqual(['failed', 'failed', 'waiting']);
    for (const row of rows) {
      expect(row.status).toBeNull();
      expect(row.error).toMatch(/is not a public address|is not to be asked/);
    }
  });

  it('is not stopped by an answer without end, or by one that breaks off', async () => {
    const endless = inbox('/endless', (_, response) => {
      response.writeHead(202);
      response.on('error', () => undefined);
      for (let piece = 0; piece < 30; piece += 1) response.write(Buffer.alloc(64 * 1024));
    });
    const broken = inbox('/broken', (_, response) => {
      response.writeHead(202, { 'content-length': '1000' }).write('x');
      setTimeout(() => response.destroy(), 20);
    });
    const silent = inbox('/silent', (_, response) => response.destroy());
    await bench.add({ id: 'a', audience: { inboxes: [endless, broken] } });
    const deliverer = start();
    expect(await finished()).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }]);
    await bench.add({ id: 'b', audience: { inboxes: [silent] } });
    deliverer.wake();
    expect((await finished())[2]).toMatchObject({ state: 'waiting', status: null, attempts: 1 });
  });

  it('lets neither a slow server nor a dead one delay others', async () => {
    const slow = await startPeer();
    slow.at('/inbox', () => undefined);
    const dead = await startPeer();
    await dead.close();
    const urls = Array.from({ length: 20 }, (_, number) => inbox(`/${number}`));
    await bench.add({ id: 'a', audience: { inboxes: [`${slow.origin}/inbox`, `${dead.origin}/inbox`, ...urls] } });
    start();
    await until(() => arrived.length === 20);
    expect(slow.received).toHaveLength(1);
    const rows = await until(async () => {
      const some = await rowsOf(bench.database);
      return some.filter(({ state }) => state === 'delivered').length === 20 ? some : null;
    });
    expect(rows[0]).toMatchObject({ state: 'waiting', attempts: 0 });
    await slow.close();
    expect((await finished())[1]).toMatchObject({ state: 'waiting', status: null });
  });

  it('lets a hundred silent servers make room for one that answers', async () => {
    const silent = await Promise.all(Array.from({ length: 70 }, startPeer));
    for (const each of silent) each.at('/inbox', () => undefined);
    const inboxes = silent.map(({ origin }) => `${origin}/inbox`);
    await bench.add({ id: 'a', audience: { inboxes } });
    start();
    await until(() => silent.filter(({ received }) => received.length > 0).length === 64);
    await bench.add({ id: 'b', audience: { inboxes: [inbox('/inbox')] } });
    // The fast lane is full of what is younger than a second.
    await bench.clock.advance(2100);
    await until(() => arrived.length === 1);
    await Promise.all(silent.map((each) => each.close()));
    await finished();
  });

  it('notices within two seconds what another process has added', async () => {
    start();
    await until(async () => (await bench.ledger.nextDue()) === null);
    await bench.add({ id: 'a', audience: { inboxes: [inbox('/inbox')] } });
    await until(async () => {
      await bench.clock.advance(2000);
      return arrived.length === 1;
    });
    await finished();
  });

  it('keeps the order of a post’s activities at an inbox that is down at first', async () => {
    let isDown = true;
    const url = inbox('/inbox', (_, response) => response.writeHead(isDown ? 503 : 202).end());
    await bench.add({ id: 'create', audience: { inboxes: [url] } });
    await bench.add({ id: 'update', type: 'Update', audience: { inboxes: [url] } });
    const deliverer = start();
    await until(async () => (await rowsOf(bench.database))[0]?.attempts === 1);
    isDown = false;
    await bench.clock.advance(61_000);
    deliverer.wake();
    await until(async () => (await rowsOf(bench.database)).every(({ state }) => state === 'delivered'));
    expect(arrived.map(({ id }) => id)).toEqual(['create', 'create', 'update']);
  });

  it('gives back what does not come in time when it is closed, and takes nothing more', async () => {
    inbox('/inbox', () => undefined);
    await bench.add({ id: 'a', audience: { inboxes: [`${peer.origin}/inbox`] } });
    const deliverer = start();
    await until(() => arrived.length === 1);
    const closing = deliverer.close();
    await bench.add({ id: 'b', audience: { inboxes: [inbox('/other')] } });
    deliverer.wake();
    await bench.clock.advance(0);
    await until(async () => {
      await bench.clock.advance(1000);
      return Promise.race([closing.then(() => true), new Promise<false>((resolve) => setTimeout(resolve, 20, false))]);
    });
    expect(arrived).toHaveLength(1);
    // What was on its way may have arrived: an edit that is told now has to follow it there.
    expect((await rowsOf(bench.database)).map(({ uri, carried }) => `${uri} ${carried}`)).toEqual(['a 0', 'b null']);
    expect((await bench.other().claim(10)).map(({ uri, attempts }) => `${uri} ${attempts}`).sort()).toEqual([
      'a 0',
      'b 0',
    ]);
  });

  it('finishes what is in flight when it is closed', async () => {
    let answer = (): void => undefined;
    inbox('/inbox', (_, response) => {
      answer = () => response.writeHead(202).end();
    });
    await bench.add({ id: 'a', audience: { inboxes: [`${peer.origin}/inbox`] } });
    const deliverer = start();
    await until(() => arrived.length === 1);
    const closing = deliverer.close();
    answer();
    await closing;
    expect(await rowsOf(bench.database)).toMatchObject([{ state: 'delivered' }]);
  });

  it('does not blame a server for a key that cannot be read here', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [inbox('/inbox')] } });
    start(() => Promise.reject(new Error('The keys of james are damaged: restore the database from a backup.')));
    expect(await finished()).toMatchObject([{ state: 'waiting', status: null, error: 'could not be prepared here' }]);
    expect(await bench.database.query.select().from(bench.database.tables.hosts)).toMatchObject([{ failures: 0 }]);
    expect(log.lines).toEqual(['error: A delivery could not be prepared.']);
  });
});
