import { slugify } from '../content/slug.ts';
import { fold, wordsIn } from './words.ts';

/** What must stand in a post, or must not: one word, or several next to one another. */
export interface Term {
  /** Folded. At least one. */
  words: string[];
  /** In quotation marks: the word itself, and none that only begins with it. */
  isQuoted: boolean;
  isExcluded: boolean;
}

/** `tag:trees`, `author:"Jane Doe"`, `lang:de`. */
export interface Filter {
  name: 'tag' | 'author' | 'lang';
  /** A slug, a folded name without blanks, a language in lower case. */
  value: string;
  isExcluded: boolean;
}

/** What somebody typed, as we understand it. Nothing of it is ever syntax to a database. */
export interface Query {
  /** As it is shown again. */
  text: string;
  terms: Term[];
  filters: Filter[];
  /** Whether there was more than is looked for. */
  isCut: boolean;
}

/** In letters, and in words and filters. */
export const [mostLetters, mostTerms] = [200, 12];

const quotes = /[“”„‟«»＂]/g;
const part = /(-?)(?:(tag|author|lang):)?(?:"([^"]*)(?:"|$)|([^\s"]+))/giu;

/** Reads what was typed. There is nothing that it cannot read. */
export function readQuery(typed: string): Query {
  const plain = typed
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const letters = [...plain];
  const text = letters.slice(0, mostLetters).join('').trim();
  const query: Query = { text, terms: [], filters: [], isCut: letters.length > mostLetters };
  for (const [, minus, name, quoted, bare = ''] of text.replace(quotes, '"').matchAll(part)) {
    const read = readPart(name?.toLowerCase(), quoted ?? bare, {
      isQuoted: quoted !== undefined,
      isExcluded: minus === '-',
    });
    if (!read) continue;
    if (query.terms.length + query.filters.length === mostTerms) return { ...query, isCut: true };
    if ('words' in read) query.terms.push(read);
    else query.filters.push(read);
  }
  return query;
}

function readPart(
  name: string | undefined,
  written: string,
  { isQuoted, isExcluded }: Pick<Term, 'isQuoted' | 'isExcluded'>,
): Term | Filter | null {
  if (name === 'tag' || name === 'author' || name === 'lang') {
    const value = readers[name](written);
    return value === '' ? null : { name, value, isExcluded };
  }
  const words = [...wordsIn(written)].map(({ word }) => word).filter((word) => word !== '');
  return words.length === 0 ? null : { words, isQuoted, isExcluded };
}

const readers: Record<Filter['name'], (written: string) => string> = {
  tag: (written) => slugify(written.replace(/^#/, '')),
  author: foldName,
  lang: (written) => written.toLowerCase().replace(/[^a-z0-9-]/g, ''),
};

/** A name as names are compared: without case, accents, blanks and signs. */
export function foldName(name: string): string {
  return fold(name.replace(/[^\p{L}\p{N}\p{M}]+/gu, ''));
}
