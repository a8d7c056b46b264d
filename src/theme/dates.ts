/** How a blog shows dates: its language's words, its timezone's days. */
export interface Dates {
  /** `20 November 2026`. */
  long(date: Date): string;
  /** `20 November 2026 at 14:03`. */
  moment(date: Date): string;
  /** `20 Nov`: stands under its year. */
  day(date: Date): string;
  /** `Nov 2026`: stands by itself. */
  month(date: Date): string;
  /** `2026`, in the calendar of the language. */
  year(date: Date): string;
  /** `2026-11-20T09:30:00+01:00`, for machines (RFC 3339, in the timezone's offset of that day). */
  machine(date: Date): string;
}

const made = new Map<string, Dates>();

/** The formatters of a language (BCP 47) and a timezone (IANA), made once: making one costs more than a page. */
export function datesFor(language: string, timezone: string): Dates {
  const key = `${language} ${timezone}`;
  const dates = made.get(key) ?? makeDates(language, timezone);
  made.set(key, dates);
  return dates;
}

function makeDates(language: string, timeZone: string): Dates {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(inWords(language), { timeZone, ...options });
    return (date: Date) => formatter.format(date);
  };
  return {
    long: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    moment: format({ day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' }),
    day: format({ day: 'numeric', month: 'short' }),
    month: format({ month: 'short', year: 'numeric' }),
    year: format({ year: 'numeric' }),
    machine: machineFormat(timeZone),
  };
}

// Plain `en` means the American order to Intl; a blog that names no country gets the order of most of them.
function inWords(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

function machineFormat(timeZone: string): (date: Date) => string {
  const formatter = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  return (date) => {
    const part = Object.fromEntries(formatter.formatToParts(date).map(({ type, value }) => [type, value]));
    // `GMT` alone is no offset; before standard time an offset had seconds, which RFC 3339 cannot say.
    const offset = part.timeZoneName?.replace('GMT', '').slice(0, 6) || '+00:00';
    return `${part.year?.padStart(4, '0')}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}${offset}`;
  };
}
