import { renderAtom } from './atom.ts';
import { type Channel, channelOf } from './channel.ts';
import type { Addresses, FeedSource } from './feed.ts';
import { renderJson } from './json.ts';
import { renderRss } from './rss.ts';

/** The media type each format is served as. */
export const feedTypes: Addresses = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

const writers: Record<keyof Addresses, (channel: Channel) => string> = {
  rss: renderRss,
  atom: renderAtom,
  json: renderJson,
};

/** A feed in one format. The same source gives the same bytes, at any time. */
export function renderFeed(source: FeedSource, format: keyof Addresses): string {
  return writers[format](channelOf(source));
}
