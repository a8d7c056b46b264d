import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** No formula in a text is longer; it keeps the search for a closing `$` short in a text that is full of them. */
const longest = 2000;
/** The same of one that has lines of its own. */
const mostLines = 200;

/** `$a$` and `$$a$$` within text (`math_inline`), and `$$` on lines of their own around a block (`math_block`): the TeX is the content. */
export function math(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'math_inline', readInline);
  md.block.ruler.before('fence', 'math_block', readBlock, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
}

function readInline(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '$') return false;
  const fence = state.src[state.pos + 1] === '$' ? '$$' : '$';
  const start = state.pos + fence.length;
  const end = closing(state, start, fence);
  if (end === null || (fence === '$' && isMoney(state.src, state.pos, end))) return false;
  if (!silent) {
    const token = state.push('math_inline', 'math', 0);
    token.content = state.src.slice(start, end).trim();
    token.markup = fence;
  }
  state.pos = end + fence.length;
  return true;
}

/** Where the closing fence stands: not after a space or a backslash. */
function closing(state: StateInline, start: number, fence: string): number | null {
  const max = Math.min(state.posMax, start + longest);
  const at = fence === '$$' ? state.src.indexOf(fence, start) : nextClosing(state, start);
  if (at <= start || at + fence.length > max) return null;
  if (fence === '$' && /\s/.test(state.src[start] ?? '')) return null;
  return at;
}

// Found once for a text: a search from each `$` would be long in a text that is full of them.
const closings = new WeakMap<StateInline | StateBlock, number[]>();

function nextClosing(state: StateInline, start: number): number {
  const places = closings.get(state) ?? [...state.src.matchAll(/(?<=[^\s\\])\$/g)].map(({ index }) => index);
  closings.set(state, places);
  return nextOf(places, start);
}

/** The next line that may close a block: whatever stands before its text, that ends with `$$`. -1: there is none. */
function nextClosingLine(state: StateBlock, start: number): number {
  const lines =
    closings.get(state) ?? state.eMarks.flatMap((_, line) => (lineOf(state, line).endsWith('$$') ? line : []));
  closings.set(state, lines);
  return nextOf(lines, start);
}

/** The first of numbers, in their order, that is at least `start`; -1: none is. */
function nextOf(places: readonly number[], start: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return places[low] ?? -1;
}

/** `$5 and 6$`, `US$5`, `5$ or 10$`: amounts, not formulas. */
function isMoney(text: string, open: number, close: number): boolean {
  if (/[\p{L}\p{N}]/u.test(text[open - 1] ?? '') || /[\p{L}\p{N}]/u.test(text[close + 1] ?? '')) return true;
  return /^[\d.,]+(?:[kKmM]|bn)?(?:[\s,;–-]+\p{L}{2,}|\/\p{L}{2,})/u.test(text.slice(open + 1, close));
}

function readBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const line = lineOf(state, startLine);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4 || !line.startsWith('$$')) return false;
  const single = /^\$\$(.+)\$\$$/.exec(line);
  if (single?.[1] && !single[1].includes('$$')) return put(state, startLine, startLine + 1, single[1], silent);
  if (line.includes('$$', 2)) return false;
  const last = nextClosingLine(state, startLine + 1);
  if (last === -1 || last >= endLine || last - startLine > mostLines) return false;
  for (let next = startLine + 1; next <= last; next += 1) {
    if ((state.sCount[next] ?? 0) < state.blkIndent || lineOf(state, next) === '') return false;
  }
  const content = lineOf(state, last);
  if (!content.endsWith('$$')) return false;
  const inner = `${line.slice(2)}\n${state.getLines(startLine + 1, last, state.blkIndent, true)}${content.slice(0, -2)}`;
  return put(state, startLine, last + 1, inner, silent);
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim();
}

function put(state: StateBlock, from: number, to: number, content: string, silent: boolean): boolean {
  if (silent) return true;
  const token = state.push('math_block', 'math', 0);
  token.block = true;
  token.content = content.trim();
  token.markup = '$$';
  token.map = [from, to];
  state.line = to;
  return true;
}
