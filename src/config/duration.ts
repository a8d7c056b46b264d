import type { Parsed } from './wrong.ts';

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const year = 365 * 86_400_000;

/** Reads `30s`, `1m`, `24h` or `7d`, at most a year or so many milliseconds, as milliseconds. */
export function parseDuration(text: string, longest = year): Parsed<number> {
  const [, count, unit] = /^\s*(\d{1,9})\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const milliseconds = Number(count) * (units[unit ?? ''] ?? Number.NaN);
  if (milliseconds <= longest) return { value: milliseconds };
  if (milliseconds > longest) {
    const years = longest / year;
    const what = `"${text}" is longer than ${years === 1 ? 'a year' : `${years} years`}.`;
    return { what, mend: `Write at most ${years * 365}d.` };
  }
  // `10`, `10min`, `2 hours`: the first letter says which unit was meant; a bare number means minutes.
  const guess = (unit ?? '').slice(0, 1).toLowerCase() || 'm';
  const mend = count && units[guess] ? `Write ${count}${guess}` : 'Write a number and a unit, such as 10m';
  return {
    what: `"${text}" is not a length of time.`,
    mend: `${mend} (s, m, h and d are seconds, minutes, hours and days).`,
  };
}

/** Milliseconds as they are written in postern.yaml: the largest unit that divides them. */
export function formatDuration(milliseconds: number): string {
  const unit = ['d', 'h', 'm'].find((name) => milliseconds > 0 && milliseconds % (units[name] ?? 1) === 0) ?? 's';
  return `${milliseconds / (units[unit] ?? 1)}${unit}`;
}
