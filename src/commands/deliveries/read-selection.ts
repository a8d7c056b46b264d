import { parseDuration } from '../../config/duration.ts';
import { readDate } from '../../content/front-matter/date.ts';

/** Reads what follows `--since`: a length of time before now, or a date in the blog's time zone. Null: it is neither. */
export function readSince(text: string, now: Date, timezone: string): Date | null {
  const duration = parseDuration(text);
  if ('value' in duration && duration.value !== undefined) return new Date(now.getTime() - duration.value);
  return readDate(text, timezone);
}

/** A server's name as the ledger has it, from however somebody names it: `https://Example.com/`, `@ann@example.com`. */
export function readHost(text: string): string {
  const plain = text.trim().replace(/^@?[^@/]*@/, '');
  const url = URL.parse(/^https?:\/\//i.test(plain) ? plain : `https://${plain}`);
  return url?.host || plain;
}
