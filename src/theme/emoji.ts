import { type Html, html } from '../html.ts';
import type { EmojiView, EmojiViews } from './theme.ts';

/** A custom emoji in the midst of words. Whoever does not see it hears, or reads, what was typed. */
export function emojiPicture(name: string, { src, width, height }: EmojiView): Html {
  const typed = `:${name}:`;
  return html`<img class="emoji" src="${src}" alt="${typed}" title="${typed}" width="${width}" height="${height}" loading="lazy" decoding="async">`;
}

/** Plain words with pictures in the place of the custom emoji that there are. */
export function withEmoji(words: string, emoji: EmojiViews): Html {
  return html`${splitAtEmoji(words, emoji).map((part) => (typeof part === 'string' ? part : emojiPicture(part.name, part.view)))}`;
}

/** Text between emoji, and the emoji; each name stands between colons. */
export function splitAtEmoji(text: string, emoji: EmojiViews): (string | { name: string; view: EmojiView })[] {
  const names = Object.keys(emoji);
  if (names.length === 0 || !text.includes(':')) return [text];
  const known = new RegExp(`:(${names.map((name) => name.replace(/[.+]/g, '\\$&')).join('|')}):`);
  return text.split(known).map((part, index) => {
    // Every second part is what the group matched.
    const view = index % 2 === 1 ? emoji[part] : undefined;
    return view ? { name: part, view } : part;
  });
}
