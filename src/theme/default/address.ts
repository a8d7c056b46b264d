import type { Post } from '../../content/post.ts';
import { mediumPath } from '../../content/post.ts';
import type { AuthorView, SiteView } from '../theme.ts';

/** The link to a path of this blog: `/archive` → `/blog/archive`. */
export function link(site: Pick<SiteView, 'base'>, path: string): string {
  return site.base + path;
}

/** The whole URL of a path of this blog. */
export function whole(site: Pick<SiteView, 'url'>, path: string): string {
  return site.url + path;
}

/** The URL of a link of this blog that is ready for an href. */
export function wholeLink(site: Pick<SiteView, 'url' | 'base'>, href: string): string {
  return site.url + href.slice(site.base.length);
}

/** A URL that may stand in a link, or null: plain text, or a scheme that a browser would run. */
export function webUrl(text: string): string | null {
  const url = URL.parse(text.trim());
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** A picture as other programs are told of it: whole URL, and what is known of its bytes. */
export interface Picture {
  url: string;
  alt: string;
  type: string | null;
  width: number | null;
  height: number | null;
}

/** The picture of a post: its cover. */
export function coverPicture(site: Pick<SiteView, 'url'>, { cover, media }: Post): Picture | null {
  if (!cover) return null;
  const medium = media[cover.src];
  if (medium) return { ...medium, url: whole(site, mediumPath(medium)), alt: cover.alt };
  const elsewhere = webUrl(cover.src);
  return elsewhere ? { url: elsewhere, alt: cover.alt, type: null, width: null, height: null } : null;
}

/** The picture of an author. */
export function avatarPicture(site: Pick<SiteView, 'url'>, { avatar, name }: AuthorView): Picture | null {
  return avatar && { ...avatar, url: whole(site, mediumPath(avatar)), alt: name };
}
