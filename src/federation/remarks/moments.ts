import { textOf } from './value.ts';

/** Nothing that answers a post is older than the first of these networks. */
const earliest = Date.UTC(1990, 0, 1);
const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?$/i;

/** When it was published and changed. What no clock says is now; nothing is later than now. */
export function momentsOf(
  { published, updated }: { published?: unknown; updated?: unknown },
  now: Date,
): { published: Date; updated: Date | null } {
  const changed = momentOf(updated, now);
  const first = momentOf(published, now) ?? changed ?? now;
  return { published: first, updated: changed && changed > first ? changed : null };
}

/** A date of RFC 3339, not later than now; without a zone it is in UTC. Null when it is none. */
export function momentOf(value: unknown, now: Date): Date | null {
  const [, day, zone = 'Z'] = form.exec(textOf(value).trim()) ?? [];
  const moment = new Date(`${day}${zone}`);
  // Not a date, or not a year of these networks.
  if (!(moment.getTime() >= earliest)) return null;
  return moment > now ? now : moment;
}
