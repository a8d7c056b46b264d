import { isObject } from '../inbox/reference.ts';
import { addressOf, listOf, mediumAddress, textOf } from './value.ts';

const mostEmoji = 32;
const mostMentions = 64;

/** What stands between the colons, as Mastodon, Misskey and Pleroma allow it. */
const shortcode = /^:?([a-z\d_+.-]{1,64}):?$/i;

/** The actors that it names, each once. */
export function mentionsIn(tag: unknown): string[] {
  const named = listOf(tag).flatMap((one) =>
    isObject(one) && one.type === 'Mention' ? (addressOf(one.href) ?? []) : [],
  );
  return [...new Set(named)].slice(0, mostMentions);
}

/** The pictures of the custom emoji that are used in these texts, by what stands between the colons. */
export function emojiIn(tag: unknown, texts: readonly string[]): Record<string, string> {
  const known = [...emojiOf(tag)].filter(([name]) => texts.some((text) => text.includes(`:${name}:`)));
  // No key of it is taken for one of every object's.
  return Object.fromEntries(known.filter(([name]) => !(name in {})).slice(0, mostEmoji));
}

/** Every custom emoji that comes with something; of two of one name the first. */
export function emojiOf(tag: unknown): Map<string, string> {
  const known = new Map<string, string>();
  for (const one of listOf(tag)) {
    if (!isObject(one) || one.type !== 'Emoji') continue;
    const [icon] = listOf(one.icon);
    const name = shortcode.exec(textOf(one.name).trim())?.[1];
    const address = mediumAddress(isObject(icon) ? icon.url : icon);
    if (name !== undefined && address !== null && !known.has(name)) known.set(name, address);
  }
  return known;
}
