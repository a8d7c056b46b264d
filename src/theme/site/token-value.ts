import { nearest } from '../../config/nearest.ts';
import { type TokenKind, tokens } from '../tokens.ts';

/** Why a value cannot be that of a token, and what to write; null: it can. */
export function wrongValue(kind: TokenKind, value: string): { what: string; mend: string } | null {
  const { form, functions, mend } = kinds[kind];
  // Whatever could end the declaration, or load something, needs one of the letters that are not here.
  const stranger = /[^\p{L}\p{N}\s#%.,()+*/'"_-]/u.exec(value)?.[0];
  if (stranger !== undefined) return { what: `holds "${stranger}", which no value of a token has.`, mend };
  if (withoutStrings(value).includes('/*')) return { what: 'holds a comment that is not closed.', mend };
  if (!isBalanced(value)) return { what: 'has a bracket or a quote that is not closed.', mend };
  for (const [, name = ''] of withoutStrings(value).matchAll(/([\w-]*)\(/g)) {
    const known = functions.includes(name.toLowerCase()) || name === '';
    if (!known) return { what: `uses ${name}(), which is not for this token.`, mend };
  }
  for (const [, name = ''] of value.matchAll(/var\(\s*([^\s,)]*)/g)) {
    if (tokens.some((token) => token.name === name)) continue;
    const guess = nearest(
      name,
      tokens.map((token) => token.name),
    );
    return {
      what: `takes its value from ${name || 'nothing'}, which is no token.`,
      mend: guess ? `Did you mean ${guess}?` : 'Take one of the list in docs/themes.md.',
    };
  }
  return form.test(value) ? null : { what: `is "${value}", which is ${noun[kind]}.`, mend };
}

const noun: Record<TokenKind, string> = {
  colour: 'no colour that can be checked',
  font: 'no list of fonts',
  length: 'no length',
  number: 'no number',
};

const sums = ['var', 'calc', 'min', 'max', 'clamp'];

const kinds: Record<TokenKind, { form: RegExp; functions: string[]; mend: string }> = {
  colour: {
    form: /^(?:#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})|white|black|[a-z-]+\([\s\S]*\))$/i,
    functions: [
      ...['var', 'light-dark', 'color-mix', 'color', 'calc'],
      ...['rgb', 'rgba', 'hsl', 'hsla', 'hwb', 'lab', 'lch', 'oklab', 'oklch'],
    ],
    mend: 'Write a colour such as #b3402a, rgb(179 64 42) or oklch(0.55 0.15 35), or light-dark() with two of them.',
  },
  font: {
    form: /^(?:(?:"[^"]*"|'[^']*'|[\p{L}_-][\p{L}\p{N}\s_-]*|var\([\w\s-]+\))\s*(?:,\s*|$))+$/u,
    functions: ['var'],
    mend: 'Write names of fonts with commas between them, the general one last: "Iowan Old Style", Georgia, serif.',
  },
  length: {
    form: /^(?:0|[+-]?(?:\d+\.?\d*|\.\d+)(?:rem|em|px|ch|ex|ic|lh|rlh|vw|vh|vi|vb|vmin|vmax|cm|mm|in|pt|pc|%)|(?:var|calc|min|max|clamp)\([\s\S]*\))$/i,
    functions: sums,
    mend: 'Write a number with its unit, such as 40rem, or clamp(), min(), max() or calc().',
  },
  number: {
    form: /^(?:\d+\.?\d*|\.\d+|(?:var|calc|min|max|clamp)\([\s\S]*\))$/i,
    functions: sums,
    mend: 'Write a number without a unit, such as 1.65.',
  },
};

function isBalanced(value: string): boolean {
  const bare = withoutStrings(value);
  if (/["']/.test(bare)) return false;
  let depth = 0;
  for (const letter of bare) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function withoutStrings(value: string): string {
  return value.replace(/"[^"\n]*"|'[^'\n]*'/g, '');
}
