import type { InboxRequest } from '../inbox/incoming.ts';
import { json, names, vocabulary } from './activity.ts';
import type { Claim } from './claim.ts';
import { coverage } from './coverage.ts';
import { created, expires, written } from './dates.ts';
import { digest } from './digest.ts';
import { eachOnce, host } from './heads.ts';
import { encoding, mediaType } from './media-type.ts';
import { notOurs, originOfId, originOfKey } from './origins.ts';
import { type Border, type Check, enter, type Refusal } from './passage.ts';
import { present, readable } from './signed.ts';

/**
 * What a request at an inbox must be, in the order in which it is looked at: cheap things first, and nothing of the body
 * before there is a signature to hold it to. `test/mutate/mutate.ts` takes out one line after the other, and a test must
 * notice each.
 */
export const checks: readonly (readonly [name: string, check: Check])[] = [
  ['media type', mediaType],
  ['content encoding', encoding],
  ['signature present', present],
  ['signature readable', readable],
  ['JSON', json],
  ['id, type and actor', names],
  ['ActivityStreams', vocabulary],
  ['key of the actor’s origin', originOfKey],
  ['id of the actor’s origin', originOfId],
  ['actor not ours', notOurs],
  ['coverage', coverage],
  ['digest', digest],
  ['date', written],
  ['created', created],
  ['expires', expires],
  ['host', host],
  ['each header once', eachOnce],
];

/** Judges a request by its form alone: nothing is fetched, stored or waited for, and no signature is verified yet. */
export function pass(request: InboxRequest, border: Border, now: Date): Claim | Refusal {
  const passage = enter(request, border, now);
  for (const [, check] of checks) {
    const refusal = check(passage);
    if (refusal) return refusal;
  }
  const { said, signature } = passage;
  const { activity, id, type, actor } = said;
  return { activity, id, type, actor, keyId: signature.keyId, scheme: signature.scheme, signature: signature.value };
}
