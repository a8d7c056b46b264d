import { zonedDate } from '../new/zoned-date.ts';

/** As wide as a terminal is at least. */
export const lineWidth = 80;

/** Shows an instant in the blog's time zone: `2026-11-21 09:31`. */
export type Shown = (instant: Date) => string;

export function showIn(timezone: string): Shown {
  // Ten thousand deliveries end within a few minutes, and a format is dear.
  const known = new Map<number, string>();
  return (instant) => {
    const minute = Math.floor(instant.getTime() / 60_000);
    const text = known.get(minute) ?? zonedDate(instant, timezone).instant.slice(0, 16).replace('T', ' ');
    known.set(minute, text);
    return text;
  };
}

/** `12,345` */
export function amount(count: number): string {
  return count.toLocaleString('en');
}

/** `1 server`, `12,345 servers` */
export function many(count: number, noun: string): string {
  const one = count === 1;
  const several = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}${/(x|s)$/.test(noun) ? 'es' : 's'}`;
  return `${amount(count)} ${one ? noun : several}`;
}

/** On one line, and no longer than so many characters. */
export function cut(text: string, length: number): string {
  const letters = [...text.replace(/\s+/g, ' ')];
  return letters.length > length ? `${letters.slice(0, Math.max(1, length - 1)).join('')}…` : letters.join('');
}

/** Puts words behind a head, and what does not fit below it. */
export function wrap(head: string, parts: readonly string[], separator = '; '): string[] {
  const lines: string[] = [];
  const indent = ' '.repeat(head.length);
  let line = head;
  for (const [index, part] of parts.entries()) {
    const end = index === parts.length - 1 ? '' : separator.trimEnd();
    const space = line.length === head.length ? '' : ' ';
    if (space && line.length + part.length + end.length + 1 > lineWidth) {
      lines.push(line);
      line = `${indent}${part}${end}`;
    } else line += `${space}${part}${end}`;
  }
  return [...lines, line.trimEnd()];
}
