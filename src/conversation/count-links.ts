import { tokensOf } from './clean/tokens.ts';
import type { Remark } from './remark.ts';

/**
 * How many pages a remark sends its readers to: different addresses, without those of the people and hashtags that it
 * names. By its class alone everything could be one: it must say `@…` or `#…` and lead to a server that is known for it,
 * the author's or one of a person who is mentioned.
 */
export function countLinks({
  html,
  author,
  url,
  mentions,
}: Pick<Remark, 'html' | 'author' | 'url' | 'mentions'>): number {
  const hosts = new Set([author, ...mentions].map(hostOf));
  const found = new Set<string>();
  for (const { href, name, text } of linksOf(html)) {
    const isName = /(?:^| )(?:mention|hashtag)(?: |$)/.test(name) && /^[@#]/.test(text.trim());
    if (href !== url && !(isName && hosts.has(hostOf(href)))) found.add(href);
  }
  return found.size;
}

/** The addresses that its links lead to, each once. */
export function addressesIn(html: string): string[] {
  return [...new Set([...linksOf(html)].map(({ href }) => href))];
}

function* linksOf(html: string): Generator<{ href: string; name: string; text: string }> {
  let open: { href: string; name: string; text: string } | null = null;
  for (const token of tokensOf(html)) {
    if (token.kind === 'text' && open) open.text += token.text;
    if (token.kind !== 'text' && token.tag === 'a') {
      if (token.kind === 'close' && open) yield open;
      const { attributes } = token.kind === 'open' ? token : { attributes: new Map<string, string>() };
      open = { href: attributes.get('href') ?? '', name: attributes.get('class') ?? '', text: '' };
    }
  }
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}
