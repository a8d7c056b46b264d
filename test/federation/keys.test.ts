import { createPublicKey, createVerify, generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { createKeys } from '../../src/keys/keys.ts';
import { engines } from '../support/databases.ts';

const at = (time: string) => () => new Date(time);

describe.each(engines)('the keys of an account, on $name', ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  it('are made once and are the same after a restart, with the day they were made', async () => {
    const first = await createKeys({ database, now: at('2026-11-21T10:00:00Z') }).of('james');
    const later = await createKeys({ database, now: at('2027-01-01T00:00:00Z') }).of('james');
    expect(later.rsa.publicPem).toBe(first.rsa.publicPem);
    expect(later.ed25519.publicPem).toBe(first.ed25519.publicPem);
    expect(later.since).toEqual(new Date('2026-11-21T10:00:00Z'));
  });

  it('are RSA of 2048 bits and Ed25519, another pair for another account', async () => {
    const keys = createKeys({ database, now: at('2026-11-21T10:00:00Z') });
    const [james, mary] = [await keys.of('james'), await keys.of('mary')];
    expect(createPublicKey(james.rsa.publicPem).asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(createPublicKey(james.ed25519.publicPem).asymmetricKeyType).toBe('ed25519');
    expect(mary.rsa.publicPem).not.toBe(james.rsa.publicPem);
    const signature = sign('sha256', Buffer.from('text'), james.rsa.signer);
    expect(createVerify('sha256').update('text').verify(james.rsa.publicPem, signature)).toBe(true);
    expect(createVerify('sha256').update('text').verify(mary.rsa.publicPem, signature)).toBe(false);
  });

  it('are made once when several processes start at the same moment', async () => {
    const starts = Array.from({ length: 4 }, (_, index) =>
      createKeys({ database, now: at(`2026-11-21T10:00:0${index}Z`) }).of('james'),
    );
    const made = await Promise.all(starts);
    expect(new Set(made.map(({ rsa }) => rsa.publicPem)).size).toBe(1);
    expect(await database.query.select().from(database.tables.keys)).toHaveLength(2);
  });

  it('are never silently made anew when they were made and are gone', async () => {
    await createKeys({ database, now: at('2026-11-21T10:00:00Z') }).of('james');
    await database.query.delete(database.tables.keys);
    const keys = createKeys({ database, now: at('2026-11-22T10:00:00Z') });
    await expect(keys.of('james')).rejects.toThrow('restore the database from a backup');
  });

  it('that are retired are not used, and the account keeps its day', async () => {
    const keys = createKeys({ database, now: at('2026-11-21T10:00:00Z') });
    const old = await keys.of('james');
    const { tables, query } = database;
    await query.update(tables.keys).set({ retired: new Date('2026-12-01T00:00:00Z') });
    const pairs = [
      { algorithm: 'RSASSA-PKCS1-v1_5' as const, pair: generateKeyPairSync('rsa', { modulusLength: 2048 }) },
      { algorithm: 'Ed25519' as const, pair: generateKeyPairSync('ed25519') },
    ];
    for (const { algorithm, pair } of pairs) {
      await query.insert(tables.keys).values({
        account: 'james',
        algorithm,
        publicKey: JSON.stringify(pair.publicKey.export({ format: 'jwk' })),
        privateKey: JSON.stringify(pair.privateKey.export({ format: 'jwk' })),
        made: new Date('2026-12-01T00:00:00Z'),
      });
    }
    const renewed = await createKeys({ database, now: at('2026-12-02T00:00:00Z') }).of('james');
    expect(renewed.rsa.publicPem).not.toBe(old.rsa.publicPem);
    expect(renewed.since).toEqual(old.since);
  });
});
