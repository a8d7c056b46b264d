import type { Post } from '../../content/post.ts';
import { mediumPath } from '../../content/post.ts';
import { shownTint, sourcesOf } from '../../content/sizes.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import type { SiteView } from '../theme.ts';
import { link } from './address.ts';

/**
 * The picture at the top of a post. One from elsewhere is named in the preview card only: readers of this blog ask no
 * third party for anything.
 */
export function cover(site: SiteView, { cover, media, contentWarning }: Post): Html | null {
  const medium = cover && media[cover.src];
  if (!cover || !medium || medium.width === null || medium.height === null) return null;
  const sources = sourcesOf(medium, 'figure', (path) => link(site, path)).map(
    ({ type, srcset, sizes }) => html`<source type="${type}" srcset="${srcset}" sizes="${sizes}">`,
  );
  const tint = sources.length > 0 && shownTint(medium);
  const when = contentWarning === null ? html` fetchpriority="high"` : html` loading="lazy" decoding="async"`;
  const image = html`<img class="u-featured"${tint && html` data-tint="${tint}"`} src="${link(site, mediumPath(medium))}" alt="${cover.alt}" width="${medium.width}" height="${medium.height}"${when}>`;
  return html`<figure class="cover">
${sources.length > 0 ? html`<picture>${sources}${image}</picture>` : image}
${cover.caption && html`<figcaption>${cover.caption}</figcaption>\n`}</figure>
`;
}
