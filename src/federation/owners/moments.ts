import type { Site } from '../../config.ts';
import { calendar, instantOf } from '../../content/zone.ts';

/** The hour of the day at which a daily message goes, on the blog's clocks. */
export const dailyHour = 8;

const minute = 60_000;
const day = 24 * 60 * minute;

/** So many messages in a day; what comes then waits for the daily hour. */
export const mostADay = 20;

/**
 * When the owners are told of what waits; null: never. Pure.
 * @param asked.since when the first of it came.
 * @param asked.told when they were told before, in any order.
 */
export function whenToTell(
  { comments, timezone }: { comments: Pick<Site['comments'], 'tell'>; timezone: string },
  { since, told, now }: { since: Date; told: readonly Date[]; now: Date },
): Date | null {
  const times = told.map((instant) => instant.getTime());
  const last = Math.max(...times, -Infinity);
  const lately = times.filter((time) => time > now.getTime() - day);
  if (comments.tell === 'never') return null;
  if (comments.tell === 'daily' || lately.length >= mostADay)
    return nextDaily(new Date(Math.max(since.getTime(), last + 1)), timezone);
  return new Date(Math.max(since.getTime() + minute, last + minute));
}

/** The first daily hour at or after an instant. */
function nextDaily(from: Date, timezone: string): Date {
  const { year, month, day: date } = calendar(from, timezone);
  const today = instantOf(Date.UTC(year, month - 1, date, dailyHour), timezone);
  return today >= from ? today : instantOf(Date.UTC(year, month - 1, date + 1, dailyHour), timezone);
}
