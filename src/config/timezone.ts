import { nearest } from './nearest.ts';
import type { Parsed } from './wrong.ts';

/** Reads an IANA time zone: `Europe/Berlin`, `UTC`. Offsets are refused, since they know no summer time. */
export function parseTimezone(text: string): Parsed<string> {
  const written = text.trim();
  const known = /^[+-]/.test(written) ? null : resolve(written);
  // Intl may answer with an older name (Asia/Calcutta); what the author wrote is as good, if its case is right.
  if (known) return { value: known.toLowerCase() === written.toLowerCase() ? known : written };
  const guess = guessTimezone(written);
  return {
    what: `"${written}" is not a time zone.`,
    mend: `Write ${guess ?? 'a name such as Europe/Berlin, America/New_York or UTC'}.`,
  };
}

function resolve(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** `Berlin`, `europe/berlim`, `Europe Berlin` → `Europe/Berlin`. */
function guessTimezone(written: string): string | null {
  const zones = Intl.supportedValuesOf('timeZone');
  const plain = written.replace(/[\s-]+/g, '_').toLowerCase();
  const city = zones.find((zone) => zone.toLowerCase().split('/').at(-1) === plain.split(/[/,]/).at(-1));
  return city ?? nearest(written.replace(/\s+/g, '_'), zones);
}
