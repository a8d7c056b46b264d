import { isIP } from 'node:net';
import type { Place, Site } from '../../config.ts';
import { blockOf } from '../gate/block.ts';
import { reachOf } from '../guard/judge.ts';
import { readUrl } from '../guard/url.ts';
import { hostName } from '../spelling.ts';
import { bad, type Refusal } from './request.ts';

/** In letters: with a topic it fits into what is asked for, and into a key of the database. */
const longest = 1000;

/**
 * Where somebody wants to be told, in one spelling; or why not there. Only what the way out would let through: https to a
 * public server. Never to this blog, which would ask itself. Pure: where a name leads is seen when it is asked.
 */
export function readCallback(
  site: Pick<Site, 'origin' | 'accounts' | 'pointers'>,
  { allowPrivateAddresses }: Pick<Place, 'allowPrivateAddresses'>,
  written: string,
): URL | Refusal {
  if (written.length > longest) return bad(`hub.callback must be below ${longest + 1} letters.`);
  if (written.includes('#')) return bad('hub.callback must have no fragment.');
  const url = readUrl(written);
  if (!url || url.href.length > longest) return bad('hub.callback must be a whole address without a user name.');
  if (!reachOf(url, allowPrivateAddresses)) return bad('hub.callback must be an https address of a public server.');
  const own = [new URL(site.origin).host, ...[...site.accounts, ...site.pointers].map(({ host }) => host)];
  return own.includes(url.host) ? bad('hub.callback must not lead to this blog.') : url;
}

/** The callback with something to say in its query; what stands there already stays as it is. */
export function callbackSaying(callback: string, said: Record<string, string>): string {
  return `${callback}${callback.includes('?') ? '&' : '?'}${new URLSearchParams(said)}`;
}

/** What stands before a country where names are given out below it: `co.uk`, `or.jp`. */
const shared = /^(?:ac|co|com|edu|gen|go|gob|gov|id|ltd|me|mil|ne|net|nom|or|org|plc|web)$/;

/**
 * The part of a host that one owner has, without a list of all such parts: its last two labels, or three as in `co.uk`.
 * Who has a domain has any number of hosts below it, and who has an address those beside it.
 */
export function domainOf(host: string): string {
  const name = hostName(new URL(`https://${host}/`));
  const literal = name.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) return blockOf(literal);
  const labels = name.split('.');
  const isShared = labels.at(-1)?.length === 2 && shared.test(labels.at(-2) ?? '');
  return labels.slice(isShared ? -3 : -2).join('.');
}
