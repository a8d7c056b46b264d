import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import type { SpeakerView } from '../theme.ts';
import { webUrl } from './address.ts';

/** On every link that a stranger chose: nobody follows it for us, and its host learns nothing from us. */
const strangersLink = html` rel="nofollow ugc noopener noreferrer"`;

/** A link to where a stranger wants it to lead; its words alone where that is no page of the web. */
export function linkAway(href: string | null, words: Html, attributes: Html | null = null): Html {
  const url = href === null ? null : webUrl(href);
  return url ? html`<a href="${url}"${strangersLink}${attributes}>${words}</a>` : words;
}

/** The link to somebody's page: of this blog, or elsewhere. */
export function linkToSpeaker({ href, isOwn }: SpeakerView, words: Html): Html {
  return isOwn && href ? html`<a href="${href}">${words}</a>` : linkAway(href, words);
}

/** Somebody's picture, or their initials; the name stands beside it. Shown without the style sheet, it is nothing. */
export function face(speaker: SpeakerView): Html {
  const { portrait } = speaker;
  return portrait
    ? html`<img class="face" src="${portrait}" alt="" width="40" height="40" loading="lazy" decoding="async">`
    : html`<span class="face" data-initials="${initials(speaker)}"></span>`;
}

/** Somebody's picture alone, as the link to their page; those who do not see it hear the name. */
export function faceAlone(speaker: SpeakerView): Html {
  const { name, handle, portrait } = speaker;
  const title = handle && handle !== name ? `${name} (${handle})` : name;
  const picture = portrait
    ? html`<img class="face" src="${portrait}" alt="" title="${title}" width="40" height="40" loading="lazy" decoding="async">`
    : html`<span class="face" data-initials="${initials(speaker)}" title="${title}"></span>`;
  return linkToSpeaker(speaker, html`${picture}<bdi class="hidden">${name}</bdi>`);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** `Ana Maria Lima` → `AL`; of a name without letters its first sign, be it an emoji of many parts. */
export function initials({ name, handle }: Pick<SpeakerView, 'name' | 'handle'>): string {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  if (first === undefined) return firstOf(name.trim()) || firstOf(handle?.replace('@', '') ?? '');
  return (firstOf(first) + firstOf(last ?? '')).toUpperCase();
}

function firstOf(text: string): string {
  const [first] = graphemes.segment(text.slice(0, 40));
  // Marks may be heaped on one letter without end.
  return first && first.segment.length <= 12 ? first.segment : text.slice(0, 1);
}
