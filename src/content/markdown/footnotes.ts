import type { MarkdownIt, Token } from 'markdown-it';
import footnote from 'markdown-it-footnote';
import { slugify } from '../slug.ts';
import type { Parsed } from './rendering.ts';

/** `[^1]` with its text below. The inline kind, `^[…]`, is left out: nested, it recurses without a bound. */
export function footnotes(md: MarkdownIt): void {
  // Its types are made for an older markdown-it; what it uses has not changed.
  (footnote as unknown as (md: MarkdownIt) => void)(md);
  md.disable('footnote_inline');
}

/** What the ids of a post's footnotes carry, so that a page can hold several posts. */
export function footnotePrefix(id: string | undefined): string {
  const name = slugify(id ?? '');
  return name === '' ? '' : `${name}-`;
}

export interface Note {
  /** As shown: `1`. */
  number: string;
  /** Of the note's text, and of the place that refers to it. */
  id: string;
  reference: string;
}

/** Number and ids behind a footnote's token. A note that is referred to twice has a second place, `…:1`. */
export function noteOf(token: Token, env: Parsed): Note {
  const { id = 0, subId = 0 } = (token.meta ?? {}) as { id?: number; subId?: number };
  const number = String(id + 1);
  const prefix = env.docId ?? '';
  return {
    number,
    id: `fn-${prefix}${number}`,
    reference: `fnref-${prefix}${number}${subId > 0 ? `-${subId + 1}` : ''}`,
  };
}
