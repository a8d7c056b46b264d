import type { Token } from './tokens.ts';

/**
 * Leaves out the words in which a quote is said to servers that know of none (`RE: https://…`, FEP-044f): the quote is told
 * of by itself.
 */
export function* withoutFallback(tokens: Iterable<Token>): Generator<Token> {
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'close' && depth > 0) depth -= 1;
    if (depth === 0) yield token;
    if (token.kind === 'open' && (depth > 0 || isFallback(token.attributes))) depth += 1;
  }
}

function isFallback(attributes: ReadonlyMap<string, string>): boolean {
  return (attributes.get('class') ?? '').split(/[\t\n\f\r ]+/).includes('quote-inline');
}
