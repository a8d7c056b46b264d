import { absolute, type Site } from '../../config.ts';
import { mentionOf } from '../../content/markdown/wire-rules.ts';
import { renderWire } from '../../content/markdown.ts';
import type { Named } from '../../conversation/answers/named.ts';
import { readWho } from '../followers/who.ts';

export interface Writing {
  /** Markdown. */
  source: string;
  language: string;
  addressed: Named | null;
  named: readonly Named[];
}

/**
 * An answer as other servers show it. Whom it answers is named in front, as Mastodon does it, unless its author named them
 * in the text.
 */
export function answerMarkup(
  site: Pick<Site, 'origin' | 'base'>,
  { source, language, addressed, named }: Writing,
): string {
  const known = new Map([...named, ...(addressed ? [addressed] : [])].map((one) => [spelt(one.handle), one]));
  const used = new Set<string>();
  const markup = renderWire(source, {
    language,
    medium: () => null,
    address: (path) => absolute(site, path),
    // A word of an answer need not be a tag of any post.
    tag: () => null,
    mention(user, host) {
      const found = known.get(spelt(`${user}@${host}`));
      if (found) used.add(found.uri);
      return found?.href ?? null;
    },
  }).trim();
  if (addressed === null || used.has(addressed.uri)) return markup;
  const mention = mentionOf(addressed.user, addressed.href);
  return markup.startsWith('<p>') ? `<p>${mention} ${markup.slice('<p>'.length)}` : `<p>${mention}</p>\n${markup}`;
}

/** A handle in one spelling. */
function spelt(handle: string): string {
  const who = readWho(handle);
  return who && 'user' in who ? `${who.user}@${who.host}` : handle.toLowerCase();
}
