import { createVerify, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/config.ts';
import { type Database, Unmet } from '../../src/database/database.ts';
import { asc } from '../../src/database/drizzle.ts';
import { type ActorAnnouncer, createActorAnnouncer } from '../../src/federation/announce/actors.ts';
import { createSigners } from '../../src/federation/signer.ts';
import { createKeys, type Keys } from '../../src/keys/keys.ts';
import { engines } from '../support/databases.ts';
import { keepingLedger } from './announcing.ts';
import { blogSite, james } from './sample.ts';

const actor = 'https://blog.example.com/ap/actors/james';

describe.each(engines)('what followers are told of an account, on $name', ({ open }) => {
  let database: Database;
  let now: Date;
  let change: number;
  let keys: Keys;
  beforeEach(async () => {
    database = await open();
    now = new Date('2026-11-21T10:00:00Z');
    change = 1;
    keys = openKeys();
  });
  afterEach(() => database.close());

  const openKeys = (): Keys => createKeys({ database, now: () => now, change: () => change });
  const announcer = (account: Account = james, isOn = true): ActorAnnouncer =>
    createActorAnnouncer({
      ...{ site: { ...blogSite, accounts: [account] }, database, ledger: keepingLedger(database), keys: openKeys() },
      ...{ pictures: () => null, aliases: () => [], isOn: () => isOn, clock: { now: () => now } },
    });
  const sent = async () => {
    const { activities } = database.tables;
    const rows = await database.query.select().from(activities).orderBy(asc(activities.key));
    return rows.map(({ json, ...row }) => ({ ...row, document: JSON.parse(json ?? '') }));
  };

  it('is nothing at first, and a changed profile once, however many look', async () => {
    await announcer().announceProfiles();
    await announcer().announceProfiles();
    expect(await sent()).toEqual([]);
    const renamed = { ...james, name: 'James Murray' };
    const told = await Promise.all([1, 2, 3].map(() => announcer(renamed).announceProfiles()));
    expect(told.flat()).toHaveLength(1);
    const [update, ...more] = await sent();
    expect(more).toEqual([]);
    expect(update).toMatchObject({
      type: 'Update',
      account: 'james',
      subject: actor,
      audience: 'followers',
      signer: null,
    });
    expect(update?.document).toMatchObject({ type: 'Update', actor, object: { id: actor, name: 'James Murray' } });
    expect(update?.uri).toBe(update?.document.id);
  });

  it('is a profile that was changed back too', async () => {
    await announcer().announceProfiles();
    for (const name of ['Jim', 'James', 'Jim']) {
      now = new Date(now.getTime() + 1000);
      await announcer({ ...james, name }).announceProfiles();
    }
    expect((await sent()).map(({ document }) => document.object.name)).toEqual(['Jim', 'James', 'Jim']);
  });

  it('is nothing while its handle does not lead here', async () => {
    await announcer().announceProfiles();
    await announcer({ ...james, name: 'Jim' }, false).announceProfiles();
    expect(await sent()).toEqual([]);
  });

  it('is its new key, by a message that the old one signs; what comes after is signed by the new one', async () => {
    const before = (await keys.of('james')).rsa;
    await announcer().rotate(james);
    const [update] = await sent();
    if (!update) throw new Error('nothing was sent');
    expect(update.signer).toEqual(before.made);
    change += 1;
    const signerOf = createSigners(blogSite, keys);
    const [old, current] = [await signerOf('james', before.made), await signerOf('james', null)];
    expect([old.keyId, current.keyId]).toEqual([`${actor}#main-key`, `${actor}#main-key`]);
    const { publicKeyPem } = update.document.object.publicKey as { publicKeyPem: string };
    const proves = (key: typeof old.key, pem: string): boolean =>
      createVerify('sha256')
        .update('text')
        .verify(pem, sign('sha256', Buffer.from('text'), key));
    expect([proves(old.key, before.publicPem), proves(current.key, publicKeyPem)]).toEqual([true, true]);
    expect(proves(old.key, publicKeyPem)).toBe(false);
    // The profile that was told with the key is not told again.
    await announcer().announceProfiles();
    expect(await sent()).toHaveLength(1);
  });

  it('is a key that another process sees when the change number moves, and not before', async () => {
    const before = (await keys.of('james')).rsa.publicPem;
    await announcer().rotate(james);
    expect((await keys.of('james')).rsa.publicPem).toBe(before);
    change += 1;
    const after = await keys.of('james');
    expect(after.rsa.publicPem).not.toBe(before);
    expect(after.since).toEqual(new Date('2026-11-21T10:00:00Z'));
    change += 1;
    expect(await keys.of('james')).toBe(after);
  });

  it('is one new key when two processes make one at the same moment', async () => {
    await keys.of('james');
    const made = await Promise.allSettled([1, 2].map(() => announcer().rotate(james)));
    const refused = made.filter((one) => one.status === 'rejected');
    for (const { reason } of refused) expect(reason).toBeInstanceOf(Unmet);
    expect(await sent()).toHaveLength(2 - refused.length);
    const shown = await openKeys().shown('james');
    expect(shown.filter(({ retired }) => retired === null).map(({ algorithm }) => algorithm)).toEqual([
      'RSASSA-PKCS1-v1_5',
      'Ed25519',
    ]);
  });

  it('is counted by fingerprints that say nothing of the secret', async () => {
    await keys.of('james');
    now = new Date('2026-12-01T10:00:00Z');
    await announcer().rotate(james);
    const shown = await openKeys().shown('james');
    expect(shown.map(({ retired }) => retired)).toEqual([null, null, now, now]);
    expect(new Set(shown.map(({ fingerprint }) => fingerprint)).size).toBe(4);
    await expect(keys.rsaOf('james', new Date(0))).rejects.toThrow('is gone');
  });
});
