import type { Database } from '../../database/database.ts';
import { and, eq, gt, inArray, isNotNull, lte, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import type { Delivery } from './ledger.ts';

/**
 * How long nobody else takes what somebody sends, in milliseconds. An attempt is over sooner. While it lasts the row is
 * due at its end, so that a worker that was killed needs nobody who looks for what it left.
 */
export const leaseTime = 120_000;

type Deliveries = Tables['deliveries'];

/** Whether nobody is sending a row, or whoever was has been killed. */
export function isFree({ lease }: Deliveries, now: Date) {
  return or(sql`${lease} is null`, lte(lease, now));
}

/** The rows of some deliveries, by the keys of both sides. */
export function isOneOf(deliveries: Deliveries, some: Pick<Delivery, 'activity' | 'inbox'>[]) {
  const inboxes = new Map<number, number[]>();
  for (const { activity, inbox } of some) inboxes.set(activity, [...(inboxes.get(activity) ?? []), inbox]);
  const each = [...inboxes].map(([activity, keys]) =>
    and(eq(deliveries.activity, activity), inArray(deliveries.inbox, keys)),
  );
  return or(...each);
}

/** Counts deliveries that are no longer out to their hosts. */
export function letGo(held: Map<number, number>, given: Pick<Delivery, 'host'>[]): void {
  for (const { host } of given) {
    const left = (held.get(host) ?? 0) - 1;
    if (left > 0) held.set(host, left);
    else held.delete(host);
  }
}

/** Ends leases whose deliveries were not tried: an expired lease, so that whoever takes them next looks whether they are still wanted. */
export async function giveBack(
  { query, tables: { deliveries } }: Database,
  given: Delivery[],
  held: Map<number, number>,
  now: Date,
): Promise<void> {
  letGo(held, given);
  for (let from = 0; from < given.length; from += 200) {
    const some = isOneOf(deliveries, given.slice(from, from + 200));
    await query
      .update(deliveries)
      .set({ due: now, lease: now })
      .where(and(some, isNotNull(deliveries.due)));
  }
}

/** Ends all leases where only one server can have given them, and it is not running any more. */
export async function recoverLeases({ engine, query, tables: { deliveries } }: Database, now: Date): Promise<void> {
  if (engine !== 'sqlite') return;
  await query
    .update(deliveries)
    .set({ due: now, lease: now })
    .where(and(isNotNull(deliveries.due), gt(deliveries.lease, now)));
}
