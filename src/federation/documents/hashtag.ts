import type { Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import type { Tag } from '../../content/post.ts';

/** A tag as it travels: its name without what other servers cut a hashtag at, and a link to its page here. */
export function hashtag(site: Site, { name, slug }: Tag): object {
  return { type: 'Hashtag', name: `#${hashtagName(name)}`, href: absolute(site, `/tags/${encodeURIComponent(slug)}`) };
}

/** `static sites` → `StaticSites`; what is one word already stays as it was written. */
export function hashtagName(name: string): string {
  const words = name.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const [only] = words;
  if (words.length <= 1) return only ?? name;
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
