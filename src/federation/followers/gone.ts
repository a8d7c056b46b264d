import type { Database } from '../../database/database.ts';
import { and, eq, gt, inArray, isNotNull, or } from '../../database/drizzle.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../guard/guard.ts';

const day = 24 * 3600_000;
/** An inbox has failed for so many posts, over so long, before anybody is asked whether they are still there. */
const rule = { subjects: 3, over: 14 * day };
/** Somebody who was asked is left in peace for so long. */
const pause = 7 * day;
/** So many are asked a day. A server that went away is not asked ten thousand times. */
const mostLooks = 200;
const someInboxes = 100;

/** A finished delivery to one inbox. */
export interface Ending {
  subject: string;
  outcome: 'delivered' | 'failed' | 'superseded';
  finished: Date;
}

export interface GoneOptions {
  database: Database;
  /** Asks, signed. */
  guard: Pick<Guard, 'get'>;
  log: Log;
  now: Date;
  /** Whether the process ends: then nobody else is asked. */
  isStopped?(): boolean;
}

/**
 * Whether an inbox seems to be gone: since anything was delivered, activities about three things at least failed for
 * good, the first and the last of them two weeks apart.
 * @param endings in any order.
 */
export function seemsGone(endings: readonly Ending[]): boolean {
  const newest = endings
    .filter(({ outcome }) => outcome !== 'superseded')
    .sort((one, other) => other.finished.getTime() - one.finished.getTime());
  const delivered = newest.findIndex(({ outcome }) => outcome === 'delivered');
  const failed = delivered === -1 ? newest : newest.slice(0, delivered);
  const [last] = failed;
  const first = failed.at(-1);
  if (!last || !first) return false;
  const subjects = new Set(failed.map(({ subject }) => subject));
  return subjects.size >= rule.subjects && last.finished.getTime() - first.finished.getTime() >= rule.over;
}

/**
 * Drops followers whose inboxes seem to be gone and whose actors' own servers say so too, by 404 or 410. Whoever answers
 * otherwise, or not at all, stays.
 * @returns the ids of the actors that were dropped.
 */
export async function dropGone({ database, guard, log, now, isStopped }: GoneOptions): Promise<string[]> {
  const dropped: string[] = [];
  const silent = new Set<number>();
  let looks = 0;
  for (const inbox of await goneInboxes(database)) {
    for (const person of await followersAt(database, inbox)) {
      if (looks >= mostLooks || isStopped?.()) return dropped;
      if (silent.has(person.host) || (await wasAsked(database, person.uri, now))) continue;
      looks += 1;
      const answer = await guard.get(person.uri, 'application/activity+json');
      if ('failed' in answer) {
        // The others on that server would only cost as long a wait each.
        silent.add(person.host);
        continue;
      }
      if (answer.status !== 404 && answer.status !== 410) {
        await noteAsked(database, person.uri, now);
        continue;
      }
      await database.query.delete(database.tables.followers).where(eq(database.tables.followers.person, person.key));
      dropped.push(person.uri);
      log.info(`${person.uri} follows no longer: it is gone (${answer.status}), and its inbox took nothing for weeks.`);
    }
  }
  return dropped;
}

/** Inboxes that seem to be gone, by their keys. */
async function goneInboxes(database: Database): Promise<number[]> {
  const { query, tables } = database;
  const { activities, deliveries } = tables;
  // Activity by activity, which the primary key leads to: no index knows what failed.
  const failures = new Map<number, number>();
  for (const { key } of await query.select({ key: activities.key }).from(activities)) {
    const rows = await query
      .select({ inbox: deliveries.inbox })
      .from(deliveries)
      .where(and(eq(deliveries.activity, key), eq(deliveries.outcome, 'failed')));
    for (const { inbox } of rows) failures.set(inbox, (failures.get(inbox) ?? 0) + 1);
    await new Promise(setImmediate);
  }
  const suspects = [...failures].filter(([, count]) => count >= rule.subjects).map(([inbox]) => inbox);
  const gone: number[] = [];
  for (let from = 0; from < suspects.length; from += someInboxes) {
    const some = suspects.slice(from, from + someInboxes);
    const endings = await endingsAt(database, some);
    gone.push(...some.filter((inbox) => seemsGone(endings.get(inbox) ?? [])));
  }
  return gone;
}

async function endingsAt({ query, tables }: Database, inboxes: number[]): Promise<Map<number, Ending[]>> {
  const { activities, deliveries } = tables;
  const rows = await query
    .select({
      inbox: deliveries.inbox,
      subject: activities.subject,
      outcome: deliveries.outcome,
      finished: deliveries.finished,
    })
    .from(activities)
    .innerJoin(deliveries, and(eq(deliveries.activity, activities.key), inArray(deliveries.inbox, inboxes)))
    .where(isNotNull(deliveries.finished));
  const endings = new Map<number, Ending[]>();
  for (const { inbox, subject, outcome, finished } of rows) {
    if (!outcome || !finished) continue;
    const known = endings.get(inbox) ?? [];
    known.push({ subject, outcome, finished });
    endings.set(inbox, known);
  }
  return endings;
}

interface Reached {
  key: number;
  uri: string;
  host: number;
}

/** Followers that are reached by an inbox, their own or a shared one. */
async function followersAt({ query, tables: { followers, people } }: Database, inbox: number): Promise<Reached[]> {
  return query
    .selectDistinct({ key: people.key, uri: people.uri, host: people.host })
    .from(people)
    .innerJoin(followers, eq(followers.person, people.key))
    .where(or(eq(people.sharedInbox, inbox), eq(people.inbox, inbox)))
    .orderBy(people.key);
}

function cacheKey(uri: string): string {
  return `still-there:${uri}`;
}

async function wasAsked({ query, tables: { caches } }: Database, uri: string, now: Date): Promise<boolean> {
  const rows = await query
    .select({ key: caches.key })
    .from(caches)
    .where(and(eq(caches.key, cacheKey(uri)), gt(caches.expires, now)));
  return rows.length > 0;
}

async function noteAsked({ query, tables: { caches } }: Database, uri: string, now: Date): Promise<void> {
  const expires = new Date(now.getTime() + pause);
  await query
    .insert(caches)
    .values({ key: cacheKey(uri), value: '', stored: now, expires })
    .onConflictDoUpdate({ target: caches.key, set: { stored: now, expires } });
}
