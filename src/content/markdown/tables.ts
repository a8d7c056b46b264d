import type { MarkdownIt, StateCore } from 'markdown-it';

/** Alignment of cells by class, since the pages' policy forbids inline styles; and headers that say what they head. */
export function tables(md: MarkdownIt): void {
  md.core.ruler.push('tables', mark);
}

function mark(state: StateCore): void {
  for (const token of state.tokens) {
    if (token.type !== 'th_open' && token.type !== 'td_open') continue;
    const side = /text-align:(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
    token.attrs = side ? [['class', `align-${side}`]] : null;
    if (token.type === 'th_open') token.attrSet('scope', 'col');
  }
}
