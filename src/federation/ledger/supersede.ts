import type { Query, Step } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, lt, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { isFree } from './lease.ts';

type Sql<T = unknown> = ReturnType<typeof sql<T>>;

/** What an activity of a type takes the place of, where that was not delivered yet. */
const replaced: Record<string, 'anything' | 'Update'> = { Delete: 'anything', Update: 'Update' };

/**
 * The statement that ends what an activity takes the place of at some inboxes: what waits there, about the same. A
 * Delete of everything before, an Update of earlier Updates. Never what somebody is sending: that may have arrived.
 */
export function supersede(
  query: Query,
  { activities, deliveries }: Tables,
  by: { key: number | Sql<number>; account: string; subject: string; type: string },
  inboxes: number[] | { getSQL(): Sql },
  now: Date,
): Step[] {
  const what = replaced[by.type];
  if (!what) return [];
  const earlier = query
    .select({ key: activities.key })
    .from(activities)
    .where(
      and(
        eq(activities.account, by.account),
        eq(activities.subject, by.subject),
        lt(activities.key, by.key),
        what === 'Update' ? eq(activities.type, 'Update') : undefined,
      ),
    );
  const isWaiting = and(isNotNull(deliveries.due), isFree(deliveries, now));
  return [
    query
      .update(deliveries)
      .set({ outcome: 'superseded', due: null, lease: null, finished: now })
      .where(and(inArray(deliveries.inbox, inboxes), inArray(deliveries.activity, earlier), isWaiting)),
  ];
}

/** Whether a row of `deliveries` waits behind another: something earlier about the same, for the same inbox. */
export const isBehind = sql<boolean>`exists (
  select 1 from activities own
  join deliveries before on before.inbox = deliveries.inbox and before.due is not null and before.activity < own.key
  join activities earlier on earlier.key = before.activity
  where own.key = deliveries.activity and earlier.subject = own.subject and earlier.account = own.account)`;

/** Whether a row of `deliveries` is one that a later activity to the same inbox took the place of. */
export const isOvertaken = sql`exists (
  select 1 from activities older
  join activities newer on newer.subject = older.subject and newer.account = older.account and newer.key > older.key
  join deliveries later on later.activity = newer.key and later.inbox = deliveries.inbox
  where older.key = deliveries.activity
  and (newer.type = 'Delete' or (newer.type = 'Update' and older.type = 'Update')))`;
