import type { Token } from 'markdown-it';
import { escapeHtml } from '../../html.ts';
import type { Medium } from '../post.ts';
import { plainText } from './plain-text.ts';
import type { Rendering } from './rendering.ts';
import { localFile } from './sources.ts';

/** `![Words](film.mp4)`: what plays a film or a sound of the blog's, with the words as its name; null: it is a picture. */
export function player(image: Token, { context }: Rendering): string | null {
  const source = String(image.attrGet('src') ?? '');
  const file = localFile(source);
  const medium = file === null ? null : context.medium(file);
  const element = medium && elementOf(medium);
  if (!element) return null;
  const src = escapeHtml(source);
  const words = escapeHtml(plainText(image.children ?? []) || medium.name);
  // Who can play nothing gets the file itself.
  return `<${element} src="${src}" aria-label="${words}"><a href="${src}">${words}</a></${element.split(' ', 1)[0]}>`;
}

/** A film shows its first picture and its length; of a sound nothing is fetched before somebody wants to hear it. */
function elementOf({ type, width }: Medium): string | null {
  if (type.startsWith('audio/')) return 'audio controls="" preload="none"';
  if (!type.startsWith('video/')) return null;
  // The place of a film whose size we cannot read is kept all the same.
  return `video controls="" playsinline="" preload="metadata"${width === null ? ' width="640" height="360"' : ''}`;
}
