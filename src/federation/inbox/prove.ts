import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Clock } from '../../clock.ts';
import type { Claim, Verify } from '../gate/claim.ts';
import type { Rates } from '../gate/rates.ts';
import { Unasked } from '../load/refused.ts';
import type { InboxRequest } from './incoming.ts';
import { type Stop, tooMany } from './stop.ts';

/** Seconds until whoever names a server that is asked for many keys already may try again. */
const busy = 30;

/** Seconds until the server of a key may be there again: those who send make it longer by themselves. */
const away = 120;

/** Has a claim verified within the rates; null: it is proven, or does not need to be. */
export function createProve({
  verify,
  rates,
  clock,
}: {
  verify: Verify;
  rates: Rates;
  clock: Pick<Clock, 'now'>;
}): (request: InboxRequest, claim: Claim, load: DocumentLoader) => Promise<Stop | null> {
  return async (request, claim, load) => {
    const { host } = new URL(claim.keyId);
    let wait: number | null = null;
    // Asked for on the word of somebody who has proven nothing yet.
    const loadKey: DocumentLoader = async (url, settings) => {
      wait ??= rates.askKey(request.address, host, clock.now());
      if (wait > 0) throw new Unasked('Too many keys were asked for that proved nothing.');
      return load(url, settings);
    };
    const verdict = await verify(request, claim, loadKey);
    if (verdict.ok) {
      // At the present instant, since the key may have been waited for: a bucket takes an earlier one for a clock set back.
      rates.countHost(host, clock.now());
      if (wait === 0) rates.giveBackKey(request.address, host);
      return null;
    }
    // That the actor is gone was asked of its own host: its Delete says nothing else.
    if (verdict.gone) return null;
    if (verdict.status === 429) return tooMany(wait || busy);
    const { status, why } = verdict;
    return status === 503 ? { status, why, after: away } : { status, why };
  };
}
