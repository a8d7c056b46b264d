import type { RenderContext } from '../markdown.ts';
import { type Medium, mediumPath } from '../post.ts';
import { localFile, schemeOf, trimUrl } from './sources.ts';

/** Where a link may lead. Whatever else there is (`javascript:`, `data:`, `file:`, `blob:`) is no place for a reader. */
export const linkSchemes = [
  ...['http', 'https', 'mailto', 'tel', 'sms', 'xmpp', 'matrix', 'irc', 'ircs', 'gemini', 'gopher', 'geo', 'ftp'],
  ...['feed', 'web+ap', 'acct', 'bitcoin', 'magnet', 'doi', 'urn'],
];
export const mediaSchemes = ['http', 'https'];

/** What a place in the text leads to: its address for href or src, and the medium when it is one of ours. */
export interface Place {
  address: string;
  medium: Medium | null;
  /** On another server than this blog. */
  foreign?: true;
}

/** Where a link leads; null for a scheme that no link may have. */
export function linkPlace(href: string, context: RenderContext): Place | null {
  const url = trimUrl(href);
  if (url.startsWith('#')) return { address: url, medium: null };
  const known = knownPlace(url, context, linkSchemes);
  if (known !== undefined) return known;
  const path = localFile(url) ?? '';
  const post = context.post?.(path);
  if (post) return { address: context.address(post) + ending(url), medium: null };
  if (!context.page) return { address: url, medium: null };
  return { address: context.address(fromPage(url, context.page)), medium: null };
}

/** The address of a place within the post, `#note`, for those who read it elsewhere than on its page. */
export function onPage(fragment: string, { page, address }: RenderContext): string {
  return page === undefined ? fragment : address(page) + fragment;
}

/** Where a picture, a sound or a film is; null when there is none. */
export function mediaPlace(src: string, context: RenderContext): Place | null {
  return knownPlace(trimUrl(src), context, mediaSchemes) ?? null;
}

/** Undefined: a relative path that is no medium of ours. */
function knownPlace(url: string, context: RenderContext, schemes: readonly string[]): Place | null | undefined {
  const scheme = schemeOf(url);
  if (scheme) return schemes.includes(scheme) ? { address: url, medium: null, foreign: true } : null;
  // A browser reads a backslash as a slash: `\\host` leads elsewhere.
  if (/^[/\\]{2}/.test(url)) return { address: `https://${url.slice(2)}`, medium: null, foreign: true };
  if (url.startsWith('/')) return { address: context.address(url), medium: null };
  const file = localFile(url);
  const medium = file === null ? null : context.medium(file);
  return medium ? { address: context.address(mediumPath(medium)) + ending(url), medium } : undefined;
}

/** Query and fragment: `a.pdf#page=3` → `#page=3`. */
function ending(url: string): string {
  return /[?#].*$/.exec(url)?.[0] ?? '';
}

function fromPage(url: string, page: string): string {
  const origin = 'https://blog.invalid';
  if (!URL.canParse(url, origin + page)) return page;
  const { pathname, search, hash } = new URL(url, origin + page);
  return pathname + search + hash;
}
