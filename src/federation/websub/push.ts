import { createHmac } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import { outcomeOf } from '../deliver/outcome.ts';
import type { Failed, Guard } from '../guard/guard.ts';
import type { Posted } from '../guard/post.ts';
import { afterFailure, type Health, healthy, nextAttempt } from '../ledger/retry.ts';
import type { Stop } from './stop.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';
import { digestOf, type FindTopic, type Topic } from './topic.ts';

/** In one go, then others have their turn: each may take half a minute. */
const most = 10;
const pause = 5000;

/** A subscription whose push failed so often, and until when it is left alone: milliseconds since 1970. */
interface Rest {
  failures: number;
  until: number;
}

/** What the job of a host knows of earlier attempts: of the host, and of each subscription by its key. */
interface Known {
  host?: Rest;
  each?: Record<string, Rest>;
}

export interface PushParts {
  database: Pick<Database, 'query' | 'tables'>;
  guard: Pick<Guard, 'post'>;
  subscriptions: Pick<Subscriptions, 'ofHost' | 'told' | 'failing' | 'well' | 'remove'>;
  isBlocked(address: URL): Promise<boolean> | boolean;
  find(): FindTopic | null;
  /** When the server is being stopped, what is under way is not waited for, and done again by the next. */
  stop: Pick<Stop, 'isStopped' | 'unless'>;
  now(): Date;
  random?(): number;
  log: Log;
}

/**
 * Brings the subscribers of one host up to the feeds as they are now. What a subscription was told last is in its row, so
 * nothing is queued, a kill loses nothing, and the newest state is the only one that is ever sent.
 */
export function createPush(parts: PushParts): Work {
  const { database, guard, subscriptions, isBlocked, find, stop, now, log } = parts;
  const { random = Math.random } = parts;

  /** Until when the ledger leaves a host alone. */
  async function pausedUntil(host: string): Promise<number> {
    const { hosts } = database.tables;
    const [row] = await database.query.select({ until: hosts.pausedUntil }).from(hosts).where(eq(hosts.name, host));
    return row?.until?.getTime() ?? 0;
  }

  /** Null: the server is being stopped, and nobody knows whether it arrived. */
  function send({ callback, secret }: Subscription, { type, link, bytes }: Topic): Promise<Posted | Failed | null> {
    const signature = secret === null ? {} : { 'x-hub-signature': `sha256=${hmac(secret, bytes)}` };
    return stop.unless(guard.post(callback, { headers: { 'content-type': type, link, ...signature }, body: bytes }));
  }

  /** The feed that a subscription has not been told, as it is now; null: there is none. */
  async function unsaid(row: Subscription, findTopic: FindTopic): Promise<{ topic: Topic; digest: string } | null> {
    const topic = await findTopic(row.topic);
    // A post may come back, and so does its feed: until then there is nothing to tell.
    if (!topic) return null;
    const digest = digestOf(topic);
    return digest === row.digest ? null : { topic, digest };
  }

  /** Whether a host has somebody beside these who has a feed as it was. */
  async function isBehind(host: string, without: Record<string, Rest>, findTopic: FindTopic): Promise<boolean> {
    for (const row of await subscriptions.ofHost(host, now()))
      if (!Object.hasOwn(without, row.key) && (await unsaid(row, findTopic))) return true;
    return false;
  }

  return async ({ host, details }, started) => {
    const findTopic = find();
    if (!findTopic) return { effect: null, again: new Date(started.getTime() + pause) };
    if (host === null) return { effect: null, again: null };
    const known = (details ?? {}) as Known;
    const left = Math.max(known.host?.until ?? 0, await pausedUntil(host));
    if (left > started.getTime()) return { effect: null, again: new Date(left) };

    const each: Record<string, Rest> = {};
    let health: Health = { ...healthy, failures: known.host?.failures ?? 0 };
    let again = Number.POSITIVE_INFINITY;
    let sent = 0;
    for (const row of await subscriptions.ofHost(host, started)) {
      const before = known.each?.[row.key] ?? { failures: 0, until: 0 };
      const found = await unsaid(row, findTopic);
      if (!found) {
        // What is told later has seven days of its own.
        if (row.failingSince) await subscriptions.well(row.key);
        continue;
      }
      if (again <= now().getTime() || health.pausedUntil || before.until > started.getTime()) {
        // Not this time.
        if (before.failures > 0) each[row.key] = before;
        again = Math.min(again, Math.max(before.until, started.getTime()));
        continue;
      }
      if (await isBlocked(new URL(row.callback))) {
        await subscriptions.remove(row.key);
        continue;
      }
      const answer = sent >= most || stop.isStopped() ? null : await send(row, found.topic);
      sent += 1;
      if (answer === null) {
        again = now().getTime();
        continue;
      }
      const outcome = outcomeOf(answer, 'draft-cavage', now());
      const isBlamed = outcome.kind === 'retry' && outcome.blame;
      const after = outcome.kind === 'retry' ? outcome.after : null;
      health = isBlamed ? afterFailure(health, after, now(), random()) : healthy;
      if (outcome.kind === 'delivered') {
        await subscriptions.told(row.key, found.digest, now());
        continue;
      }
      const failures = before.failures + 1;
      const isGone = outcome.status === 410;
      const began = row.failingSince ?? now();
      const next = isGone ? null : nextAttempt({ attempts: failures, began, after }, now(), random());
      if (next === null) {
        // No more than its host: whoever knows the callback can write there.
        log.info(isGone ? 'A reader of feeds is gone.' : 'A reader of feeds took nothing for seven days.', { host });
        await subscriptions.remove(row.key);
        continue;
      }
      await subscriptions.failing(row.key, now());
      each[row.key] = { failures, until: next.getTime() };
      again = Math.min(again, next.getTime());
    }

    if (again === Number.POSITIVE_INFINITY) return { effect: null, again: null };
    // What changed while this one was told does not wait until others are tried again.
    if (again > now().getTime() && (await isBehind(host, each, findTopic))) again = now().getTime();
    const until = health.pausedUntil?.getTime() ?? 0;
    const said: Known = { each, ...(health.failures > 0 ? { host: { failures: health.failures, until } } : {}) };
    return { effect: null, again: new Date(Math.max(again, until)), details: said };
  };
}

function hmac(secret: string, bytes: Uint8Array): string {
  return createHmac('sha256', secret).update(bytes).digest('hex');
}
