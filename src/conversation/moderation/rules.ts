import type { Site } from '../../config.ts';
import { languageOf } from './languages.ts';
import { type ListedWord, listWords } from './words.ts';

/** Whose remarks are shown without being looked at first. */
export type CommentRule = Site['comments']['rule'];

/** What `comments` in postern.yaml says, made ready for judging by it. */
export interface Rules {
  rule: CommentRule;
  /** Milliseconds after which a post takes no more remarks; null: never. */
  close: number | null;
  /** The most links of a remark that is shown without being looked at; null: any number. */
  links: number | null;
  words: readonly ListedWord[];
  /** As `languageOf` gives them; empty: all. */
  languages: ReadonlySet<string>;
}

/** As much of `comments` as judges. */
type WrittenRules = Omit<Site['comments'], 'tell' | 'counts'>;

/** Makes the rules ready, once for many remarks. */
export function readRules({ rule, close, links, words, languages }: WrittenRules): Rules {
  const known = languages.map(languageOf).filter((language) => language !== null);
  return { rule, close, links, words: listWords(words), languages: new Set(known) };
}
