import type { Post } from '../../content/post.ts';
import { mediumPath } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import type { SiteView } from '../theme.ts';
import { link } from './address.ts';

/**
 * The picture at the top of a post. One from elsewhere is named in the preview card only: readers of this blog ask no
 * third party for anything.
 */
export function cover(site: SiteView, { cover, media }: Post): Html | null {
  const medium = cover && media[cover.src];
  if (!cover || !medium || medium.width === null || medium.height === null) return null;
  return html`<figure class="cover">
<img class="u-featured" src="${link(site, mediumPath(medium))}" alt="${cover.alt}" width="${medium.width}" height="${medium.height}" fetchpriority="high">
${cover.caption && html`<figcaption>${cover.caption}</figcaption>\n`}</figure>
`;
}
