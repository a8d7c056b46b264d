import type { Database } from '../../database/database.ts';
import { and, gt, sql } from '../../database/drizzle.ts';
import { leaseTime } from './lease.ts';

const minute = 60_000;
const day = 86_400_000;

/** Nothing is put off for longer than a day and a fifth of it: what seems to be, was put off by a clock that went wrong. */
const furthest = 2 * day;

/**
 * Makes what notices that the clock was set back, also while nobody ran: what waits would do so until the wrong time comes. It
 * becomes due, with seven days from now; hosts that were left alone are asked again.
 */
export function createSetBack({ atomically, tables: { deliveries, hosts } }: Database): (now: Date) => Promise<void> {
  let latest: Date | null = null;

  return async (now) => {
    const isSetBack = latest === null || now.getTime() < latest.getTime() - minute;
    latest = isSetBack || latest === null || now > latest ? now : latest;
    if (!isSetBack) return;
    const far = new Date(now.getTime() + furthest);
    // Whoever may be sending it just now ends before that.
    const later = new Date(now.getTime() + leaseTime);
    const isFar = gt(deliveries.due, far);
    await atomically((query) => [
      query
        .update(deliveries)
        .set({ due: now, retried: now })
        .where(and(isFar, sql`${deliveries.lease} is null`)),
      query.update(deliveries).set({ due: later, retried: now }).where(isFar),
      query.update(hosts).set({ pausedUntil: null }).where(gt(hosts.pausedUntil, far)),
    ]);
  };
}
