import { calendar, instantOf } from '../content/zone.ts';

/** A year of the blog: how many posts are dated in it, and the instants at which it begins and ends. */
export interface Year {
  year: number;
  count: number;
  from: Date;
  before: Date;
}

/** The years (Gregorian, in a zone) of these dates, which are newest first; those without a post are left out. */
export function yearsOf(dates: readonly Date[], timezone: string): Year[] {
  const years: Year[] = [];
  for (const date of dates) {
    const last = years.at(-1);
    if (last && date >= last.from) {
      last.count += 1;
      continue;
    }
    const { year } = calendar(date, timezone);
    years.push({ year, count: 1, from: start(year, timezone), before: start(year + 1, timezone) });
  }
  return years;
}

function start(year: number, timezone: string): Date {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return instantOf(new Date(0).setUTCFullYear(year, 0, 1), timezone);
}
