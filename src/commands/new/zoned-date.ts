/** An instant as the calendar and the clock of a zone show it. */
export interface ZonedDate {
  /** `2026-11-21` */
  day: string;
  /** `0931` */
  time: string;
  /** `2026-11-21T09:31:00+01:00`: to the minute, and the same in every zone. */
  instant: string;
}

/** Shows an instant in a zone (an IANA name). */
export function zonedDate(date: Date, timezone: string): ZonedDate {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'longOffset',
  });
  const part = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const day = `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`;
  // `GMT+01:00`, and plain `GMT` where there is none.
  const offset = part.timeZoneName?.replace('GMT', '') || '+00:00';
  return { day, time: `${part.hour}${part.minute}`, instant: `${day}T${part.hour}:${part.minute}:00${offset}` };
}
