import { createHash, KeyObject, webcrypto } from 'node:crypto';

type CryptoKey = webcrypto.CryptoKey;
export type Algorithm = 'RSASSA-PKCS1-v1_5' | 'Ed25519';

/** One pair: for WebCrypto, and for `node:crypto`, which signs faster. */
export interface Pair {
  /** When it was made: its name among the pairs of an account. */
  made: Date;
  publicKey: CryptoKey;
  privateKey: CryptoKey;
  signer: KeyObject;
  /** SPKI, as PEM. */
  publicPem: string;
}

/** A pair as it is kept: JWK, as text. */
export interface KeptPair {
  made: Date;
  publicKey: string;
  privateKey: string;
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

/** A new pair of each kind, as it is to be kept. */
export function generateBoth(): Promise<({ algorithm: Algorithm } & Omit<KeptPair, 'made'>)[]> {
  return Promise.all([generate('RSASSA-PKCS1-v1_5'), generate('Ed25519')]);
}

async function generate(algorithm: Algorithm): Promise<{ algorithm: Algorithm } & Omit<KeptPair, 'made'>> {
  const pair = (await webcrypto.subtle.generateKey(parameters[algorithm], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const jwk = async (key: CryptoKey) => JSON.stringify(await webcrypto.subtle.exportKey('jwk', key));
  return { algorithm, publicKey: await jwk(pair.publicKey), privateKey: await jwk(pair.privateKey) };
}

/** Reads a kept pair. Throws what the parser throws, which may quote the secret: say something else. */
export async function importPair(algorithm: Algorithm, { made, publicKey, privateKey }: KeptPair): Promise<Pair> {
  const read = (jwk: string, usage: 'sign' | 'verify') =>
    webcrypto.subtle.importKey('jwk', JSON.parse(jwk), parameters[algorithm], true, [usage]);
  const [open, secret] = [await read(publicKey, 'verify'), await read(privateKey, 'sign')];
  return {
    made,
    publicKey: open,
    privateKey: secret,
    signer: KeyObject.from(secret),
    publicPem: KeyObject.from(open).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** What a public key is told by: the SHA-256 of its SPKI, as OpenSSH writes fingerprints. */
export async function fingerprintOf(algorithm: Algorithm, publicJwk: string): Promise<string> {
  const key = await webcrypto.subtle.importKey('jwk', JSON.parse(publicJwk), parameters[algorithm], true, ['verify']);
  const spki = KeyObject.from(key).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(spki).digest('base64').replace(/=+$/, '')}`;
}
