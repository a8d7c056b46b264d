import type { KeyObject, webcrypto } from 'node:crypto';
import type { Site } from '../config.ts';
import type { Keys } from '../keys/keys.ts';
import { keyId } from './addresses.ts';

/** What an activity is signed with. */
export interface AccountSigner {
  keyId: string;
  /** For `node:crypto`, which signs faster. */
  key: KeyObject;
  /** For WebCrypto, as Fedify wants it. */
  privateKey: webcrypto.CryptoKey;
}

/**
 * Finds the RSA key of an account, by the account's id.
 * `made` says which, by the instant it was made, as `Outgoing.signer` does; null: the one in use. An old key has the
 * id of the new one: that is the id under which other servers know it until they read the Update.
 */
export type SignerOf = (account: string, made: Date | null) => Promise<AccountSigner>;

export function createSigners(site: Pick<Site, 'origin' | 'base'>, keys: Pick<Keys, 'rsaOf'>): SignerOf {
  return async (account, made) => {
    const { signer, privateKey } = await keys.rsaOf(account, made);
    return { keyId: keyId(site, { id: account }), key: signer, privateKey };
  };
}
