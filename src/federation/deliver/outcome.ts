import type { Failed } from '../guard/guard.ts';
import type { Posted } from '../guard/post.ts';
import type { Outcome } from '../ledger/ledger.ts';
import { readRetryAfter } from '../ledger/retry.ts';

/** `doubtful`: somebody may say this although what stands behind them has taken it. */
type Reading = { kind: 'failed' | 'retry'; error: string; blame?: true; doubtful?: true };

/** What an answer means where its hundred does not say it. */
const readings: Record<number, Reading> = {
  400: { kind: 'failed', error: 'does not understand it' },
  // Often only for now: it could not fetch our key, or its clock is wrong.
  401: { kind: 'retry', error: 'does not accept our signature' },
  403: { kind: 'failed', error: 'refuses it' },
  404: { kind: 'failed', error: 'the inbox is gone' },
  405: { kind: 'failed', error: 'takes nothing in there' },
  406: { kind: 'failed', error: 'does not take this kind of document' },
  408: { kind: 'retry', error: 'did not get all of it in time' },
  410: { kind: 'failed', error: 'the inbox is gone' },
  413: { kind: 'failed', error: 'finds it too large' },
  415: { kind: 'failed', error: 'does not take this kind of document' },
  422: { kind: 'failed', error: 'cannot use it' },
  425: { kind: 'retry', error: 'wants it later' },
  429: { kind: 'retry', error: 'wants fewer requests', blame: true },
  // The only one of its hundred that says plainly that nothing was done.
  503: { kind: 'retry', error: 'is down or busy', blame: true },
};

const hundreds: Record<number, Reading> = {
  3: { kind: 'failed', error: 'leads elsewhere, and a delivery follows nowhere' },
  4: { kind: 'failed', error: 'refuses it' },
  5: { kind: 'retry', error: 'is in trouble', blame: true, doubtful: true },
};

const unknown: Reading = { kind: 'failed', error: 'answers what HTTP does not know', doubtful: true };

/** What came of a delivery that got this answer, or none. */
export function outcomeOf(answer: Posted | Failed, signature: 'draft-cavage' | 'rfc9421', now: Date): Outcome {
  if ('failed' in answer) {
    // A resolver that answers wrongly for an hour must lose nothing.
    const doubtful = !answer.unsent;
    if (answer.failed === 'refused' && !answer.byName)
      return { kind: 'failed', status: null, error: answer.what, doubtful };
    return { kind: 'retry', status: null, error: answer.what, after: null, blame: true, doubtful };
  }
  const { status } = answer;
  const hundred = Math.floor(status / 100);
  if (hundred === 2) return { kind: 'delivered', status, signature };
  const { kind, error, blame = false, doubtful = false } = readings[status] ?? hundreds[hundred] ?? unknown;
  if (kind === 'failed') return { kind, status, error, doubtful };
  return { kind, status, error, blame, doubtful, after: readRetryAfter(answer.retryAfter, now) };
}
