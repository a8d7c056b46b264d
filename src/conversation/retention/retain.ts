import type { Database } from '../../database/database.ts';
import { and, asc, eq, inArray, isNotNull, like, lt, lte, ne, sql } from '../../database/drizzle.ts';
import { createRemarks } from '../remarks.ts';
import { letGo } from '../speaker.ts';
import { keptFor } from './retention.ts';

/** So many rows in one transaction: pages are read in between. */
const chunk = 200;

/** Which rows. */
type Which = ReturnType<typeof and>;

/** How much went, by what it was. */
export type Retained = Record<
  'held' | 'hidden' | 'mentions' | 'waiting' | 'gone' | 'undone' | 'reports' | 'notices' | 'stamps' | 'subscriptions',
  number
>;

/**
 * Takes out what of others was kept long enough (retention.ts). Of what had a place in a thread a row without a word is
 * left for a while, as after a Delete. In chunks; killed half way, the next does the rest, and two at once do no harm.
 */
export async function retain(database: Database, now: Date): Promise<Retained> {
  const { query, tables } = database;
  const { notices, reactions, remarks, reports, stamps, subscriptions } = tables;
  const store = createRemarks(database);
  const before = (name: Parameters<typeof keptFor>[0]): Date => new Date(now.getTime() - keptFor(name));

  /** Of remarks all but the row goes, or all of it, and whoever wrote it where nothing else of theirs is here. */
  function bury(which: Which, work: 'bury' | 'drop' = 'bury'): Promise<number> {
    return repeat(async () => {
      const rows = await query
        .select({ key: remarks.key, person: remarks.person })
        .from(remarks)
        .where(which)
        .orderBy(asc(remarks.key))
        .limit(chunk);
      const persons = rows.map(({ person }) => person);
      if (rows.length > 0)
        await database.atomically((builder) => [
          ...rows.map(({ key }) => store[work](builder, key)),
          ...letGo(builder, tables, persons),
        ]);
      return rows.length;
    });
  }

  /** Rows go whole, by their keys. */
  function remove(table: typeof remarks | typeof reactions | typeof reports, which: Which): Promise<number> {
    return repeat(async () => {
      const rows = await query.select({ key: table.key }).from(table).where(which).limit(chunk);
      const keys = rows.map(({ key }) => key);
      if (keys.length > 0) await query.delete(table).where(and(inArray(table.key, keys), which));
      return keys.length;
    });
  }

  const olderThan = (name: 'held' | 'hidden' | 'mentions' | 'waiting') => lt(remarks.received, before(name));
  const inState = (state: 'held' | 'hidden' | 'waiting', name: 'held' | 'hidden' | 'waiting') =>
    and(eq(remarks.state, state), olderThan(name));
  const isAnswered = sql`exists (select 1 from ${remarks} other where other.parent = ${remarks.uri})`;
  const isStranger = isNotNull(remarks.person);

  return {
    held: await bury(and(inState('held', 'held'), isStranger, ne(remarks.kind, 'mention'))),
    hidden: await bury(and(inState('hidden', 'hidden'), isStranger)),
    mentions: await bury(
      and(eq(remarks.kind, 'mention'), ne(remarks.state, 'gone'), isStranger, olderThan('mentions')),
    ),
    // Also what was never sent of an answer of our own, since the command was killed.
    waiting: await bury(inState('waiting', 'waiting'), 'drop'),
    gone: await remove(
      remarks,
      and(eq(remarks.state, 'gone'), lte(remarks.due, now), like(remarks.uri, 'gone:%'), sql`not ${isAnswered}`),
    ),
    undone: await remove(reactions, and(eq(reactions.state, 'undone'), lt(reactions.received, before('undone')))),
    reports: await remove(reports, and(isNotNull(reports.closed), lt(reports.closed, before('reports')))),
    notices: await repeat(async () => {
      const old = lt(notices.made, before('notices'));
      const rows = await query.select({ key: notices.key }).from(notices).where(old).limit(chunk);
      const keys = rows.map(({ key }) => key);
      if (keys.length > 0) await query.delete(notices).where(and(inArray(notices.key, keys), old));
      return keys.length;
    }),
    stamps: await repeat(async () => {
      // `made` is when it was given or taken back, whichever was last.
      const old = and(eq(stamps.state, 'revoked'), lt(stamps.made, before('stamps')));
      const rows = await query.select({ key: stamps.key }).from(stamps).where(old).limit(chunk);
      const keys = rows.map(({ key }) => key);
      if (keys.length > 0) await query.delete(stamps).where(and(inArray(stamps.key, keys), old));
      return keys.length;
    }),
    subscriptions: await repeat(async () => {
      const old = lte(subscriptions.expires, now);
      const rows = await query.select({ key: subscriptions.key }).from(subscriptions).where(old).limit(chunk);
      const keys = rows.map(({ key }) => key);
      if (keys.length > 0) await query.delete(subscriptions).where(and(inArray(subscriptions.key, keys), old));
      return keys.length;
    }),
  };
}

async function repeat(once: () => Promise<number>): Promise<number> {
  for (let total = 0; ; ) {
    const count = await once();
    total += count;
    if (count < chunk) return total;
    await new Promise(setImmediate);
  }
}
