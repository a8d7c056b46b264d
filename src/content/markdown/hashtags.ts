import type { MarkdownIt, StateInline } from 'markdown-it';
import { slugify } from '../slug.ts';
import { startsWord } from './boundary.ts';

// Mastodon's rule: letters, marks, digits and underscores of any script, not digits alone; between them what joins words
// in Catalan, Japanese and Persian.
const hashtag =
  /#(?=[\p{M}\p{N}_·・\u200C]*\p{L})([\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:[·・\u200C]+[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*)*)/uy;

/** `#words` in the text: a `hashtag` token with the word as content and its slug as `meta.slug`. */
export function hashtags(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'hashtag', read);
}

function read(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '#' || !startsWord(state)) return false;
  hashtag.lastIndex = state.pos;
  const name = hashtag.exec(state.src)?.[1];
  if (!name || state.pos + 1 + name.length > state.posMax) return false;
  const slug = slugify(name);
  if (slug === '') return false;
  if (!silent) {
    const token = state.push('hashtag', '', 0);
    token.content = name;
    token.meta = { slug };
  }
  state.pos += 1 + name.length;
  return true;
}
