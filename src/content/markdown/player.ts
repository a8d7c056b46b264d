import type { Token } from 'markdown-it';
import { escapeHtml } from '../../html.ts';
import type { Medium } from '../post.ts';
import { plainText } from './plain-text.ts';
import type { Rendering } from './rendering.ts';
import { localFile } from './sources.ts';

/**
 * `![Words](film.mp4)`: what plays a film or a sound of the blog's, with the words as its name; null: it is a picture. In a
 * link nothing can be played, since a link holds no other and no buttons (HTML, section 4.5.1): a film is a picture there.
 */
export function player(image: Token, { context }: Rendering, isLinked: boolean): string | null {
  const source = String(image.attrGet('src') ?? '');
  const file = localFile(source);
  const medium = file === null ? null : context.medium(file);
  const tag = /^(audio|video)\//.exec(medium?.type ?? '')?.[1];
  if (!medium || tag === undefined) return null;
  const src = escapeHtml(source);
  const words = escapeHtml(plainText(image.children ?? []) || medium.name);
  if (isLinked && tag === 'audio') return words;
  const attributes = `${isLinked ? '' : 'controls="" '}${tag === 'audio' ? 'preload="none"' : ofFilm(medium)}`;
  // Who can play nothing gets the file itself.
  const rest = isLinked ? words : `<a href="${src}">${words}</a>`;
  return `<${tag} ${attributes} src="${src}" aria-label="${words}">${rest}</${tag}>`;
}

/** A film shows its first picture and its length; of a sound nothing is fetched before somebody wants to hear it. */
function ofFilm({ width }: Medium): string {
  // The place of a film whose size we cannot read is kept all the same.
  return `playsinline="" preload="metadata"${width === null ? ' width="640" height="360"' : ''}`;
}
