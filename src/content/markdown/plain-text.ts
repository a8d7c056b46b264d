import type { Token } from 'markdown-it';

/** The words of inline tokens, without markup: for ids, alternative texts and excerpts. */
export function plainText(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) text += textOf(token);
  return text;
}

function textOf(token: Token): string {
  switch (token.type) {
    case 'softbreak':
    case 'hardbreak':
      return ' ';
    case 'html_inline':
    case 'footnote_ref':
    case 'task':
      return '';
    case 'image':
      return plainText(token.children ?? []);
    case 'hashtag':
      return `#${token.content}`;
    case 'mention':
      return `@${token.content}`;
    default:
      return token.content;
  }
}
