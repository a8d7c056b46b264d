import { type Reach, reachOf } from './judge.ts';

/** How far a connection to an origin may reach; null: not at all. */
export function reachOfOrigin(
  protocol: string,
  hostname: string,
  port: string,
  allowed: 'loopback' | string[],
): Reach | null {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  const url = readUrl(`${protocol}//${host}${port ? `:${port}` : ''}`);
  return url && reachOf(url, allowed);
}

/** White space and backslashes are forgiven by URL parsers, each in its own way: none is sent by an honest server. */
const odd = /[\s\\\p{Cc}]/u;
/** A scheme, two slashes, and a host: a missing slash or a third one is forgiven too. `@`: a user, even an empty one. */
const whole = /^[a-z][a-z\d+.-]*:\/\/[^/?#@]+(?:[/?#]|$)/i;
const schemed = /^[a-z][a-z\d+.-]*:/i;
/** What a redirect says of its own host, or of another one (`//host/path`). */
const relative = /^(?:\/\/[^/?#@]+(?:[/?#]|$)|(?!\/\/))/;
const longest = 2048;

/**
 * The URL that is asked for, or null: it is none, or written as no honest server writes it. Judged as it is written, since
 * a parser that forgives hides what it forgave.
 * @param base for what a redirect says: it may be relative to that.
 */
export function readUrl(address: string, base?: URL): URL | null {
  if (address.length > longest || odd.test(address)) return null;
  const isWhole = base === undefined || schemed.test(address);
  if (!(isWhole ? whole : relative).test(address) || !URL.canParse(address, base?.href)) return null;
  const url = new URL(address, base);
  // The same host by a second name.
  if (url.hostname.endsWith('.') || url.href.length > longest) return null;
  url.hash = '';
  return url;
}
