import type { Site } from '../config.ts';
import { local } from '../config.ts';
import { sizeOf } from '../conversation/pictures.ts';
import { type Html, trusted } from '../html.ts';
import { emojiPicture, splitAtEmoji } from '../theme/emoji.ts';
import type { EmojiView, EmojiViews } from '../theme/theme.ts';

/** So many pictures in one text; of a thousand more the words stay, since each is fifty times as long as what was typed. */
export const mostPictures = 40;

/** Our pictures of the custom emoji that a text declares, by their names. */
export function emojiViews(
  declared: Readonly<Record<string, string>>,
  pictures: ReadonlyMap<string, string>,
  site: Site,
): EmojiViews {
  const entries = Object.entries(declared).flatMap(([name, url]): [string, EmojiView][] => {
    const view = emojiView(pictures.get(url), site);
    return view ? [[name, view]] : [];
  });
  return Object.fromEntries(entries);
}

/** @param path of the picture, relative to the blog's address. */
export function emojiView(path: string | undefined, site: Site): EmojiView | null {
  return path === undefined ? null : { src: local(site, path), ...sizeOf(path) };
}

/**
 * Markup that conversation/clean wrote, with the pictures of its custom emoji: in text alone, so never inside of a tag,
 * and not in code, which is shown as it was typed.
 */
export function pictured(markup: string, emoji: EmojiViews): Html {
  if (Object.keys(emoji).length === 0) return trusted(markup);
  let inCode = 0;
  let left = mostPictures;
  const parts = markup.split(/(<[^>]*>)/).map((part) => {
    if (part.startsWith('<')) {
      if (/^<(?:code|pre)\b/.test(part)) inCode += 1;
      if (/^<\/(?:code|pre)\b/.test(part)) inCode -= 1;
      return part;
    }
    if (inCode > 0) return part;
    const words = splitAtEmoji(part, emoji).map((word) => {
      if (typeof word === 'string') return word;
      left -= 1;
      return left < 0 ? `:${word.name}:` : emojiPicture(word.name, word.view).toString();
    });
    return words.join('');
  });
  return trusted(parts.join(''));
}
