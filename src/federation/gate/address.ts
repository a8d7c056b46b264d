import { reachOf } from '../guard/judge.ts';

const longest = 2_000;

/**
 * The URL that names something on another server, or null when it cannot: https, or http to what the owner named
 * (`POSTERN_ALLOW_PRIVATE_ADDRESSES`). Scheme and host have one spelling, in lower case and without a port that goes
 * without saying: whoever compares the text must come to what whoever compares hosts comes to.
 */
export function readAddress(text: string, allowed: 'loopback' | string[]): URL | null {
  if (text.length > longest || !text.isWellFormed()) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  if (/[\x00-\x20\x7f\\]/.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (reachOf(url, allowed) === null) return null;
  const rest = text.startsWith(url.origin) ? text.slice(url.origin.length) : null;
  return rest !== null && /^(?:$|[/?#])/.test(rest) ? url : null;
}

/** The same for an actor, whose id is compared and stored as text: it has one spelling from its beginning to its end. */
export function readActor(text: string, allowed: 'loopback' | string[]): URL | null {
  const url = readAddress(text, allowed);
  if (!url) return null;
  const ascii = text.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
  return url.href === ascii || url.href === `${ascii}/` ? url : null;
}
