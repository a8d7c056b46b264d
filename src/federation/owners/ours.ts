import type { Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { actorPath, profilePath } from '../addresses.ts';

/**
 * Whether an address is one at which this blog is to be found: its home, the page of one of its accounts, or that
 * account's actor; with a slash at the end or without, and in no other spelling. Pure.
 */
export function isOurs(site: Pick<Site, 'origin' | 'base' | 'accounts'>, address: string): boolean {
  if (/[\s\\]/.test(address) || !URL.canParse(address)) return false;
  const paths = ['/', ...site.accounts.flatMap((account) => [profilePath(account), actorPath(account.id)])];
  return paths.some((path) => bare(absolute(site, path)) === bare(address));
}

function bare(address: string): string {
  return new URL(address).href.replace(/\/$/, '');
}
