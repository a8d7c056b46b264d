import type { MarkdownIt, StateCore, Token } from 'markdown-it';

/**
 * An image that is alone in its paragraph becomes a figure, and its title, read as Markdown, the caption; a paragraph of two
 * or more images and nothing else becomes a gallery, in which each has its title below it. What was a paragraph of pictures
 * before keeps its tag: other servers get it as one.
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
    const items = itemsOf(token.children ?? []);
    if (items) {
      token.children = gallery(state, items);
      open.type = 'gallery_open';
      close.type = 'gallery_close';
      return;
    }
    const image = onlyImage(token.children ?? []);
    const title = image?.attrGet('title');
    if (!image) return;
    if (!title) {
      open.type = 'picture_open';
      close.type = 'picture_close';
      return;
    }
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

/** What stands in a paragraph that holds images only, two or more: each image with the link around it, and each line end. */
function itemsOf(children: readonly Token[]): Token[][] | null {
  if (children.filter(({ type }) => type === 'image').length < 2) return null;
  const items: Token[][] = [];
  for (let at = 0; at < children.length; at += items.at(-1)?.length ?? 1) {
    const some = children.slice(at, at + 3);
    const [first, , last] = some;
    if (!first) return null;
    const isLinked = first.type === 'link_open' && last?.type === 'link_close';
    if (isLinked && some[1]?.type === 'image') items.push(some);
    else if (first.type === 'image' || isBlank(first)) items.push([first]);
    else return null;
  }
  return items;
}

function isBlank({ type, content }: Token): boolean {
  return type === 'softbreak' || type === 'hardbreak' || (type === 'text' && content.trim() === '');
}

function gallery(state: StateCore, items: Token[][]): Token[] {
  return items.flatMap((item) => {
    const image = item.find(({ type }) => type === 'image');
    if (!image) {
      for (const token of item) if (token.type === 'hardbreak') token.type = 'gallery_break';
      return item;
    }
    image.meta = { ...image.meta, isInGallery: true };
    const open = new state.Token('gallery_item_open', '', 1);
    const close = new state.Token('gallery_item_close', '', -1);
    const title = String(image.attrGet('title') ?? '');
    close.children = [];
    if (title !== '') state.md.inline.parse(title, state.md, state.env, close.children);
    return [open, ...item, close];
  });
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
