import MarkdownIt, { type Token } from 'markdown-it';

const { Token: TokenClass } = MarkdownIt;

/** Tables as lists, a row an item, each cell after the words of its column's head: `<li><strong>Name</strong>: Ada; …`. */
export function tablesAsLists(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  let head: Token[][] = [];
  let row: Token[][] = [];
  let within = false;
  let rows = 0;
  for (const token of tokens) {
    if (token.type === 'table_open') {
      within = true;
      head = [];
      rows = 0;
      result.push(block('bullet_list_open', 'ul', 1));
    } else if (!within) {
      result.push(token);
    } else if (token.type === 'inline') {
      row.push(token.children ?? []);
    } else if (token.type === 'tr_open') {
      row = [];
    } else if (token.type === 'thead_close') {
      head = row;
    } else if (token.type === 'tr_close' && head.length > 0) {
      rows += 1;
      result.push(...item(row, head));
    } else if (token.type === 'table_close') {
      // A head without rows is all there is to read.
      if (rows === 0) result.push(...item(head, []));
      result.push(block('bullet_list_close', 'ul', -1));
      within = false;
    }
  }
  return result;
}

function item(cells: readonly Token[][], head: readonly Token[][]): Token[] {
  const inline = block('inline', '', 0);
  const parts = cells.flatMap((cell, index) => (cell.length === 0 ? [] : [named(cell, head[index] ?? [])]));
  inline.children = parts.flatMap((part, index) => (index === 0 ? part : [text('; '), ...part]));
  return [block('list_item_open', 'li', 1), inline, block('list_item_close', 'li', -1)];
}

function named(cell: readonly Token[], name: readonly Token[]): Token[] {
  if (name.length === 0) return [...cell];
  return [
    new TokenClass('strong_open', 'strong', 1),
    ...name,
    new TokenClass('strong_close', 'strong', -1),
    text(': '),
    ...cell,
  ];
}

function text(content: string): Token {
  const token = new TokenClass('text', '', 0);
  token.content = content;
  return token;
}

function block(type: string, tag: string, nesting: 1 | 0 | -1): Token {
  const token = new TokenClass(type, tag, nesting);
  token.block = true;
  return token;
}
