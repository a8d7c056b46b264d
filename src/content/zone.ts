/** A day as a calendar on the wall shows it; month and day count from 1. */
export interface Calendar {
  year: number;
  month: number;
  day: number;
}

/** Milliseconds since the epoch that a wall clock would show if it hung in Greenwich: no zone, so no gaps. */
type Wall = number;

const day = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that an instant falls on in a zone (an IANA name). */
export function calendar(instant: Date, timezone: string): Calendar {
  const wall = new Date(wallClock(instant.getTime(), timezone));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/**
 * The instant at which the clocks of a zone show `wall`. When they are put back and show it twice, the first;
 * when they skip it, as much later as they skip (Temporal's `compatible`).
 */
export function instantOf(wall: Wall, timezone: string): Date {
  const offsets = [wall - day, wall + day].map((instant) => wallClock(instant, timezone) - instant);
  const instants = offsets.map((offset) => wall - offset).filter((instant) => wallClock(instant, timezone) === wall);
  return new Date(instants.length > 0 ? Math.min(...instants) : wall - (offsets[0] ?? 0));
}

function wallClock(instant: number, timezone: string): Wall {
  if (timezone === 'UTC') return instant;
  const shown: Record<string, number> = {};
  for (const { type, value } of format(timezone).formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  const milliseconds = ((instant % 1000) + 1000) % 1000;
  const wall = new Date(Date.UTC(2000, month - 1, day, hour, minute, second, milliseconds));
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return wall.setUTCFullYear(year, month - 1, day);
}

/** Making a format costs a hundred times more than using it. */
function format(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timezone, made);
  return made;
}
