import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { createGuard, type Guard } from '../../src/federation/guard/guard.ts';
import { createKeptKeys, type Kept } from '../../src/federation/inbox/kept-keys.ts';
import { createKeyring, type Keyring } from '../../src/federation/inbox/keyring.ts';
import { createLoaders, type Loaders } from '../../src/federation/load.ts';
import { createLog } from '../../src/log.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { engines } from '../support/databases.ts';
import { makeKey, type Stranger, startStranger } from '../support/stranger.ts';

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const smallKey = pemOf(generateKeyPairSync('rsa', { modulusLength: 512 }).publicKey);
// Not made by a generator, which would take seconds: any odd number of that length has the form of a key.
const hugeKey = pemOf(
  createPublicKey({ key: { kty: 'RSA', n: Buffer.alloc(1025, 0xff).toString('base64url'), e: 'AQAB' }, format: 'jwk' }),
);
const ed25519 = pemOf(generateKeyPairSync('ed25519').publicKey);

const minute = 60_000;
const hour = 60 * minute;

describe.each(engines)('keys of other servers, kept in $name', ({ open }) => {
  let database: Database;
  let clock: TestClock;
  let keyring: Keyring;
  let ada: Stranger;
  let guard: Guard;
  let loaders: Loaders;

  beforeEach(async () => {
    [database, ada] = await Promise.all([open(), startStranger()]);
    clock = createTestClock();
    keyring = createKeyring({ database, clock });
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
  });
  afterEach(async () => {
    await guard.close();
    await Promise.all([database.close(), ada.close()]);
  });

  const find = (id = ada.user.keyId, fresh = false) => keyring.find(id, loaders.forOneTask(), { fresh });
  const fetches = (path = '/users/ada') => ada.count(path, 'GET');
  const own = () => ({ id: ada.user.keyId, owner: ada.user.id, pem: ada.user.key().publicPem });

  it('are asked for once a day', async () => {
    expect(await find()).toEqual(own());
    await clock.advance(23 * hour);
    expect(await find()).toEqual(own());
    expect(fetches()).toBe(1);
    await clock.advance(2 * hour);
    expect(await find()).toEqual(own());
    expect(fetches()).toBe(2);
  });

  it('are asked for once by a hundred activities at the same instant', async () => {
    const found = await Promise.all(Array.from({ length: 100 }, () => find()));
    expect(found).toEqual(Array.from({ length: 100 }, own));
    expect(fetches()).toBe(1);
  });

  it('are known after a restart', async () => {
    await find();
    await ada.stop();
    keyring = createKeyring({ database, clock });
    expect(await find()).toEqual(own());
    await ada.start();
  });

  it('are asked for again when they do not fit, once in five minutes', async () => {
    await find();
    ada.rotateKey();
    expect(await find(undefined, true)).not.toEqual(own());
    await clock.advance(5 * minute);
    expect(await find()).not.toEqual(own());
    expect(await find(undefined, true)).toEqual(own());
    expect(await find(undefined, true)).toEqual(own());
    expect(fetches()).toBe(2);
  });

  it.each([404, 410] as const)('are gone for six hours when their host answers %i', async (status) => {
    ada.vanish(status);
    const found = await Promise.all(Array.from({ length: 100 }, () => find()));
    expect(new Set(found)).toEqual(new Set(['gone']));
    await clock.advance(5 * hour);
    expect(await find()).toBe('gone');
    expect(fetches()).toBe(1);
    ada.vanish(null);
    await clock.advance(2 * hour);
    expect(await find()).toEqual(own());
  });

  it('that cannot be had are left alone for minutes, and longer each time', async () => {
    ada.at('/users/ada', (_, response) => response.writeHead(503).end());
    const found = await Promise.all(Array.from({ length: 100 }, () => find()));
    expect(new Set(found)).toEqual(new Set(['away']));
    expect(fetches()).toBe(1);
    for (const pause of [2, 4, 8, 16, 32, 60, 60]) {
      await clock.advance(pause * minute - 1);
      // A restart forgets none of it.
      keyring = createKeyring({ database, clock });
      const before = fetches();
      expect(await find()).toBe('away');
      expect(fetches()).toBe(before);
      await clock.advance(1);
      expect(await find()).toBe('away');
      expect(fetches()).toBe(before + 1);
    }
    ada.at('/users/ada', null);
    await clock.advance(hour);
    expect(await find()).toEqual(own());
  });

  it('still serve for a week when their server does not answer', async () => {
    await find();
    await ada.stop();
    for (const days of [1, 3, 6]) {
      await clock.advance(days * 24 * hour - (clock.now().getTime() - Date.parse('2026-11-21T12:00:00Z')));
      expect(await find()).toEqual(own());
    }
    await clock.advance(26 * hour);
    expect(await find()).toBe('away');
    await ada.start();
  });

  it.each([500, 503, 599, 408, 429])('may be had later where their server answers %i', async (status) => {
    ada.at('/users/ada', (_, response) => response.writeHead(status).end());
    expect(await find()).toBe('away');
  });

  it.each([400, 401, 403, 406, 204])('are not to be had where their server answers %i', async (status) => {
    ada.at('/users/ada', (_, response) => response.writeHead(status).end());
    expect(await find()).toBe('unavailable');
  });

  it('may be had later where the connection breaks, and not where nobody may be asked', async () => {
    ada.at('/users/ada', (_, response) => response.destroy());
    expect(await find()).toBe('away');
    expect(await find('http://10.0.0.1/users/x#main-key')).toBe('unavailable');
  });

  it('of a host that is not there are asked for once a minute, whoever is made up, and are known by one row', async () => {
    await ada.stop();
    let asked = 0;
    const load: ReturnType<Loaders['forOneTask']> = (url) => {
      asked += 1;
      return loaders.forOneTask()(url);
    };
    const madeUp = (name: number) => keyring.find(`${ada.origin}/users/${name}#main-key`, load);
    for (let name = 0; name < 20; name += 1) expect(await madeUp(name)).toBe('away');
    expect(asked).toBe(1);
    expect(await database.query.select().from(database.tables.caches)).toHaveLength(1);
    await ada.start();
    expect(await find()).toBe('away');
    await clock.advance(minute);
    expect(await find()).toEqual(own());
  });

  it('of a host are not held to be away for what a stranger names there', async () => {
    const dead = await startStranger();
    await dead.close();
    ada.at('/users/busy', (_, response) => response.writeHead(503).end());
    ada.at('/users/broken', (_, response) => response.destroy());
    ada.at('/users/led', (_, response) => response.writeHead(302, { location: dead.user.id }).end());
    for (const name of ['busy', 'broken', 'led']) expect(await find(`${ada.origin}/users/${name}`)).toBe('away');
    expect(await find()).toEqual(own());
  });

  it('that do not fit may have been renewed, as long as their server does not answer', async () => {
    await find();
    const before = own();
    ada.rotateKey();
    await ada.stop();
    await clock.advance(5 * minute);
    // Neither at the first look, nor while the host is left alone, nor while this key is.
    for (const pause of [0, 1, minute]) {
      await clock.advance(pause);
      expect(await find(undefined, true)).toBe('away');
      expect(await find()).toEqual(before);
    }
    await ada.start();
    await clock.advance(5 * minute);
    expect(await find(undefined, true)).toEqual(own());
  });

  it('serve no longer when their actor lists another one', async () => {
    await find();
    ada.rotateKey(`${ada.user.id}#second-key`);
    await clock.advance(25 * hour);
    expect(await find(`${ada.user.id}#main-key`)).toBe('unavailable');
    expect(await find()).toEqual(own());
  });

  it('learn nothing from a task that may not fetch any more', async () => {
    expect(await keyring.find(ada.user.keyId, loaders.forOneTask(0))).toBe('unasked');
    expect(await find()).toEqual(own());
  });

  it('are found at an address of their own, as GoToSocial has them', async () => {
    const eve = ada.addUser('eve', { key: '/main-key' });
    const pem = eve.key().publicPem;
    expect(await find(eve.keyId)).toEqual({ id: `${eve.id}/main-key`, owner: eve.id, pem });
    expect(fetches('/users/eve')).toBe(1);
  });

  it('are found as documents of their own, when their owner lists them', async () => {
    const eve = ada.addUser('eve', { key: '/key' });
    const { publicKey } = eve.document();
    serve('/users/eve/key', publicKey);
    expect(await find(eve.keyId)).toEqual({ id: eve.keyId, owner: eve.id, pem: eve.key().publicPem });
    serve('/users/eve/other', { ...(publicKey as object), id: `${eve.id}/other` });
    expect(await find(`${eve.id}/other`)).toBe('unavailable');
    const forged = ada.addUser('mallory', { key: '/key' });
    serve('/users/mallory/key', { id: forged.keyId, owner: eve.id, publicKeyPem: makeKey().publicPem });
    expect(await find(forged.keyId)).toBe('unavailable');
  });

  it('of which the owner’s document has another PEM are not believed', async () => {
    const eve = ada.addUser('eve', { key: '/key' });
    serve('/users/eve/key', { id: eve.keyId, owner: eve.id, publicKeyPem: makeKey().publicPem });
    expect(await find(eve.keyId)).toBe('unavailable');
  });

  it('are those of the list that have the right id', async () => {
    const [first, second] = [makeKey(), makeKey()];
    const keys = [first, second].map(({ publicPem }, place) => ({
      id: `${ada.origin}/users/eve#key-${place}`,
      owner: `${ada.origin}/users/eve`,
      publicKeyPem: publicPem,
    }));
    const eve = ada.addUser('eve', { document: { publicKey: keys } });
    expect(await find(`${eve.id}#key-1`)).toMatchObject({ pem: second.publicPem });
    expect(await find(`${eve.id}#key-2`)).toBe('unavailable');
  });

  it.each([
    ['that the actor says is another’s', { owner: 'http://127.0.0.1/users/ada' }],
    ['that is no PEM', { publicKeyPem: 'PEM' }],
    ['that is not there', { publicKeyPem: undefined }],
    ['that is a list', { publicKeyPem: ['a'] }],
    ['of 512 bits', { publicKeyPem: smallKey }],
    ['of 8200 bits', { publicKeyPem: hugeKey }],
    ['that is Ed25519', { publicKeyPem: ed25519 }],
  ])('%s are not believed', async (_, wrong) => {
    const { publicKey } = ada.user.document();
    serve('/users/ada', { ...ada.user.document(), publicKey: { ...(publicKey as object), ...wrong } });
    expect(await find()).toBe('unavailable');
  });

  it('of an actor that redirects to another one are not that one’s', async () => {
    const eve = ada.addUser('eve');
    ada.at('/users/mallory', (_, response) => response.writeHead(302, { location: eve.id }).end());
    expect(await find(`${ada.origin}/users/mallory#main-key`)).toBe('unavailable');
  });

  it('of an actor on another host are not found through a document here', async () => {
    const bob = await startStranger({ user: 'bob' });
    const mallory = `${ada.origin}/users/mallory`;
    const publicKey = { id: mallory, publicKeyPem: makeKey().publicPem };
    const carl = bob.addUser('carl', { document: { publicKey } });
    serve('/users/mallory', { ...publicKey, owner: carl.id });
    expect(await find(mallory)).toBe('unavailable');
    expect(bob.asked).toEqual([]);
    serve('/users/mallory', carl.document());
    await clock.advance(hour);
    expect(await find(mallory)).toBe('unavailable');
    await bob.close();
  });

  it('are purged: what is long past, and what is more than can be kept', async () => {
    const { caches } = database.tables;
    const kept: Kept = { key: null, gone: true, asked: 0, until: 0, failures: 0, seen: 0 };
    await database.query
      .insert(caches)
      .values({ key: 'other', value: '{}', stored: new Date(0), expires: new Date(0) });
    const keys = createKeptKeys(database, clock.now, { most: 3, mostInMemory: 2 });
    const keep = (id: string) => {
      const asked = clock.now().getTime();
      return keys.keep(id, { ...kept, asked, until: asked + hour });
    };
    for (const id of ['a', 'b', 'c', 'd']) {
      await keep(id);
      await clock.advance(minute);
    }
    await clock.advance(hour);
    await keep('e');
    const again = createKeptKeys(database, clock.now);
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => again.find(id).then(Boolean)))).toEqual([
      ...[false, false],
      ...[true, true, true],
    ]);
    await clock.advance(8 * 24 * hour);
    await keep('f');
    const left = await database.query.select({ key: caches.key }).from(caches);
    expect(left).toHaveLength(2);
    expect(left.map(({ key }) => key)).toContain('other');
  });

  it('are in memory only as many as there is room for', async () => {
    const kept: Kept = { key: null, gone: true, asked: 0, until: 0, failures: 0, seen: 0 };
    const keys = createKeptKeys(database, clock.now, { mostInMemory: 2 });
    for (const id of ['a', 'b', 'c']) await keys.keep(id, kept);
    await database.query.delete(database.tables.caches);
    expect(await Promise.all(['a', 'b', 'c'].map((id) => keys.find(id).then(Boolean)))).toEqual([false, true, true]);
  });

  function serve(path: string, document: unknown): void {
    const body = JSON.stringify(document);
    ada.at(path, (_, response) => response.writeHead(200, { 'content-type': 'application/activity+json' }).end(body));
  }
});
