import { createHash } from 'node:crypto';
import type { Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { readUrl } from '../guard/url.ts';

/** A feed as it is served now. */
export interface Topic {
  /** Where it names itself, relative to the blog's address, in ASCII: `/feed.xml`. */
  path: string;
  /** Its media type. */
  type: string;
  /** Its `Link`: hub and self. */
  link: string;
  bytes: Uint8Array;
}

/** The feed that is served at a path, by whichever of its addresses; null: none is. */
export type FindTopic = (path: string) => Promise<Topic | null>;

/** Of the database's keys: an index takes some 2,700 bytes of topic and callback together. */
export const longestPath = 700;

/** The path of a topic that somebody names, relative to the blog's address; null: it is no plain address of this blog. */
export function pathOfTopic(site: Pick<Site, 'origin' | 'base'>, written: string): string | null {
  const url = written.includes('#') ? null : readUrl(written);
  if (url?.search !== '' || url.origin !== new URL(site.origin).origin) return null;
  if (!url.pathname.startsWith(`${site.base}/`)) return null;
  const path = url.pathname.slice(site.base.length);
  return path.length <= longestPath ? path : null;
}

/** The whole address of a topic, as its feed names itself. */
export function urlOfTopic(site: Pick<Site, 'origin' | 'base'>, path: string): string {
  return new URL(absolute(site, path)).href;
}

/** Half a megabyte takes 10 ms, and is told to many. Bytes of a feed that was made are never changed. */
const digests = new WeakMap<Uint8Array, string>();

/**
 * What tells one state of a feed from another: SHA-256, hex. Without the date of the whole feed, which follows from its
 * items; where there are none it is that of the last change of anything.
 */
export function digestOf({ bytes }: Pick<Topic, 'bytes'>): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const text = Buffer.from(bytes).toString();
  const digest = createHash('sha256')
    .update(text.replace(/<(lastBuildDate|updated)>[^<]*<\/\1>/, ''))
    .digest('hex');
  digests.set(bytes, digest);
  return digest;
}
