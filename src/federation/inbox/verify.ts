import { createPublicKey } from 'node:crypto';
import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { CryptographicKey } from '@fedify/fedify/vocab';
import type { Clock } from '../../clock.ts';
import type { Site } from '../../config.ts';
import type { Claim, Verify } from '../gate/claim.ts';
import { Away, isGone } from '../load/refused.ts';
import type { InboxRequest } from './incoming.ts';
import type { Keyring, NoKey } from './keyring.ts';
import { idOf } from './reference.ts';
import type { RemoteKey } from './remote-key.ts';

export interface VerifyOptions {
  site: Pick<Site, 'origin'>;
  keyring: Keyring;
  clock: Pick<Clock, 'now'>;
}

const specs = { 'draft-cavage': 'draft-cavage-http-signatures-12', rfc9421: 'rfc9421' } as const;

const refuseToLoad: DocumentLoader = async (url) => {
  throw new Error(`Nothing is fetched while a signature is checked: ${url}`);
};

/**
 * Proves who sent a request that has passed the gate: the keyring finds the key, Fedify checks the signature with it and
 * fetches nothing, and the key must be the actor's. Where the key does not fit, its owner may have a new one.
 */
export function createVerify({ site, keyring, clock }: VerifyOptions): Verify {
  const prepared = new WeakMap<RemoteKey, Promise<CryptographicKey>>();

  function prepare(key: RemoteKey): Promise<CryptographicKey> {
    const known = prepared.get(key) ?? readyForFedify(key);
    prepared.set(key, known);
    return known;
  }

  async function fits(request: InboxRequest, { keyId, scheme }: Claim, key: RemoteKey): Promise<boolean> {
    const [{ verifyRequest }, { Temporal }, ready] = await Promise.all([
      import('@fedify/fedify/sig'),
      import('temporal-polyfill'),
      prepare(key),
    ]);
    const address = new URL(keyId).href;
    try {
      const verified = await verifyRequest(requestAt(site.origin, request), {
        spec: specs[scheme],
        documentLoader: refuseToLoad,
        contextLoader: refuseToLoad,
        currentTime: Temporal.Instant.fromEpochMilliseconds(clock.now().getTime()),
        timeWindow: { hours: 1 },
        keyCache: { get: async ({ href }) => (href === address ? ready : null), set: async () => undefined },
      });
      return verified !== null;
    } catch {
      // What it throws at headers that it cannot read.
      return false;
    }
  }

  return async (request, claim, load) => {
    const key = await keyring.find(claim.keyId, load);
    if (typeof key === 'string') return withoutKey(key, claim, load);
    if (await fits(request, claim, key)) return ownedBy(claim, key);

    const newer = await keyring.find(claim.keyId, load, { fresh: true });
    if (typeof newer === 'string') return withoutKey(newer, claim, load);
    const isProven = newer.pem !== key.pem && (await fits(request, claim, newer));
    return isProven ? ownedBy(claim, newer) : { ok: false, status: 401, why: 'The signature does not fit the key.' };
  };
}

type Verdict = Awaited<ReturnType<Verify>>;

// Signed by somebody else there, it is a forwarded activity: wire.md wants no second sending of it.
function ownedBy({ actor }: Claim, { owner }: RemoteKey): Verdict {
  return owner === actor ? { ok: true } : { ok: false, status: 202, why: 'It is signed by another than its actor.' };
}

async function withoutKey(state: NoKey, claim: Claim, load: DocumentLoader): Promise<Verdict> {
  if (state === 'unasked') return { ok: false, status: 429, why: 'Too many keys are asked for.' };
  if (state === 'away') return notNow;
  if (state === 'unavailable') return { ok: false, status: 401, why: 'The key cannot be read.' };
  const why = 'The key is gone.';
  // The Delete of an account comes after the account: a 401 would be sent again for days.
  if (claim.type !== 'Delete') return { ok: false, status: 401, why };
  const isItself = idOf(claim.activity.object) === claim.actor;
  const gone = isItself && (await isGoneNow(claim.actor, load));
  return gone === 'away' ? notNow : { ok: false, status: 202, why, gone };
}

// Not 401, after which Misskey does not come again: what an honest server sent while it was down itself would be lost.
const notNow: Verdict = { ok: false, status: 503, why: 'The server of the key does not answer now.' };

/** Not what is remembered of the key: a host may have lost its documents for an hour. */
function isGoneNow(actor: string, load: DocumentLoader): Promise<boolean | 'away'> {
  return load(actor).then(
    () => false,
    (error: unknown) => (error instanceof Away ? 'away' : isGone(error)),
  );
}

/** The request as its sender meant it: at the public URL, wherever a proxy brought it, with the exact bytes. */
function requestAt(origin: string, { method, target, rawHeaders, body }: InboxRequest): Request {
  const url = new URL(origin + target);
  const headers = new Headers();
  for (let line = 0; line < rawHeaders.length; line += 2) {
    headers.append(rawHeaders[line] ?? '', rawHeaders[line + 1] ?? '');
  }
  headers.set('host', url.host);
  return new Request(url, { method, headers, body });
}

async function readyForFedify({ id, owner, pem }: RemoteKey): Promise<CryptographicKey> {
  const { CryptographicKey } = await import('@fedify/fedify/vocab');
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const publicKey = createPublicKey(pem).toCryptoKey(algorithm, true, ['verify']);
  return new CryptographicKey({ id: new URL(id), owner: new URL(owner), publicKey });
}
