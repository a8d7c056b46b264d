import { KeyObject, webcrypto } from 'node:crypto';
import { type Database, Unmet } from '../database/database.ts';
import { asc, eq } from '../database/drizzle.ts';

type CryptoKey = webcrypto.CryptoKey;
export type Algorithm = 'RSASSA-PKCS1-v1_5' | 'Ed25519';

/** One pair: for WebCrypto, and for `node:crypto`, which signs faster. */
export interface Pair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
  signer: KeyObject;
  /** SPKI, as PEM. */
  publicPem: string;
}

/** What an account signs with. Made once: a new key would be another identity to every server that knows the old one. */
export interface Identity {
  rsa: Pair;
  ed25519: Pair;
  /** When its first key was made: the day the account joined. */
  since: Date;
}

export interface Keys {
  /** The keys of an account, by its id; made on first use. */
  of(account: string): Promise<Identity>;
}

// 2048 bits: what every server accepts, at half the cost of 4096 for each signature.
const parameters: Record<Algorithm, webcrypto.RsaHashedKeyGenParams | { name: 'Ed25519' }> = {
  'RSASSA-PKCS1-v1_5': {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
  Ed25519: { name: 'Ed25519' },
};

/** The identities of the blog's accounts, kept in the database, read once a process. */
export function createKeys({ database, now }: { database: Database; now(): Date }): Keys {
  const known = new Map<string, Promise<Identity>>();
  const { keys, settings } = database.tables;

  async function read(account: string): Promise<Identity | null> {
    const rows = await database.query.select().from(keys).where(eq(keys.account, account)).orderBy(asc(keys.made));
    const find = (algorithm: Algorithm) => rows.find((row) => row.algorithm === algorithm && row.retired === null);
    const [rsa, ed25519, first] = [find('RSASSA-PKCS1-v1_5'), find('Ed25519'), rows[0]];
    if (!rsa || !ed25519 || !first) return null;
    const pairs = Promise.all([importPair('RSASSA-PKCS1-v1_5', rsa), importPair('Ed25519', ed25519)]);
    const [forRsa, forEd25519] = await pairs.catch(() => {
      // Not the parser's own words: they quote what they could not read.
      throw new Error(`The keys of ${account} are damaged: restore the database from a backup.`);
    });
    return { rsa: forRsa, ed25519: forEd25519, since: first.made };
  }

  async function make(account: string): Promise<void> {
    const made = now();
    const rows = await Promise.all([generate('RSASSA-PKCS1-v1_5'), generate('Ed25519')]);
    const claim = { name: `keys:${account}`, value: 'made', changed: made };
    await database
      .atomically((query) => [
        // Only one process gets to make them, however many start at once on an empty database.
        { statement: query.insert(settings).values(claim).onConflictDoNothing(), demand: 1 },
        query.insert(keys).values(rows.map((row) => ({ account, ...row, made }))),
      ])
      .catch((error: unknown) => {
        // Its sentence alone: the details of an engine's error may hold the row, and the row holds the secret.
        if (!(error instanceof Unmet)) throw new Error(`The keys of ${account} cannot be stored: ${sentenceOf(error)}`);
      });
  }

  async function readOrMake(account: string): Promise<Identity> {
    const kept = await read(account);
    if (kept) return kept;
    await make(account);
    const made = await read(account);
    if (made) return made;
    throw new Error(`The keys of ${account} were made before and are gone: restore the database from a backup.`);
  }

  return {
    of(account) {
      let identity = known.get(account);
      if (!identity) {
        identity = readOrMake(account);
        known.set(account, identity);
        identity.catch(() => known.delete(account));
      }
      return identity;
    },
  };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'an unknown error';
}

async function generate(
  algorithm: Algorithm,
): Promise<{ algorithm: Algorithm; publicKey: string; privateKey: string }> {
  const pair = (await webcrypto.subtle.generateKey(parameters[algorithm], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const jwk = async (key: CryptoKey) => JSON.stringify(await webcrypto.subtle.exportKey('jwk', key));
  return { algorithm, publicKey: await jwk(pair.publicKey), privateKey: await jwk(pair.privateKey) };
}

async function importPair(algorithm: Algorithm, row: { publicKey: string; privateKey: string }): Promise<Pair> {
  const read = (jwk: string, usage: 'sign' | 'verify') =>
    webcrypto.subtle.importKey('jwk', JSON.parse(jwk), parameters[algorithm], true, [usage]);
  const [publicKey, privateKey] = [await read(row.publicKey, 'verify'), await read(row.privateKey, 'sign')];
  return {
    publicKey,
    privateKey,
    signer: KeyObject.from(privateKey),
    publicPem: KeyObject.from(publicKey).export({ type: 'spki', format: 'pem' }).toString(),
  };
}
