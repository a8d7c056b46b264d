import type { Clock } from '../../clock.ts';
import { createBuckets } from '../gate/bucket.ts';
import type { Guard } from '../guard/guard.ts';
import { webfingerPath } from '../webfinger/webfinger.ts';
import type { Typed } from './handle.ts';
import { type Doors, readDoors } from './intents.ts';

/**
 * What came of asking a visitor's server. `silent`: it does not answer, or is not to be asked. `unknown`: it knows nobody
 * of that name. `no-server`: what answers is no server of the fediverse. `busy`: too much is asked just now.
 */
export type Asked = Doors | { failed: 'silent' | 'unknown' | 'no-server' | 'busy' } | { leads: string };

/** What is told of an account is believed for so long, in milliseconds; what went wrong is tried again sooner. */
const kept = { doors: 5 * 60_000, failed: 30_000 };
const mostKept = 1000;

/** A person waits no longer for a server, in milliseconds. */
const patience = 8000;

/** Requests at once, and a minute to one host: what strangers can make this blog ask of others must stay small. */
const mostAtOnce = 32;
export const perHost = 60;

/** No host stands behind that in an address. */
const longestLead = 2000;

const accept = 'application/jrd+json, application/json';

/**
 * Asks the servers of visitors who they are (WebFinger, RFC 7033): the host that was typed, and no other. Nobody's handle is
 * written down: it stays in memory for ten minutes at most.
 */
export function createAsk({
  guard,
  isBlocked,
  clock,
}: {
  guard: Pick<Guard, 'get' | 'originOf'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  clock: Clock;
}): (typed: Typed) => Promise<Asked> {
  const known = new Map<string, { answer: Promise<Asked>; until: number }>();
  const hosts = createBuckets(perHost);
  let underway = 0;
  let isSweeping = false;

  function sweep(now: number): void {
    // A Map lists the oldest first.
    for (const [key, { until }] of known) {
      if (known.size <= mostKept && until > now) break;
      known.delete(key);
    }
  }

  /** So that nobody's handle stays because nobody asks after it. */
  function sweepLater(): void {
    if (isSweeping) return;
    isSweeping = true;
    clock.after(kept.doors, () => {
      isSweeping = false;
      sweep(clock.now().getTime());
      if (known.size > 0) sweepLater();
    });
  }

  async function ask({ user, host }: Typed): Promise<Asked> {
    const origin = guard.originOf(host);
    // It looks like a server that is down: who is blocked is nobody's business but the owner's.
    if (await isBlocked(new URL(`${origin}/`))) return { failed: 'silent' };
    if (underway >= mostAtOnce || hosts.take(host, clock.now()) > 0) return { failed: 'busy' };
    underway += 1;
    const resource = encodeURIComponent(`acct:${user}@${host}`);
    const asking = guard.get(`${origin}${webfingerPath}?resource=${resource}`, accept, { stay: true }).finally(() => {
      underway -= 1;
    });
    const answer = await withinPatience(asking, clock);
    if (answer === null) return { failed: 'silent' };
    if ('failed' in answer) {
      if (answer.leads !== undefined) return { leads: answer.leads.slice(0, longestLead) };
      return { failed: answer.failed === 'too large' ? 'no-server' : 'silent' };
    }
    if (answer.status >= 500 || answer.status === 429) return { failed: 'silent' };
    if (answer.status !== 200) return { failed: 'unknown' };
    return readDoors(answer.body) ?? { failed: 'no-server' };
  }

  return (typed) => {
    const name = `${typed.user}@${typed.host}`;
    const now = clock.now().getTime();
    sweep(now);
    const before = known.get(name);
    if (before && before.until > now) return before.answer;
    const answer = ask(typed);
    const entry = { answer, until: now + kept.doors };
    known.delete(name);
    known.set(name, entry);
    sweepLater();
    const forget = (): void => {
      if (known.get(name) === entry) known.delete(name);
    };
    answer.then((said) => {
      if (!('failed' in said)) return;
      if (said.failed === 'busy') forget();
      else entry.until = clock.now().getTime() + kept.failed;
    }, forget);
    return answer;
  };
}

/** What is asked goes on after that, within the limits of the guard, and nobody waits for it. */
function withinPatience<T>(asking: Promise<T>, clock: Clock): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(patience, () => resolve(null));
    asking.then(resolve, reject).finally(cancel);
  });
}
