import type { StateInline } from 'markdown-it';

const joined = /[\p{L}\p{M}\p{N}_/#&=@$)\]]/u;

/** Whether a `#` or `@` at the parser's place begins a word of its own, and is not part of a name or an address. */
export function startsWord(state: StateInline): boolean {
  return state.linkLevel === 0 && (state.pos === 0 || !joined.test(state.src[state.pos - 1] ?? ''));
}
