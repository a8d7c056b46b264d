import type { Listed } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PostView } from '../theme.ts';
import { link } from './address.ts';
import { nameOf } from './list.ts';

/** Which part of which series a post is, with the others folded below. */
export function seriesBox({ site, post, series }: PostView): Html | null {
  const index = series?.parts.findIndex(({ id }) => id === post.id) ?? -1;
  if (!series || index < 0) return null;
  const messages = messagesFor(site.language);
  return html`<nav class="series" aria-label="${messages.series}"${languageAttributes(site.language, post.language)}><p>${messages.part(
    index + 1,
    series.parts.length,
  )}: <a href="${link(site, `/series/${encodeURIComponent(series.slug)}`)}">${series.name}</a></p>
${
  series.parts.length > 1 &&
  html`<details><summary>${messages.allParts}</summary><ol>
${series.parts.map((part) => html`<li>${part.id === post.id ? html`<span aria-current="page">${nameOf(site, part)}</span>` : partLink(part)}</li>\n`)}</ol></details>\n`
}</nav>
`;

  function partLink(part: Listed): Html {
    return html`<a href="${link(site, part.permalink)}"${languageAttributes(part.language, site.language)}>${nameOf(site, part)}</a>`;
  }
}

/** The way on, at the end of a part. */
export function nextPart({ site, post, series }: PostView): Html | null {
  const index = series?.parts.findIndex(({ id }) => id === post.id) ?? -1;
  const next = index < 0 ? undefined : series?.parts[index + 1];
  if (!next) return null;
  return html`<p class="next-part">${messagesFor(site.language).nextPart}: <a href="${link(site, next.permalink)}"${languageAttributes(
    next.language,
    site.language,
  )}>${nameOf(site, next)}</a></p>
`;
}
