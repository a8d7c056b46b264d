import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Json } from '../stranger.ts';

/** Made once and for tests alone, since each takes as long to make as a whole small test; PKCS #8 in Base64. */
const readyKeys: string[] = JSON.parse(readFileSync(new URL('./keys.json', import.meta.url), 'utf8'));

/** Somebody on a stranger's server. */
export interface StrangerUser {
  name: string;
  /** The actor's id. */
  id: string;
  /** The address of the key: `<id>#main-key`, or one of its own. */
  keyId: string;
  inbox: string;
  sharedInbox: string | null;
  followers: string;
  /** Made when it is first needed. */
  key(): { privateKey: KeyObject; publicPem: string };
  /** What is served at the actor's id and at its key's address. */
  document(): Json;
  /** Another key under the same id, or under another one. */
  rotateKey(keyId?: string): void;
  /** From now on the actor, its key and its inbox answer this; null: it is back. */
  vanish(status: 404 | 410 | null): void;
  gone(): 404 | 410 | null;
}

export interface UserOptions {
  /** Where the actor is, query and all: `/users/ada`, `/?author=1`. */
  path?: string;
  /** What the key's id has after the actor's: `#main-key`, or `/main-key` as GoToSocial serves it. */
  key?: string;
  /** Properties that replace those of the actor's document; undefined leaves one out. Its inbox is where it says. */
  document?: Json;
  /** A pair of keys that is there already: each takes time to make. */
  pair?: Pair;
}

type Pair = ReturnType<typeof makeKey>;

export function createUser(
  origin: string,
  name: string,
  sharedInbox: string | null,
  { path = `/users/${name}`, key = '#main-key', document = {}, pair: ready }: UserOptions,
): StrangerUser {
  const id = origin + path;
  let pair: Pair | null = ready ?? null;
  let gone: 404 | 410 | null = null;
  const user: StrangerUser = {
    name,
    id,
    keyId: id + key,
    inbox: typeof document.inbox === 'string' ? document.inbox : `${origin}/users/${name}/inbox`,
    sharedInbox,
    followers: `${origin}/users/${name}/followers`,
    key() {
      pair ??= makeKey();
      return pair;
    },
    document: () => ({
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
      id,
      type: 'Person',
      preferredUsername: name,
      name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
      url: `${origin}/@${name}`,
      inbox: user.inbox,
      outbox: `${origin}/users/${name}/outbox`,
      followers: user.followers,
      ...(sharedInbox === null ? {} : { endpoints: { sharedInbox } }),
      publicKey: { id: user.keyId, owner: id, publicKeyPem: user.key().publicPem },
      ...document,
    }),
    rotateKey(keyId = user.keyId) {
      pair = makeKey();
      user.keyId = keyId;
    },
    vanish(status) {
      gone = status;
    },
    gone: () => gone,
  };
  return user;
}

interface Made {
  privateKey: KeyObject;
  publicPem: string;
}

const made: Made[] = [];
let taken = 0;

/** RSA of 2048 bits, as every server of the fediverse has it, and another one with every call of a file of tests. */
export function makeKey(): Made {
  const key = made[taken] ?? newKey(readyKeys.pop());
  made[taken] = key;
  taken += 1;
  return key;
}

/** Before each file of tests: of those that share a process, each is given the same keys. */
export function rewindKeys(): void {
  taken = 0;
}

function newKey(ready: string | undefined): Made {
  const privateKey = ready
    ? createPrivateKey({ key: Buffer.from(ready, 'base64'), format: 'der', type: 'pkcs8' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return { privateKey, publicPem: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString() };
}
