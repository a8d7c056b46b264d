import sanitize from 'sanitize-html';
import { linkPlace, linkSchemes, mediaPlace, mediaSchemes, onPage, type Place } from './address.ts';
import type { AllowList } from './allow-list.ts';
import { createIds } from './ids.ts';
import { type Rendering, scrubMarkup } from './rendering.ts';
import { candidates, trimUrl } from './sources.ts';

type Attributes = sanitize.Attributes;
type Transform = (tag: string, attributes: Attributes) => { tagName: string; attribs: Attributes; text?: string };

const inlineImage = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/=]+$/i;
// Of elements whose picture, sound or film is not there: they go, and the words within them stay.
const lost = new WeakSet<Attributes>();
const booleans = ['controls', 'loop', 'muted', 'open', 'playsinline', 'reversed', 'default'];

/**
 * The last step of every rendering: the whole text of a post, the author's raw HTML among it, is parsed, everything
 * that is not on the list is taken away, addresses and sizes are set, and it is written again, well-formed.
 */
export function clean(markup: string, list: AllowList, rendering: Rendering): string {
  const attributes = Object.fromEntries(Object.entries(list.attributes).map(([tag, names]) => [tag, [...names]]));
  // @types/sanitize-html does not know `allowedEmptyAttributes`.
  const options: sanitize.IOptions & { allowedEmptyAttributes: string[] } = {
    allowedTags: [...list.tags],
    allowedAttributes: attributes,
    allowedClasses: { ...list.classes },
    allowedSchemes: linkSchemes,
    allowedSchemesByTag: { img: list.images === 'inline' ? [...mediaSchemes, 'data'] : mediaSchemes },
    allowedEmptyAttributes: ['alt', ...booleans],
    selfClosing: ['img', 'br', 'hr', 'col', 'source', 'track', 'wbr'],
    exclusiveFilter: ({ tag, attribs }) => {
      const isNowhere = tag === 'a' && attribs.href === undefined && attribs.id === undefined;
      return isNowhere || lost.has(attribs) ? 'excludeTag' : false;
    },
    transformTags: { ...transforms(list, rendering), '*': tidied(list, rendering) },
  };
  // Of a picture from elsewhere in a gallery of pages nothing is left.
  return scrubMarkup(sanitize(markup, options).replace(/<figure><\/figure>\n?/g, ''));
}

/** Every element that is on the list, with an id that no other has and without what stands for a held piece. */
function tidied({ tags }: AllowList, { headings, docId }: Rendering) {
  const mayKeep = createIds(headings, docId);
  return (tagName: string, attribs: Attributes): { tagName: string; attribs: Attributes } => {
    // What stands for a held piece is only ever text: released in an attribute, the piece would break out of it.
    for (const [name, value] of Object.entries(attribs)) {
      if (value.includes('\uFDD0')) attribs[name] = value.replaceAll('\uFDD0', '');
    }
    if (attribs.id !== undefined && tags.includes(tagName) && !mayKeep(tagName, attribs.id)) delete attribs.id;
    return { tagName, attribs };
  };
}

function transforms({ rename, images, tags, fragments }: AllowList, rendering: Rendering): Record<string, Transform> {
  const { context, pictures } = rendering;
  let shown = context.isBelow ? 1 : 0;
  const wire = !tags.includes('video');
  const placeOf = (url: string): Place | null => {
    if (images === 'inline' && inlineImage.test(trimUrl(url))) return { address: trimUrl(url), medium: null };
    const place = mediaPlace(url, context);
    return images === 'own' && place?.foreign ? null : place;
  };
  const table: Record<string, Transform> = {};
  // Never to an element that is not on the list: sanitize-html would then write a later closing tag under that name.
  for (const [from, to] of Object.entries(rename)) {
    if (tags.includes(to)) table[from] = (_, attribs) => ({ tagName: to, attribs });
  }

  const media: Transform = (tag, attribs) => {
    const source = attribs.src === undefined ? null : placeOf(attribs.src);
    const { src: _src, srcset, poster, ...rest } = attribs;
    if (wire && tag !== 'track' && source)
      return { tagName: 'a', attribs: { href: source.address }, text: nameOf(source.address) };
    if (source) rest.src = source.address;
    if (tag === 'video') Object.assign(rest, sizeOf(source, rest));
    if (context.isFolded && tag === 'video') rest.preload = 'none';
    const image = poster === undefined ? null : placeOf(poster);
    if (image) rest.poster = image.address;
    const set = srcset === undefined ? '' : sourceSet(srcset);
    if (set !== '') rest.srcset = set;
    const asked = attribs.src ?? srcset;
    if (asked !== undefined && rest.src === undefined && rest.srcset === undefined) lost.add(rest);
    return { tagName: tag, attribs: rest };
  };

  const sourceSet = (srcset: string): string =>
    candidates(srcset)
      .flatMap(({ url, size }) => {
        const place = placeOf(url);
        return place ? [`${place.address} ${size}`.trim()] : [];
      })
      .join(', ');

  return {
    ...table,
    a: (_, { href, ...rest }) => {
      const place = href === undefined ? null : linkPlace(href, context);
      const isWithin = place?.address.startsWith('#');
      if (!place || (isWithin && fragments === 'none')) return { tagName: 'a', attribs: rest };
      const address = isWithin && fragments === 'whole' ? onPage(place.address, context) : place.address;
      return { tagName: 'a', attribs: { href: address, ...rest } };
    },
    img: (_, { src = '', srcset, loading: _loading, decoding: _decoding, ...rest }) => {
      const place = placeOf(src);
      // A picture that is not there: its words are shown, and nothing is asked of any server.
      if (!place) return missing(rest.alt ?? '');
      const attribs: Attributes = { src: place.address, alt: '', ...rest };
      const set = srcset === undefined ? '' : sourceSet(srcset);
      if (set !== '') attribs.srcset = set;
      // A film in a place for pictures, as other servers get it: what was told of it must not change.
      if (place.medium?.type.startsWith('image/')) Object.assign(attribs, sizeOf(place, rest));
      if (place.medium) pictures.set(place.address, place.medium);
      if (shown > 0) attribs.loading = 'lazy';
      attribs.decoding = 'async';
      shown += 1;
      return { tagName: 'img', attribs };
    },
    source: media,
    audio: media,
    video: media,
    track: media,
  };
}

/** As large as it is, so that nothing moves when it comes; what the author says goes before. */
function sizeOf(place: Place | null, { width: ownWidth, height: ownHeight }: Attributes): Attributes {
  const { width, height } = place?.medium ?? { width: null, height: null };
  if (width === null || height === null || ownWidth !== undefined || ownHeight !== undefined) return {};
  return { width: String(width), height: String(height) };
}

function missing(alt: string): ReturnType<Transform> {
  const attribs: Attributes = { class: 'missing' };
  if (alt !== '') return { tagName: 'em', attribs, text: alt };
  lost.add(attribs);
  return { tagName: 'img', attribs };
}

function nameOf(address: string): string {
  return address.split(/[?#]/, 1)[0]?.split('/').at(-1) || address;
}
