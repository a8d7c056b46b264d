import { tokensOf } from '../clean/tokens.ts';
import type { Remark } from '../remark.ts';

/**
 * Everything of a remark in which `comments.words` are looked for: what would be read of it, and where its links lead.
 * @param names what would stand above it: the author's name and handle.
 */
export function textsOf(
  { html, text, title, warning, media }: Pick<Remark, 'html' | 'text' | 'title' | 'warning' | 'media'>,
  names: readonly string[],
): string[] {
  const said = [...names, title, warning, text, ...media.map(({ description }) => description)];
  return [...said.filter((one): one is string => one !== null && one !== ''), ...addressesIn(html)];
}

function addressesIn(html: string): Set<string> {
  const links = [...tokensOf(html)].flatMap((token) => (token.kind === 'open' ? [token.attributes.get('href')] : []));
  return new Set(links.filter((address) => address !== undefined));
}
