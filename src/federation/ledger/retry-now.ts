import type { Database } from '../../database/database.ts';
import { despiteDeadlock } from '../../database/deadlock.ts';
import { and, eq, gte, inArray, isNotNull, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { isFree } from './lease.ts';
import type { Retried, Selection } from './ledger.ts';
import { isOvertaken } from './supersede.ts';

/** Makes the deliveries of a selection due, or counts them. Attempts are counted on, so that pauses stay long. */
export async function retryNow(
  { query, tables }: Database,
  { about, since, host, failed }: Selection,
  now: Date,
  count: boolean,
): Promise<Retried> {
  const { activities, deliveries, hosts } = tables;
  const meant = query
    .select({ key: activities.key })
    .from(activities)
    .where(
      and(
        about ? or(inArray(activities.subject, about.subjects), inArray(activities.uri, about.uris)) : undefined,
        since ? gte(activities.created, since) : undefined,
      ),
    );
  const there = query
    .select({ key: hosts.key })
    .from(hosts)
    .where(eq(hosts.name, host ?? ''));
  const chosen = and(inArray(deliveries.activity, meant), host === null ? undefined : inArray(deliveries.host, there));
  const kept = query.select({ key: activities.key }).from(activities).where(isNotNull(activities.json));
  const allFailed = and(chosen, eq(deliveries.outcome, 'failed'));
  const isFailed = and(allFailed, inArray(deliveries.activity, kept), sql`not ${isOvertaken}`);
  const isWaiting = and(chosen, isNotNull(deliveries.due), isFree(deliveries, now));
  const anew = { outcome: null, finished: null, lease: null, due: now, retried: now };
  const touched = { activity: deliveries.activity };

  if (count) {
    const failures = await query.$count(deliveries, isFailed);
    const waiting = failed ? 0 : await query.$count(deliveries, isWaiting);
    return { failed: failures, waiting, past: (await query.$count(deliveries, allFailed)) - failures };
  }
  // First what waits: afterwards what failed waits as well.
  const waiting = failed
    ? []
    : await despiteDeadlock(() => query.update(deliveries).set({ due: now }).where(isWaiting).returning(touched));
  const again = await despiteDeadlock(() => query.update(deliveries).set(anew).where(isFailed).returning(touched));
  const keys = [...new Set(again.map(({ activity }) => activity))];
  if (keys.length > 0) {
    await despiteDeadlock(() =>
      query
        .update(deliveries)
        .set(anew)
        .where(isNewestEditOf(tables, keys, now)),
    );
  }
  return { failed: again.length, waiting: waiting.length, past: await query.$count(deliveries, allFailed) };
}

/**
 * The edit that an inbox has taken, of a post that goes there only now and may arrive without it: behind the post it goes
 * once more, or the old text would stay.
 * @param posts the activities that are tried again since `now`.
 */
function isNewestEditOf({ deliveries }: Tables, posts: number[], now: Date) {
  const edits = sql`select edit.key from activities edit join activities post
    on post.subject = edit.subject and post.account = edit.account and post.key < edit.key
    where edit.type = 'Update' and edit.json is not null and ${inArray(sql`post.key`, posts)}`;
  const goesBefore = sql`exists (select 1 from activities edit join activities post
    on post.subject = edit.subject and post.account = edit.account and post.key < edit.key
    join deliveries tried on tried.activity = post.key and tried.inbox = ${deliveries.inbox}
    where edit.key = ${deliveries.activity} and tried.due is not null
    and edit.key > coalesce(tried.carried, post.carries, 0)
    and tried.retried = ${sql.param(now, deliveries.retried)})`;
  return and(
    eq(deliveries.outcome, 'delivered'),
    sql`${deliveries.activity} in (${edits})`,
    goesBefore,
    sql`not ${isOvertaken}`,
  );
}
