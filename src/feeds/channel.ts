import type { Addresses, FeedSource } from './feed.ts';
import { address, type Item, itemOf } from './item.ts';
import { line } from './text.ts';

/** What is written into `generator`. Without a version, so that an upgrade alone leaves every feed's bytes as they are. */
export const generator = 'Postern';

/** A feed as every format tells it: writable text, absolute addresses. */
export interface Channel {
  title: string;
  description: string;
  /** The page that shows the same to a browser. */
  page: string;
  /** The same on every page of the feed. */
  id: string;
  self: Addresses;
  next: Addresses | null;
  hubs: string[];
  icon: string | null;
  favicon: string | null;
  language: string;
  /** IANA name of the zone in which dates are written. */
  zone: string;
  /** The newest date among the items, so that it moves only when one of them does. */
  updated: Date;
  items: Item[];
}

/** Gathers what the formats have in common. Pure: no clock, and the order of the posts is kept. */
export function channelOf(source: FeedSource): Channel {
  const { site, feed, icon, favicon, posts, changed } = source;
  const all = (addresses: Addresses): Addresses => ({
    rss: address(site, addresses.rss),
    atom: address(site, addresses.atom),
    json: address(site, addresses.json),
  });
  const items = posts.map((post) => itemOf(post, source));
  const newest = Math.max(...items.map(({ published, updated }) => (updated ?? published).getTime()));
  return {
    title: line(feed.title) || address(site, feed.page),
    description: line(feed.description ?? site.description),
    page: address(site, feed.page),
    id: address(site, (feed.first ?? feed.self).atom),
    self: all(feed.self),
    next: feed.next ? all(feed.next) : null,
    hubs: (feed.hubs ?? []).map((hub) => new URL(hub).href),
    icon: icon && address(site, icon),
    favicon: favicon && address(site, favicon),
    language: site.language,
    zone: site.timezone,
    updated: items.length > 0 ? new Date(newest) : changed,
    items,
  };
}
