import { keptFor } from '../../conversation/retention/retention.ts';
import type { Database, Step } from '../../database/database.ts';
import { Unmet } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, lt, lte, sql } from '../../database/drizzle.ts';
import { chunk, repeat } from './in-chunks.ts';
import { pruneHosts, pruneInboxes, prunePeople } from './prune-places.ts';

/** How many rows went, by what they were. */
export interface Pruned {
  outcomes: number;
  bytes: number;
  activities: number;
  received: number;
  caches: number;
  people: number;
  inboxes: number;
  hosts: number;
}

/**
 * Takes out what need not be kept any longer. What waits is never touched, and a crash in the middle counts nothing
 * twice. Two at once do each row once.
 */
export async function prune(database: Database, now: Date): Promise<Pruned> {
  const before = (length: number): Date => new Date(now.getTime() - length);
  // In this order: each step leaves rows that the next finds without anybody who refers to them.
  return {
    outcomes: await pruneOutcomes(database, before(keptFor('outcomes'))),
    bytes: await pruneBytes(database, before(keptFor('bytes'))),
    activities: await pruneActivities(database, before(keptFor('bytes'))),
    received: await pruneReceived(database, now),
    caches: await pruneCaches(database, now),
    people: await prunePeople(database, before(keptFor('people'))),
    inboxes: await pruneInboxes(database),
    hosts: await pruneHosts(database),
  };
}

/** Finished deliveries become numbers at their hosts. */
async function pruneOutcomes(database: Database, before: Date): Promise<number> {
  const { deliveries } = database.tables;
  const { activity, inbox, host, outcome, finished } = deliveries;
  return repeat(async () => {
    const rows = await database.query
      .select({ activity, inbox, host, outcome })
      .from(deliveries)
      .where(and(isNotNull(finished), lt(finished, before)))
      .orderBy(finished)
      .limit(chunk);
    if (rows.length === 0) return 0;
    try {
      await database.atomically(() => [...removal(database, rows, before), ...counting(database, rows)]);
    } catch (error) {
      // Somebody else took some of them, or the owner had them tried again: nothing was done, and the next look is new.
      if (!(error instanceof Unmet)) throw error;
    }
    return rows.length;
  });
}

interface Finished {
  activity: number;
  inbox: number;
  host: number;
  outcome: 'delivered' | 'failed' | 'superseded' | null;
}

// As many rows must go as are counted: else all of it is undone.
function removal({ query, tables: { deliveries } }: Database, rows: Finished[], before: Date): Step[] {
  const byActivity = Map.groupBy(rows, ({ activity }) => activity);
  return [...byActivity].map(([activity, some]) => {
    const inboxes = some.map(({ inbox }) => inbox);
    const which = and(
      eq(deliveries.activity, activity),
      inArray(deliveries.inbox, inboxes),
      isNotNull(deliveries.finished),
      lt(deliveries.finished, before),
    );
    return { statement: query.delete(deliveries).where(which), demand: some.length };
  });
}

function counting({ query, tables: { hosts } }: Database, rows: Finished[]): Step[] {
  return [...Map.groupBy(rows, ({ host }) => host)].flatMap(([host, some]) => {
    const delivered = some.filter(({ outcome }) => outcome === 'delivered').length;
    const failed = some.filter(({ outcome }) => outcome === 'failed').length;
    if (delivered + failed === 0) return [];
    const set = { delivered: sql`${hosts.delivered} + ${delivered}`, failed: sql`${hosts.failed} + ${failed}` };
    return [query.update(hosts).set(set).where(eq(hosts.key, host))];
  });
}

/** What was sent half a year ago is told again from the post, if it has to be. */
async function pruneBytes({ query, tables: { activities, deliveries } }: Database, before: Date): Promise<number> {
  const waiting = query
    .select({ one: sql`1` })
    .from(deliveries)
    .where(and(eq(deliveries.activity, activities.key), isNotNull(deliveries.due)));
  return repeat(async () => {
    const some = await query
      .select({ key: activities.key })
      .from(activities)
      .where(
        and(
          lt(activities.created, before),
          isNotNull(activities.json),
          sql`${activities.cursor} is null`,
          sql`not exists ${waiting}`,
        ),
      )
      .limit(chunk);
    if (some.length === 0) return 0;
    const keys = some.map(({ key }) => key);
    await query
      .update(activities)
      .set({ json: null })
      .where(and(inArray(activities.key, keys), sql`not exists ${waiting}`));
    return keys.length;
  });
}

/**
 * An activity of which neither bytes nor deliveries are left says nothing any more: to whom its post was told, which a
 * later Delete has to know, stands in the totals of the hosts.
 */
async function pruneActivities({ query, tables: { activities, deliveries } }: Database, before: Date): Promise<number> {
  const own = query.select({ one: sql`1` }).from(deliveries).where(eq(deliveries.activity, activities.key));
  const spent = and(
    lt(activities.created, before),
    sql`${activities.json} is null`,
    sql`${activities.cursor} is null`,
    sql`not exists ${own}`,
  );
  return repeat(async () => {
    const some = await query.select({ key: activities.key }).from(activities).where(spent).limit(chunk);
    if (some.length === 0) return 0;
    const keys = some.map(({ key }) => key);
    await query.delete(activities).where(and(inArray(activities.key, keys), spent));
    return keys.length;
  });
}

async function pruneReceived({ query, tables: { received } }: Database, now: Date): Promise<number> {
  return repeat(async () => {
    const some = await query.select().from(received).where(lte(received.expires, now)).limit(chunk);
    const digests = some.map(({ digest }) => digest);
    if (digests.length > 0)
      await query.delete(received).where(and(inArray(received.digest, digests), lte(received.expires, now)));
    return digests.length;
  });
}

/** What has no expiry is kept for as long as there is nothing better. */
async function pruneCaches({ query, tables: { caches } }: Database, now: Date): Promise<number> {
  const over = and(isNotNull(caches.expires), lte(caches.expires, now));
  return repeat(async () => {
    const some = await query.select({ key: caches.key }).from(caches).where(over).limit(chunk);
    const keys = some.map(({ key }) => key);
    if (keys.length > 0) await query.delete(caches).where(and(inArray(caches.key, keys), over));
    return keys.length;
  });
}
