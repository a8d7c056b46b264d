import type { SiteView } from '../theme.ts';
import type { TokenKind } from '../tokens.ts';
import { schemesOf } from './colour.ts';
import type { ReadTokens, SetToken } from './read-tokens.ts';

/**
 * Where tokens of a kind are set. On paper, and for those who ask for more contrast, the default theme has values that
 * belong together, and keeps them.
 */
const places: Record<TokenKind, [before: string, after: string]> = {
  colour: ['@media screen and (not (prefers-contrast:more)){:root{', '}}'],
  font: [':root{', '}'],
  length: ['@media screen{:root{', '}}'],
  number: ['@media screen{:root{', '}}'],
};

/** The default stylesheet, and behind it what a site sets and adds. */
export function composeStyle(usual: string, { values }: ReadTokens, style: string): string {
  const set = [...values.values()];
  const rules = Object.entries(places).flatMap(([kind, [before, after]]) => {
    const own = set.filter(({ token }) => token.kind === kind);
    return own.length > 0 ? [`${before}${own.map(written).join(';')}${after}`] : [];
  });
  return [usual, ...rules, ...(style.trim() === '' ? [] : [style.trim()])].join('\n');
}

function written({ token, value }: SetToken): string {
  return `${token.name}:${value}`;
}

/** The colours of the browser's own frame: those of the page. */
export function pageColorsOf({ values }: ReadTokens, usual: SiteView['pageColors']): SiteView['pageColors'] {
  const value = values.get('--bg')?.value;
  if (value === undefined) return usual;
  return /var\(/.test(value) ? null : schemesOf(value);
}
