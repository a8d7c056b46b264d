import type { Guard } from '../guard/guard.ts';
import type { Delivery, Outcome } from '../ledger/ledger.ts';
import { signPost, signPostAsMessage } from '../sign.ts';
import type { SignerOf } from '../signer.ts';
import type { SkewMeter } from '../skew.ts';
import { outcomeOf } from './outcome.ts';

/** The exact bytes of an activity. */
export interface Content {
  json: string;
  /** The same as UTF-8: encoded once for all inboxes. */
  bytes: Uint8Array;
  /** Their SHA-256, base64. */
  digest: string;
}

interface Knock {
  made: Date | null;
  signature: Delivery['signature'];
}

/** Answers that may mean the signature: its kind, or its key. */
const doubts = new Set([400, 401, 403]);

/**
 * In which ways a request is signed until one is taken: as the host is known to take it, then the other way. What announces
 * a new key is signed by the old one first, which is the one that the other side knows.
 */
function knocksOf({ signature, signer }: Delivery): Knock[] {
  const other = signature === 'draft-cavage' ? 'rfc9421' : 'draft-cavage';
  const knocks: Knock[] = [
    { made: null, signature },
    { made: null, signature: other },
  ];
  return signer ? [{ made: signer, signature }, ...knocks] : knocks;
}

/** Makes what tries to deliver once. Never throws for what the other side does. */
export function createAttempt({
  signerFor,
  guard,
  now,
  skew,
}: {
  signerFor: SignerOf;
  guard: Pick<Guard, 'post'>;
  now(): Date;
  skew?: Pick<SkewMeter, 'note'>;
}): (delivery: Delivery, content: Content) => Promise<Outcome> {
  async function knock({ url, account }: Delivery, { made, signature }: Knock, content: Content): Promise<Outcome> {
    const signer = await signerFor(account, made);
    const target = new URL(url);
    const signed =
      signature === 'rfc9421'
        ? await signPostAsMessage(target, content.json, signer, now())
        : await signPost(target, content.digest, signer, now());
    const headers = { 'content-type': 'application/activity+json', ...signed };
    const asked = now();
    const answer = await guard.post(url, { headers, body: content.bytes });
    if ('status' in answer) skew?.note(url, answer.date, asked);
    return outcomeOf(answer, signature, now());
  }

  return async (delivery, content) => {
    let counted: Outcome = unsent;
    for (const each of knocksOf(delivery)) {
      const outcome = await knock(delivery, each, content);
      if (outcome.status === null || !doubts.has(outcome.status)) return outcome;
      // To a kind of signature that it is not known to take, it may answer anything.
      if (each.signature === delivery.signature) counted = outcome;
    }
    return counted;
  };
}

/** Our own trouble, for which no host is blamed. */
export const unsent = {
  ...{ kind: 'retry' as const, status: null, error: 'was not sent', after: null, blame: false, doubtful: false },
};
