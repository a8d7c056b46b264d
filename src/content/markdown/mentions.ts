import type { MarkdownIt, StateInline } from 'markdown-it';
import { startsWord } from './boundary.ts';

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const mention = new RegExp(
  `@([a-z0-9_](?:[a-z0-9_.-]{0,62}[a-z0-9_])?)@((?:(?:${label}\\.)+\\p{L}{2,62}|localhost)(?::[0-9]{1,5})?)(?![\\p{L}\\p{N}_@])`,
  'iuy',
);

/** `@user@host` in the text: a `mention` token with `user@host` as content, the host in lower case as `meta.host`. */
export function mentions(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'mention', read);
}

function read(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '@' || !startsWord(state)) return false;
  mention.lastIndex = state.pos;
  const found = mention.exec(state.src);
  if (!found?.[1] || !found[2] || mention.lastIndex > state.posMax) return false;
  if (!silent) {
    const token = state.push('mention', '', 0);
    token.content = `${found[1]}@${found[2]}`;
    token.meta = { user: found[1], host: found[2].toLowerCase() };
  }
  state.pos = mention.lastIndex;
  return true;
}
