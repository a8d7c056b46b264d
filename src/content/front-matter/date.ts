import { instantOf } from '../zone.ts';

const form =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/i;

/**
 * A date as an author writes it: `2026-11-20`, `2026-11-20 14:30`, ISO 8601 with or without a zone.
 * Without a zone it is the time in `timezone`, without a time 00:00 there. Null when it is no date, or no day.
 */
export function readDate(text: string, timezone: string): Date | null {
  const found = form.exec(text.trim());
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const milliseconds = Number((found[7] ?? '0').slice(0, 3).padEnd(3, '0'));
  if (year < 1000 || hour > 23 || minute > 59 || second > 59) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const same = new Date(wall);
  if (same.getUTCMonth() !== month - 1 || same.getUTCDate() !== day) return null;
  const zone = found[8];
  if (zone === undefined) return instantOf(wall, timezone);
  const offset = readOffset(zone);
  return offset === null ? null : new Date(wall - offset);
}

/** `+05:30` in milliseconds; null beyond what is used anywhere. */
function readOffset(zone: string): number | null {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  if (minutes > 18 * 60 || Number(found[3] ?? 0) > 59) return null;
  return (found[1] === '-' ? -1 : 1) * minutes * 60_000;
}

/** The date and the rest of a name that begins with one: `2026-11-20-hello`. */
export function dateInName(name: string): { date: string | null; rest: string } {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[-_ ](.*))?$/.exec(name);
  const date = found?.[1] && readDate(found[1], 'UTC') ? found[1] : null;
  return date ? { date, rest: found?.[2] || name } : { date: null, rest: name };
}
