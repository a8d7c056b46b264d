import { createHash } from 'node:crypto';
import type { Account, Site } from '../../config.ts';
import { actorId } from '../addresses.ts';
import type { Outgoing } from '../ledger/ledger.ts';

/** Whose Follow is answered. */
export interface Follow {
  /** The id of the Follow. */
  follow: string;
  /** The id of the actor who follows, and its personal inbox. */
  uri: string;
  inbox: string;
}

/**
 * The answer to a Follow (ActivityPub, 7.5 and 7.6), with that Follow inside. Its id is made from the Follow's and the instant of the answer: some
 * servers use one id for every Follow between two accounts, and each time wait for an answer that they do not know yet.
 */
export function replyTo(
  { follow, uri, inbox }: Follow,
  type: 'Accept' | 'Reject',
  { site, account, now }: { site: Pick<Site, 'origin' | 'base'>; account: Pick<Account, 'id'>; now: Date },
): Outgoing {
  const actor = actorId(site, account);
  const digest = createHash('sha256').update(`${follow}\n${now.toISOString()}`).digest('hex').slice(0, 32);
  const id = `${actor}#${type.toLowerCase()}s/${digest}`;
  const document = {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id,
    type,
    actor,
    to: [uri],
    object: { id: follow, type: 'Follow', actor: uri, object: actor },
  };
  return {
    id,
    account: account.id,
    type,
    subject: uri,
    json: JSON.stringify(document),
    audience: { inboxes: [inbox] },
    signer: null,
  };
}
