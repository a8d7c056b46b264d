import type { Account } from '../../config.ts';
import { actorId } from '../../federation/addresses.ts';
import { reachOf } from '../../federation/announce/reach.ts';
import { collectionId } from '../../federation/documents/actor.ts';
import type { ShownKey } from '../../keys/keys.ts';
import type { Room } from '../publish/open.ts';

/** An account as other servers know it. */
export interface KnownAccount {
  id: string;
  handle: string;
  name: string;
  actor: string;
  inbox: string;
  followers: number;
  keys: ShownKey[];
}

export async function knownAccount({ config, database, keys }: Room, account: Account): Promise<KnownAccount> {
  const { site } = config;
  // Made now if no server ever asked: so they can be shown.
  await keys.of(account.id);
  const { followers } = await reachOf(database, [account.id]);
  return {
    id: account.id,
    handle: handleOf(account),
    name: account.name,
    actor: actorId(site, account),
    inbox: collectionId(site, account, 'inbox'),
    followers,
    keys: await keys.shown(account.id),
  };
}

function handleOf({ user, host }: Pick<Account, 'user' | 'host'>): string {
  return `@${user}@${host}`;
}

/** `RSA`, `Ed25519`: what people call it. */
export function kindOf({ algorithm }: Pick<ShownKey, 'algorithm'>): string {
  return algorithm === 'Ed25519' ? algorithm : 'RSA';
}
