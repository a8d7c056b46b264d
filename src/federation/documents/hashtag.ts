import type { Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import type { Tag } from '../../content/post.ts';

/**
 * Tags as they travel, in their order: each a name that other servers take for a hashtag, and a link to its page here. Of
 * several that come to one name, the first; one that comes to none stays here.
 */
export function hashtagsOf(site: Site, tags: readonly Tag[]): object[] {
  const named = new Map<string, object>();
  for (const { name, slug } of tags) {
    const word = hashtagName(name);
    const key = word?.toLowerCase();
    if (!key || named.has(key)) continue;
    const href = absolute(site, `/tags/${encodeURIComponent(slug)}`);
    named.set(key, { type: 'Hashtag', name: `#${word}`, href });
  }
  return [...named.values()];
}

// What Mastodon reads as a word: letters with their marks, digits, and between them what joins words in some scripts.
const word = /[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_]*(?:[·・\u200C]+[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_]*)*/gu;

/**
 * The one rule by which a tag becomes a hashtag (docs/writing.md, "Tags"): its words, joined, each with a capital; what is
 * one word stays as it was written. Letters of every script stay. A sign right after a letter is spelt, as in addresses.
 * Null for what has no letter: no server takes digits or signs alone for a hashtag.
 */
export function hashtagName(name: string): string | null {
  const plain = name
    .normalize('NFKC')
    // They make signs and digits into emoji, and are marks, so they would pass for a part of a word.
    .replace(/[\uFE00-\uFE0F\u20E3]/gu, '')
    .replace(/(?<=[\p{L}\p{N}])['’ʼ](?=\p{L})/gu, '')
    .replace(/(?<=\p{L})\++/gu, (signs) => ' plus'.repeat(signs.length))
    .replace(/(?<=\p{L})#/gu, ' sharp');
  const words = plain.match(word) ?? [];
  const joined = words.length > 1 ? words.map(capital).join('') : (words[0] ?? '');
  return /\p{L}/u.test(joined) ? joined : null;
}

function capital(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}
