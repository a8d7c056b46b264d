import { isNobody } from '../../conversation/speaker.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, gt, inArray, lt, sql } from '../../database/drizzle.ts';
import { codeOf } from '../../database/failure.ts';
import { inPages } from '../../database/in-pages.ts';
import { chunk, repeat } from './in-chunks.ts';

/** Of inboxes, so many go in one transaction: for each the engine looks through all deliveries, which no index helps with. */
const few = 10;
/** And so many a day. */
const mostInboxes = 500;

/** What is known of actors that follow nobody here, of whom nothing is kept, and that were not looked at since `before`. */
export async function prunePeople({ query, tables }: Database, before: Date): Promise<number> {
  const { people } = tables;
  const unknown = and(lt(people.fetched, before), isNobody(tables));
  return repeat(async () => {
    const some = await query.select({ key: people.key }).from(people).where(unknown).limit(chunk);
    const keys = some.map(({ key }) => key);
    if (keys.length > 0) await query.delete(people).where(and(inArray(people.key, keys), unknown));
    return keys.length;
  });
}

/**
 * Inboxes that nobody has and nothing was sent to lately. A host that something was delivered to keeps one, so that a
 * Delete finds its way there.
 */
export async function pruneInboxes(database: Database): Promise<number> {
  const unused = await unusedInboxes(database);
  let gone = 0;
  while (gone < Math.min(unused.length, mostInboxes)) {
    const keys = unused.slice(gone, gone + few);
    try {
      await database.atomically((query) => [
        query.delete(database.tables.inboxes).where(inArray(database.tables.inboxes.key, keys)),
      ]);
    } catch (error) {
      // Somebody took one of them up again meanwhile: they are looked at again tomorrow.
      if (/^(SQLITE_CONSTRAINT|23503)/.test(codeOf(error) ?? '')) return gone;
      throw error;
    }
    gone += keys.length;
    await new Promise(setImmediate);
  }
  return gone;
}

async function unusedInboxes(database: Database): Promise<number[]> {
  const used = await usedInboxes(database);
  const { query, tables } = database;
  const { hosts, inboxes } = tables;
  const delivered = await query.select({ key: hosts.key }).from(hosts).where(gt(hosts.delivered, 0));
  // Each wants one inbox; one that is in use will do.
  const wanting = new Set(delivered.map(({ key }) => key));
  const all: { key: number; host: number }[] = [];
  const pages = inPages(chunk, (after) =>
    query
      .select({ key: inboxes.key, host: inboxes.host })
      .from(inboxes)
      .where(gt(inboxes.key, after))
      .orderBy(inboxes.key)
      .limit(chunk),
  );
  for await (const rows of pages) all.push(...rows);
  for (const { key, host } of all) if (used.has(key)) wanting.delete(host);
  return all.filter(({ key, host }) => !used.has(key) && !wanting.delete(host)).map(({ key }) => key);
}

// Activity by activity, which the primary key leads to: nobody waits for a look through the whole table.
async function usedInboxes({ query, tables: { activities, deliveries, people } }: Database): Promise<Set<number>> {
  const used = new Set<number>();
  for (const { key } of await query.select({ key: activities.key }).from(activities)) {
    const rows = await query.select({ inbox: deliveries.inbox }).from(deliveries).where(eq(deliveries.activity, key));
    for (const { inbox } of rows) used.add(inbox);
    await new Promise(setImmediate);
  }
  for (const row of await query.select({ inbox: people.inbox, shared: people.sharedInbox }).from(people)) {
    used.add(row.inbox);
    if (row.shared !== null) used.add(row.shared);
  }
  return used;
}

/** Hosts without an inbox and without anybody, to which nothing was ever delivered. */
export async function pruneHosts({ query, tables: { hosts, inboxes, people } }: Database): Promise<number> {
  const inbox = query.select({ one: sql`1` }).from(inboxes).where(eq(inboxes.host, hosts.key));
  const person = query.select({ one: sql`1` }).from(people).where(eq(people.host, hosts.key));
  const unused = and(eq(hosts.delivered, 0), sql`not exists ${inbox}`, sql`not exists ${person}`);
  return repeat(async () => {
    const some = await query.select({ key: hosts.key }).from(hosts).where(unused).limit(chunk);
    const keys = some.map(({ key }) => key);
    if (keys.length > 0) await query.delete(hosts).where(and(inArray(hosts.key, keys), unused));
    return keys.length;
  });
}
