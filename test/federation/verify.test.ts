import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import type { Claim } from '../../src/federation/gate/claim.ts';
import { createGuard, type Guard } from '../../src/federation/guard/guard.ts';
import type { InboxRequest } from '../../src/federation/inbox/incoming.ts';
import { createKeyring } from '../../src/federation/inbox/keyring.ts';
import { createVerify } from '../../src/federation/inbox/verify.ts';
import { createLoaders, type Loaders } from '../../src/federation/load.ts';
import { createLog } from '../../src/log.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { engines } from '../support/databases.ts';
import {
  type DeliverOptions,
  type Json,
  makeKey,
  type Scheme,
  type SignedRequest,
  type Stranger,
  startStranger,
} from '../support/stranger.ts';

const origin = 'https://blog.example.com';
const inbox = `${origin}/ap/actors/james/inbox`;
const minute = 60_000;

describe.each(engines)('who sent an activity, proven on $name', ({ open }) => {
  let database: Database;
  let clock: TestClock;
  let guard: Guard;
  let loaders: Loaders;
  let verify: ReturnType<typeof createVerify>;
  let ada: Stranger;

  beforeEach(async () => {
    clock = createTestClock();
    [database, ada] = await Promise.all([open(), startStranger({ now: clock.now })]);
    guard = createGuard({
      allowed: 'loopback',
      userAgent: 'Postern/test',
      sign: async () => ({}),
      isRefused: () => false,
    });
    loaders = createLoaders(
      guard,
      createLog({ log: 'pretty', logLevel: 'info' }, () => {}),
    );
    start();
  });
  afterEach(async () => {
    await guard.close();
    await Promise.all([database.close(), ada.close()]);
  });

  function start(): void {
    verify = createVerify({ site: { origin }, keyring: createKeyring({ database, clock }), clock });
  }

  /** What becomes of an activity that the gate found in order. */
  async function send(activity: Json = follow(), options: DeliverOptions = {}, change = (it: SignedRequest) => it) {
    const signed = change(ada.signed(inbox, activity, options));
    const keyId = options.keyId ?? options.by?.keyId ?? ada.user.keyId;
    return verify(arrived(signed), claimOf(activity, keyId, options.scheme), loaders.forOneTask());
  }
  const follow = (options: Parameters<Stranger['activity']>[2] = {}) =>
    ada.activity('Follow', `${origin}/ap/actors/james`, options);
  const fetches = (path = '/users/ada') => ada.count(path, 'GET');
  const notNow = { ok: false, status: 503, why: 'The server of the key does not answer now.' };
  const forged = { ok: false, status: 401, why: 'The signature does not fit the key.' };

  describe.each<Scheme>(['draft-cavage', 'rfc9421'])('by %s', (scheme) => {
    it('is the actor whose key signed', async () => {
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
      expect(fetches()).toBe(1);
    });

    it.each<[string, (signed: SignedRequest) => SignedRequest]>([
      ['another body', (it) => ({ ...it, body: Buffer.concat([it.body, Buffer.from(' ')]) })],
      ['another inbox', (it) => ({ ...it, url: `${origin}/ap/inbox` })],
      ['another method', (it) => ({ ...it, method: 'PUT' })],
    ])('is not believed with %s', async (_, change) => {
      expect(await send(follow(), { scheme }, change)).toEqual(forged);
    });

    it('is not believed when another key signed, which costs no second fetch', async () => {
      const { privateKey } = makeKey();
      expect(await send(follow(), { scheme, key: privateKey })).toEqual(forged);
      expect(await send(follow(), { scheme, key: privateKey })).toEqual(forged);
      expect(fetches()).toBe(1);
    });

    it.each([-2, 2])('is not believed when it was signed %i hours from now', async (hours) => {
      const now = new Date(clock.now().getTime() + hours * 60 * minute);
      expect(await send(follow(), { scheme, now })).toEqual(forged);
    });

    it('is believed within an hour either way', async () => {
      for (const minutes of [-59, 59]) {
        const now = new Date(clock.now().getTime() + minutes * minute);
        expect(await send(follow(), { scheme, now })).toEqual({ ok: true });
      }
    });

    it('is believed with a new key, when the one that is known is five minutes old', async () => {
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
      ada.rotateKey();
      expect(await send(follow(), { scheme })).toEqual(forged);
      await clock.advance(5 * minute);
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
      expect(fetches()).toBe(2);
    });

    it('is believed at once with a new key under another id', async () => {
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
      ada.rotateKey(`${ada.user.id}#key-2`);
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
    });

    it('is dropped when somebody else of the same server signed', async () => {
      const eve = ada.addUser('eve');
      const activity = follow({ by: eve });
      expect(await send(activity, { scheme })).toEqual({
        ok: false,
        status: 202,
        why: 'It is signed by another than its actor.',
      });
    });

    it('is believed with a key that lives at an address of its own, and a query in the actor’s id', async () => {
      const eve = ada.addUser('eve', { key: '/main-key' });
      expect(await send(follow({ by: eve }), { scheme, by: eve })).toEqual({ ok: true });
      const author = ada.addUser('author', { path: '/?author=1' });
      expect(await send(follow({ by: author }), { scheme, by: author })).toEqual({ ok: true });
    });

    it('is believed with a key that was known before a restart, while its server is down', async () => {
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
      await ada.stop();
      start();
      expect(await send(follow(), { scheme })).toEqual({ ok: true });
      await ada.start();
    });
  });

  it('is proven whatever the algorithm is called that every server means by it', async () => {
    for (const algorithm of ['hs2019', 'rsa-sha256', null]) {
      expect(await send(follow(), { algorithm })).toEqual({ ok: true });
    }
    expect(await send(follow(), { scheme: 'rfc9421', algorithm: null })).toEqual({ ok: true });
    expect(await send(follow(), { scheme: 'rfc9421', algorithm: 'rsa-pss-sha512' })).toEqual(forged);
  });

  it('is proven with whatever else the signature covers', async () => {
    const cavage = ['(request-target)', 'content-type', 'user-agent', 'host', 'date', 'digest'];
    expect(await send(follow(), { covered: cavage, headers: { 'user-agent': 'Other/1' } })).toEqual({ ok: true });
    const message = ['@method', '@authority', '@path', 'content-type', 'date', 'content-digest'];
    expect(await send(follow(), { scheme: 'rfc9421', covered: message })).toEqual({ ok: true });
  });

  it('is proven at the public address, to whatever host a proxy passed it on', async () => {
    const passedOn = (signed: SignedRequest) => ({ ...signed, headers: { ...signed.headers, host: '10.0.0.7:3000' } });
    expect(await send(follow(), {}, passedOn)).toEqual({ ok: true });
  });

  it('is not proven by a signature that names another key than the one that was looked for', async () => {
    const eve = ada.addUser('eve');
    const activity = follow({ by: eve });
    const signed = ada.signed(inbox, activity, { by: eve, keyId: ada.user.keyId });
    expect(await verify(arrived(signed), claimOf(activity, eve.keyId), loaders.forOneTask())).toEqual(forged);
  });

  it('is not proven by a signature that cannot be read', async () => {
    for (const headers of [{ date: 'yesterday' }, { signature: 'x' }, { digest: 'SHA-256=%%' }]) {
      expect(await send(follow(), { afterwards: headers })).toEqual(forged);
    }
  });

  it('asks a server that is down once for a hundred activities, also at the same instant', async () => {
    ada.at('/users/ada', (_, response) => response.writeHead(500).end());
    expect(await Promise.all(Array.from({ length: 100 }, () => send()))).toEqual(Array(100).fill(notNow));
    expect(await send()).toEqual(notNow);
    expect(fetches()).toBe(1);
    ada.at('/users/ada', null);
    await clock.advance(2 * minute);
    expect(await send()).toEqual({ ok: true });
  });

  it('is not refused for good when the key may have been renewed, and its server does not answer', async () => {
    await send();
    ada.rotateKey();
    ada.at('/users/ada', (_, response) => response.writeHead(502).end());
    await clock.advance(5 * minute);
    expect(await send()).toEqual(notNow);
    ada.at('/users/ada', null);
    await clock.advance(5 * minute);
    expect(await send()).toEqual({ ok: true });
  });

  it('is refused for good when its document holds no key', async () => {
    const eve = ada.addUser('eve', { document: { publicKey: undefined } });
    const refused = { ok: false, status: 401, why: 'The key cannot be read.' };
    expect(await send(follow({ by: eve }), { by: eve })).toEqual(refused);
  });

  it('is not the actor that another one redirects to, or serves', async () => {
    const eve = ada.addUser('eve');
    const mallory = { by: eve, keyId: `${ada.origin}/users/mallory#main-key` };
    ada.at('/users/mallory', (_, response) => response.writeHead(302, { location: eve.id }).end());
    expect(await send(follow({ by: eve }), mallory)).toMatchObject({ ok: false, status: 401 });
    await clock.advance(2 * minute);
    const copy = JSON.stringify({ ...eve.document(), publicKey: { ...mallory, id: mallory.keyId } });
    ada.at('/users/mallory', (_, response) =>
      response.writeHead(200, { 'content-type': 'application/activity+json' }).end(copy),
    );
    expect(await send(follow({ by: eve }), mallory)).toMatchObject({ ok: false, status: 401 });
  });

  describe('a Delete whose key is gone', () => {
    const itself = () => ada.activity('Delete', ada.user.id);

    it.each([404, 410] as const)('is taken with 202, and the actor is gone by its own host’s %i', async (status) => {
      ada.vanish(status);
      expect(await send(itself())).toEqual({ ok: false, status: 202, why: 'The key is gone.', gone: true });
      expect(fetches()).toBe(1);
    });

    it('says nothing of the actor when something else is deleted', async () => {
      ada.vanish(410);
      const note = ada.activity('Delete', { id: `${ada.user.id}/1`, type: 'Tombstone' });
      expect(await send(note)).toMatchObject({ status: 202, gone: false });
    });

    it('says nothing of an actor that is there: a key may be gone, or only have been for an hour', async () => {
      const eve = ada.addUser('eve');
      const activity = ada.activity('Delete', eve.id, { by: eve });
      expect(await send(activity, { keyId: `${eve.id}/old-key` })).toMatchObject({ status: 202, gone: false });
      ada.vanish(410);
      expect(await send(itself())).toMatchObject({ gone: true });
      ada.vanish(null);
      expect(await send(itself())).toMatchObject({ status: 202, gone: false });
    });

    it('says nothing yet where the key is gone and the server does not answer for the actor', async () => {
      const eve = ada.addUser('eve');
      const activity = ada.activity('Delete', eve.id, { by: eve });
      ada.at('/users/eve', (_, response) => response.writeHead(503).end());
      expect(await send(activity, { keyId: `${eve.id}/old-key` })).toEqual(notNow);
    });

    it('is no reason to take in anything else that its actor is said to have sent', async () => {
      ada.vanish(410);
      expect(await send()).toEqual({ ok: false, status: 401, why: 'The key is gone.' });
    });

    it('that is signed with a key that is still known is proven', async () => {
      await send();
      ada.vanish(410);
      expect(await send(itself())).toEqual({ ok: true });
      expect(await send(itself(), { key: makeKey().privateKey })).toEqual(forged);
    });
  });
});

/** As Fastify hands it over. */
function arrived({ method, url, headers, body }: SignedRequest): InboxRequest {
  const { pathname, search } = new URL(url);
  return { method, target: pathname + search, rawHeaders: Object.entries(headers).flat(), body, address: '127.0.0.1' };
}

/** What the gate reads. */
function claimOf(activity: Json, keyId: string, scheme: Scheme = 'draft-cavage'): Claim {
  const { id, type, actor } = activity as Record<'id' | 'type' | 'actor', string>;
  return { activity, id, type, actor, keyId, scheme, signature: 'not looked at' };
}
