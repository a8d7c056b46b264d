import type { Database } from '../../database/database.ts';
import { despiteDeadlock } from '../../database/deadlock.ts';
import { and, eq, gte, inArray, isNotNull, or, sql } from '../../database/drizzle.ts';
import { isFree } from './lease.ts';
import type { Selection } from './ledger.ts';
import { isOvertaken } from './supersede.ts';

/** Makes the deliveries of a selection due, or counts them. Attempts are counted on, so that pauses stay long. */
export async function retryNow(
  { query, tables }: Database,
  { about, since, host, failed }: Selection,
  now: Date,
  count: boolean,
): Promise<{ failed: number; waiting: number }> {
  const { activities, deliveries, hosts } = tables;
  const meant = query
    .select({ key: activities.key })
    .from(activities)
    .where(
      and(
        isNotNull(activities.json),
        about ? or(inArray(activities.subject, about.subjects), inArray(activities.uri, about.uris)) : undefined,
        since ? gte(activities.created, since) : undefined,
      ),
    );
  const there = query
    .select({ key: hosts.key })
    .from(hosts)
    .where(eq(hosts.name, host ?? ''));
  const chosen = and(inArray(deliveries.activity, meant), host === null ? undefined : inArray(deliveries.host, there));
  const isFailed = and(chosen, eq(deliveries.outcome, 'failed'), sql`not ${isOvertaken}`);
  const isWaiting = and(chosen, isNotNull(deliveries.due), isFree(deliveries, now));
  const touched = { activity: deliveries.activity };

  if (count) {
    const [failures, waiting] = [await query.$count(deliveries, isFailed), await query.$count(deliveries, isWaiting)];
    return { failed: failures, waiting: failed ? 0 : waiting };
  }
  // First what waits: afterwards what failed waits as well.
  const waiting = failed
    ? []
    : await despiteDeadlock(() => query.update(deliveries).set({ due: now }).where(isWaiting).returning(touched));
  const again = await despiteDeadlock(() =>
    query
      .update(deliveries)
      .set({ outcome: null, finished: null, lease: null, due: now, retried: now })
      .where(isFailed)
      .returning(touched),
  );
  return { failed: again.length, waiting: waiting.length };
}
