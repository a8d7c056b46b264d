import { isUtf8 } from 'node:buffer';

/** More than any activity of any server we know: a post with a poll, emoji and replies has some 300 values, 8 deep. */
const deepest = 32;
const usualMost = 2_000;

/** No number and no key of an activity is longer; JSON knows no bound. Bytes. */
const longestNumber = 100;
const longestKey = 200;

const byte = {
  quote: 0x22,
  backslash: 0x5c,
  comma: 0x2c,
  colon: 0x3a,
  openList: 0x5b,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
  blank: 0x20,
} as const;

/**
 * Looks over JSON before it is parsed, byte by byte and without recursion, so that hostile input costs as little as
 * honest input. Null: nothing is wrong with its shape; whether the grammar holds is for `JSON.parse` to say. Where it
 * does hold, what is said here of depth, values and keys is exact.
 */
export function scan(bytes: Buffer, mostValues = usualMost): string | null {
  if (!isUtf8(bytes)) return 'The body must be UTF-8.';
  // For each open object its keys, for each open list null.
  const open: (Set<string> | null)[] = [];
  let values = 0;
  let marks = 0;
  let at = skipBlanks(bytes, 0);
  while (at < bytes.length) {
    const here = bytes[at] ?? 0;
    if (here === byte.comma || here === byte.colon) {
      marks += 1;
      at += 1;
    } else if (here === byte.openObject || here === byte.openList) {
      open.push(here === byte.openObject ? new Set() : null);
      if (open.length > deepest) return 'The body is too deep.';
      values += 1;
      at += 1;
    } else if (here === byte.closeObject || here === byte.closeList) {
      if (open.pop() === undefined) return notJson;
      at += 1;
    } else if (here === byte.quote) {
      const end = endOfString(bytes, at);
      if (end < 0) return notJson;
      const next = skipBlanks(bytes, end + 1);
      const names = bytes[next] === byte.colon ? open.at(-1) : null;
      if (names) {
        if (end - at > longestKey) return 'The body has a key that is too long.';
        const key = readKey(bytes, at, end);
        if (key === null) return notJson;
        if (key === '__proto__') return 'The body has a key that is not allowed.';
        if (names.has(key)) return 'The body names a key twice.';
        names.add(key);
      } else {
        values += 1;
      }
      at = next;
    } else {
      const end = endOfWord(bytes, at);
      if (end - at > longestNumber) return 'The body has a number that is too long.';
      values += 1;
      at = end;
    }
    // One colon or less for each value, and one comma or less.
    if (values > mostValues || marks > 2 * mostValues) return 'The body has too many values.';
    at = skipBlanks(bytes, at);
  }
  return null;
}

export const notJson = 'The body must be JSON.';

/** Where the string that begins here has its closing quote; -1 when it has none. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const here = bytes[at];
    if (here === byte.quote) return at;
    if (here === byte.backslash) at += 1;
  }
  return -1;
}

function skipBlanks(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && (bytes[at] ?? 0) <= byte.blank) at += 1;
  return at;
}

/** The end of a number, of `true`, or of what is neither. */
function endOfWord(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && !delimits(bytes[at] ?? 0)) at += 1;
  return at;
}

function delimits(here: number): boolean {
  return (
    here <= byte.blank ||
    here === byte.comma ||
    here === byte.colon ||
    here === byte.quote ||
    here === byte.openList ||
    here === byte.closeList ||
    here === byte.openObject ||
    here === byte.closeObject
  );
}

/** What a key means: `"\u0061"` is `a`. Null: it cannot be read. */
function readKey(bytes: Buffer, start: number, end: number): string | null {
  const text = bytes.toString('utf8', start + 1, end);
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return null;
  }
}
