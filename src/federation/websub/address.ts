import type { Place, Site } from '../../config.ts';
import { absolute } from '../../config.ts';

/** Where readers of feeds ask our hub to be told, relative to the blog's address. */
export const hubPath = '/hub';

/** Who tells readers of feeds at once. */
export interface Hub {
  /** Its URL, in ASCII. */
  address: string;
  /** Whether it is this blog itself. Another one is told of the blog's own three feeds, and named in no other. */
  isOwn: boolean;
}

/**
 * The hub that feeds name; null: none. There is none either where others could not reach this blog: only by https, or in
 * development on this machine.
 */
export function hubOf(
  site: Pick<Site, 'origin' | 'base' | 'hub'>,
  { allowPrivateAddresses }: Pick<Place, 'allowPrivateAddresses'>,
): Hub | null {
  if (site.hub === 'none') return null;
  const { protocol, hostname } = new URL(site.origin);
  const isNear = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== 'https:' && !(isNear && allowPrivateAddresses === 'loopback')) return null;
  if (site.hub !== 'own') return { address: site.hub, isOwn: false };
  return { address: new URL(absolute(site, hubPath)).href, isOwn: true };
}
