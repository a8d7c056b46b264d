import type { MarkdownIt, StateCore } from 'markdown-it';
import { headingId, reserved } from './ids.ts';
import { plainText } from './plain-text.ts';
import type { Parsed } from './rendering.ts';

/** Gives every heading an id, and moves all one level down where the text has an h1: a page has one, its title. */
export function headings(md: MarkdownIt): void {
  md.core.ruler.push('headings', mark);
}

function mark(state: StateCore): void {
  const opens = state.tokens.filter((token) => token.type === 'heading_open');
  const closes = state.tokens.filter((token) => token.type === 'heading_close');
  if (opens.some((token) => token.tag === 'h1'))
    for (const token of [...opens, ...closes]) token.tag = lower(token.tag);

  const { headings: found, docId = '' } = state.env as Parsed;
  const name = uniqueNames(reserved, docId);
  state.tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return;
    const text = plainText(state.tokens[index + 1]?.children ?? []).trim();
    const id = name(anchorOf(text) || 'section');
    token.attrSet('id', id);
    token.meta = { text };
    found.push({ level: Number(token.tag.slice(1)), id, text });
  });
}

function lower(tag: string): string {
  return `h${Math.min(6, Number(tag.slice(1)) + 1)}`;
}

/** Letters and digits of every script are kept: ids may hold them, and readers of those scripts can read them. */
function anchorOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function uniqueNames(taken: readonly string[], prefix: string): (words: string) => string {
  const used = new Set(taken);
  const counts = new Map<string, number>();
  return (words) => {
    const wanted = headingId(words, prefix);
    let count = counts.get(wanted) ?? 1;
    let name = count === 1 ? wanted : headingId(`${wanted}-${count}`, prefix);
    while (used.has(name)) {
      count += 1;
      name = headingId(`${wanted}-${count}`, prefix);
    }
    counts.set(wanted, count);
    used.add(name);
    return name;
  };
}
