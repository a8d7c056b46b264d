import { LedAstray, Refused, wasConnecting } from './connect.ts';
import { TooMuch } from './measure.ts';

/** Why there is no answer. `refused`: we would not ask. `unasked`: we stopped asking, and nothing was learnt. */
export interface Failed {
  failed: 'refused' | 'unreachable' | 'too slow' | 'too large' | 'too many redirects' | 'unasked';
  what: string;
  /** Refused for what a name leads to just now. */
  byName?: boolean;
  /** Refused for leading from the origin that alone was to be asked to this URL. */
  leads?: string;
  /** No connection came about, so nothing of the request has left. Without it something may have arrived. */
  unsent?: true;
}

const slow = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** What an error on the way means. */
export function explain(error: unknown, address: string): Failed {
  const causes = causesOf(error);
  const failed = explainAll(causes, address);
  return causes.some(wasConnecting) ? { ...failed, unsent: true } : failed;
}

function explainAll(causes: Error[], address: string): Failed {
  const code = (name: string) => causes.some((cause) => (cause as NodeJS.ErrnoException).code === name);
  const refused = causes.find((cause) => cause instanceof Refused);
  if (refused) return { failed: 'refused', what: refused.message, byName: refused instanceof LedAstray };
  if (causes.some(({ name }) => name === 'TimeoutError') || [...slow].some(code)) {
    return { failed: 'too slow', what: `${shown(address)} took too long` };
  }
  if (code('UND_ERR_RES_EXCEEDED_MAX_SIZE') || causes.some((cause) => cause instanceof TooMuch))
    return { failed: 'too large', what: `${shown(address)} is too long` };
  return { failed: 'unreachable', what: `${shown(address)}: ${causes.at(-1)?.message ?? 'no answer'}` };
}

/** An error, what caused it, and what caused that. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 8; cause = causeOf(cause)) causes.push(cause);
  return causes;
}

/** Where a name has several addresses, the error only holds one for each of them, and says nothing itself. */
function causeOf(error: Error): unknown {
  return error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined);
}

/** An address, cut where it is long. */
export function shown(address: string): string {
  return address.length > 200 ? `${address.slice(0, 200)}…` : address;
}
