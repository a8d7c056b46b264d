import { escapeHtml } from '../../html.ts';
import type { Medium } from '../post.ts';
import { type Place, shownTint, sourcesOf } from '../sizes.ts';
import type { Rendering } from './rendering.ts';

/** Of cleaned markup, in which no attribute holds a `>`. */
const element = /<(\/?)(picture|figure|img)\b([^>]*)>/g;

/**
 * Cleaned markup of a page whose larger pictures are offered in their sizes. A picture for which the author wrote sources of
 * their own is left as it is.
 */
export function inSizes(markup: string, { pictures, context }: Pick<Rendering, 'pictures' | 'context'>): string {
  if (pictures.size === 0) return markup;
  const open: Place[] = [];
  let within = 0;
  return markup.replace(element, (whole: string, end: string, name: string, attributes: string, at: number) => {
    if (name === 'picture') within += end ? -1 : 1;
    if (name === 'figure' && end) open.pop();
    if (name === 'figure' && !end) open.push(placeOf(attributes, markup, at, open.at(-1)));
    if (name !== 'img' || within > 0 || /\ssrcset="/.test(attributes)) return whole;
    const medium = pictures.get(attribute(attributes, 'src'));
    return medium ? offered(whole, medium, open.at(-1) ?? 'text', context.address) : whole;
  });
}

function placeOf(attributes: string, markup: string, at: number, around?: Place): Place {
  if (around !== undefined) return around;
  if (!attributes.includes(' class="gallery"')) return 'figure';
  const end = markup.indexOf('</figure>\n</figure>', at);
  return { gallery: markup.slice(at, end < 0 ? undefined : end).split(/<(?:img|video) /).length - 1 };
}

function offered(image: string, medium: Medium, place: Place, address: (path: string) => string): string {
  const sources = sourcesOf(medium, place, address);
  if (sources.length === 0) return image;
  const width = Number(attribute(image, 'width'));
  const isSet = width > 0 && width !== medium.width;
  const written = sources.map(({ type, srcset, sizes }) => {
    return `<source type="${type}" srcset="${escapeHtml(srcset)}" sizes="${isSet ? `${width}px` : escapeHtml(sizes)}" />`;
  });
  const tint = shownTint(medium);
  const more = [
    ...(tint === null ? [] : [`data-tint="${tint}"`]),
    // The largest that comes with the page: browsers learn too late how much of it is in sight.
    ...(image.includes(' loading="lazy"') ? [] : ['fetchpriority="high"']),
  ];
  return `<picture>${written.join('')}${['<img', ...more].join(' ')}${image.slice('<img'.length)}</picture>`;
}

/** As `escapeHtml` wrote it: addresses and numbers of ours hold nothing else to be read back. */
function attribute(markup: string, name: string): string {
  return (new RegExp(`\\s${name}="([^"]*)"`).exec(markup)?.[1] ?? '').replaceAll('&amp;', '&');
}
