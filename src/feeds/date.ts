const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as RSS writes it (RFC 822 with the four-digit year of RFC 2822) in a zone: `Fri, 20 Nov 2026 09:30:00 +0100`. */
export function rfc822(instant: Date, zone: string): string {
  const { shown, offset } = inZone(instant, zone);
  const day = `${days[shown.getUTCDay()]}, ${two(shown.getUTCDate())} ${months[shown.getUTCMonth()]} ${year(shown)}`;
  return `${day} ${clock(shown)} ${sign(offset)}${hours(offset)}${minutes(offset)}`;
}

/** An instant as Atom and JSON Feed write it (RFC 3339) in a zone: `2026-11-20T09:30:00+01:00`. */
export function rfc3339(instant: Date, zone: string): string {
  const { shown, offset } = inZone(instant, zone);
  const day = `${year(shown)}-${two(shown.getUTCMonth() + 1)}-${two(shown.getUTCDate())}`;
  return `${day}T${clock(shown)}${sign(offset)}${hours(offset)}:${minutes(offset)}`;
}

/** A Date whose UTC fields are what the zone's clock shows, and that clock's offset from UTC in minutes. */
function inZone(instant: Date, zone: string): { shown: Date; offset: number } {
  const offset = offsetOf(instant, zone);
  return { shown: new Date(instant.getTime() + offset * 60_000), offset };
}

function offsetOf(instant: Date, zone: string): number {
  const name =
    format(zone)
      .formatToParts(instant)
      .find((part) => part.type === 'timeZoneName')?.value ?? '';
  // `GMT`, `GMT+01:00`; before standard time also `GMT+00:53:28`, whose seconds neither format can say.
  const [, direction, hour, minute] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const size = Number(hour ?? 0) * 60 + Number(minute ?? 0);
  return direction === '-' ? -size : size;
}

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, made);
  return made;
}

function clock(shown: Date): string {
  return `${two(shown.getUTCHours())}:${two(shown.getUTCMinutes())}:${two(shown.getUTCSeconds())}`;
}

function year(shown: Date): string {
  return String(shown.getUTCFullYear()).padStart(4, '0');
}

function sign(offset: number): string {
  return offset < 0 ? '-' : '+';
}

function hours(offset: number): string {
  return two(Math.floor(Math.abs(offset) / 60));
}

function minutes(offset: number): string {
  return two(Math.abs(offset) % 60);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
