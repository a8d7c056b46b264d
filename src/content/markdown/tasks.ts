import type { MarkdownIt, StateCore } from 'markdown-it';

const box = /^\[([ xX])\][ \t\u00A0]+(?=\S)/;

/** List items that begin with `[ ]` or `[x]`: a `task` token (its `meta.done` says which) stands before their text. */
export function tasks(md: MarkdownIt): void {
  md.core.ruler.before('inline', 'tasks', transform);
}

function transform(state: StateCore): void {
  state.tokens.forEach((inline, index) => {
    if (inline.type !== 'inline' || state.tokens[index - 1]?.type !== 'paragraph_open') return;
    const item = state.tokens[index - 2];
    const found = item?.type === 'list_item_open' ? box.exec(inline.content) : null;
    if (!item || !found) return;
    item.attrJoin('class', 'task');
    const task = new state.Token('task', '', 0);
    task.meta = { done: found[1] !== ' ' };
    inline.content = inline.content.slice(found[0].length);
    // The inline parser adds to the children that are there.
    inline.children = [task];
  });
}
