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

/** The URL that is asked for, or null. White space and backslashes are forgiven by URL parsers, each in its own way: none is sent by an honest server. */
export function readUrl(address: string): URL | null {
  if (address.length > 2048 || /[\s\\\p{Cc}]/u.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  url.hash = '';
  return url;
}
