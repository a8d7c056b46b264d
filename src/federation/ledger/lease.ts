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

/** The rows of deliveries that are still in the hands of those who took them. */
export function isHeldAs(deliveries: Deliveries, some: Pick<Delivery, 'activity' | 'inbox' | 'lease'>[]) {
  const leases = Map.groupBy(some, ({ lease }) => lease.getTime());
  return or(
    ...[...leases].map(([until, each]) => and(eq(deliveries.lease, new Date(until)), isOneOf(deliveries, each))),
  );
}

/**
 * What this process has out. It takes none of it again, even when the lease runs out under it, because the database could not
 * be written for minutes or the clock was set.
 */
export interface Held {
  /** How many go to each host. */
  hosts: Map<number, number>;
  /** Their names by `nameOf`. */
  rows: Set<string>;
}

export function nameOf({ activity, inbox }: Pick<Delivery, 'activity' | 'inbox'>): string {
  return `${activity} ${inbox}`;
}

/** Notes deliveries that go out. */
export function hold({ hosts, rows }: Held, taken: Delivery[]): void {
  for (const delivery of taken) {
    rows.add(nameOf(delivery));
    hosts.set(delivery.host, (hosts.get(delivery.host) ?? 0) + 1);
  }
}

/** Notes deliveries that are not out any more. */
export function letGo({ hosts, rows }: Held, given: Delivery[]): void {
  for (const delivery of given) {
    if (!rows.delete(nameOf(delivery))) continue;
    const left = (hosts.get(delivery.host) ?? 0) - 1;
    if (left > 0) hosts.set(delivery.host, left);
    else hosts.delete(delivery.host);
  }
}

/**
 * Ends leases without an outcome: an expired lease, so that whoever takes them next looks whether they are still wanted.
 * @param isSent whether they may have arrived.
 */
export async function giveBack(
  { atomically, tables: { deliveries } }: Database,
  { given, isSent }: { given: Delivery[]; isSent: boolean },
  held: Held,
  now: Date,
): Promise<void> {
  letGo(held, given);
  for (let from = 0; from < given.length; from += 200) {
    const some = Map.groupBy(given.slice(from, from + 200), ({ carried }) => (isSent ? undefined : carried));
    await atomically((query) =>
      [...some].map(([carried, each]) =>
        query
          .update(deliveries)
          .set({ due: now, lease: now, ...(carried === undefined ? {} : { carried }) })
          .where(isHeldAs(deliveries, each)),
      ),
    );
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
