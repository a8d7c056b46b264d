import type { MarkdownIt, StateCore, Token } from 'markdown-it';

/**
 * An image with a title that is alone in its paragraph becomes a figure; the title, read as Markdown, its caption. One
 * without a title keeps its paragraph, which is marked: no style can see that no words stand beside a picture.
 */
export function figures(md: MarkdownIt): void {
  md.core.ruler.after('inline', 'figures', transform);
}

function transform(state: StateCore): void {
  const tokens: Token[] = [];
  state.tokens.forEach((token, index) => {
    tokens.push(token);
    const open = state.tokens[index - 1];
    const close = state.tokens[index + 1];
    if (token.type !== 'inline' || open?.type !== 'paragraph_open' || open.hidden || !close) return;
    const image = onlyImage(token.children ?? []);
    const title = image?.attrGet('title');
    if (image && !title) open.attrJoin('class', 'picture');
    if (!image || !title) return;
    image.attrs = image.attrs?.filter(([name]) => name !== 'title') ?? null;
    rename(open, 'figure_open', 'figure');
    rename(close, 'figure_close', 'figure');
    tokens.push(...caption(state, String(title), token));
  });
  state.tokens = tokens;
}

/** The image of a paragraph that holds nothing else, be it in a link or not. */
function onlyImage(children: readonly Token[]): Token | null {
  const rest = children.filter((child) => child.type !== 'text' || child.content.trim() !== '');
  const linked = rest.length === 3 && rest[0]?.type === 'link_open' && rest[2]?.type === 'link_close';
  const image = linked ? rest[1] : rest.length === 1 ? rest[0] : undefined;
  return image?.type === 'image' ? image : null;
}

function rename(token: Token, type: string, tag: string): void {
  token.type = type;
  token.tag = tag;
}

function caption(state: StateCore, title: string, at: Token): Token[] {
  const open = new state.Token('figcaption_open', 'figcaption', 1);
  const inline = new state.Token('inline', '', 0);
  const close = new state.Token('figcaption_close', 'figcaption', -1);
  open.block = true;
  close.block = true;
  inline.content = title;
  inline.children = [];
  inline.map = at.map;
  state.md.inline.parse(title, state.md, state.env, inline.children);
  return [open, inline, close];
}
