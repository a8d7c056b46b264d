import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Json } from './incoming.ts';
import { isObject } from './reference.ts';

/** A key that an actor on another server says is its own. */
export interface RemoteKey {
  id: string;
  /** The actor's id. */
  owner: string;
  /** SPKI, as PEM. */
  pem: string;
}

/** 8192 bits cost a fiftieth of a second at most; less than 1024 prove nothing. */
const [fewestBits, mostBits] = [1024, 8192];

/**
 * Reads a key from where it lives: in the document of its actor, or at an address of its own, which names the owner. It is
 * believed only if the document at the owner's id lists this key, by this id and with this PEM.
 * @returns null when what is served there is no such key.
 * @throws what `load` throws.
 */
export async function readKey(id: string, load: DocumentLoader): Promise<RemoteKey | null> {
  const { document } = await load(id);
  if (!isObject(document)) return null;
  if ('publicKeyPem' in document) return readLonely(id, document, load);
  return listedBy(document, id);
}

/** A document that is nothing but a key. */
async function readLonely(id: string, document: Json, load: DocumentLoader): Promise<RemoteKey | null> {
  const { owner } = document;
  const pem = readPem(document.publicKeyPem);
  // Nor is another host asked because somebody names it.
  if (pem === null || typeof owner !== 'string' || !sameOrigin(owner, id)) return null;
  const { document: actor } = await load(owner);
  const listed = isObject(actor) ? listedBy(actor, id) : null;
  return listed?.pem === pem ? listed : null;
}

/** The key of this id among those that an actor lists. */
function listedBy(actor: Json, id: string): RemoteKey | null {
  const owner = actor.id;
  if (typeof owner !== 'string' || !sameOrigin(owner, id)) return null;
  const keys = [actor.publicKey].flat().filter(isObject);
  const key = keys.find((one) => one.id === id);
  const pem = key && (key.owner === undefined || key.owner === owner) ? readPem(key.publicKeyPem) : null;
  return pem === null ? null : { id, owner, pem };
}

/** One spelling of a PEM; null when it is no RSA key of a decent size. */
function readPem(pem: unknown): string | null {
  if (typeof pem !== 'string' || pem.length > 8192 || !pem.includes('PUBLIC KEY')) return null;
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    return null;
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < fewestBits || bits > mostBits) return null;
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}
