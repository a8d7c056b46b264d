import type { Token } from 'markdown-it';
import sanitize from 'sanitize-html';
import { parse } from './markdown/parser.ts';
import { plainText } from './markdown/plain-text.ts';

/**
 * All words of a Markdown text as its reader meets them, a line for each block: code, formulas, captions, alternative
 * texts and footnotes included, raw HTML without its tags. For searching, and for showing a piece of it.
 */
export function plainWords(body: string): string {
  const { tokens } = parse(body);
  return tokens
    .map((token) => wordsOf(token).trim())
    .filter((line) => line !== '')
    .join('\n');
}

function wordsOf(token: Token): string {
  switch (token.type) {
    case 'inline':
      return plainText(token.children ?? []);
    case 'fence':
    case 'code_block':
    case 'math_block':
      return token.content;
    case 'html_block':
      return markupWords(token.content);
    default:
      return '';
  }
}

const alternative = /\balt\s*=\s*(?:"([^"<>]{1,500})"|'([^'<>]{1,500})')/gi;
const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** Of raw HTML, without scripts, styles and comments. */
function markupWords(markup: string): string {
  const shown = markup.replace(/<!--.*?(?:-->|$)/gs, '');
  const alternatives = [...shown.matchAll(alternative)].map(([, double, single]) => double ?? single ?? '');
  const text = sanitize(shown, { allowedTags: [], allowedAttributes: {} });
  // What it escapes, and nothing else.
  const plain = text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? '');
  return [plain, ...alternatives].join('\n').replace(/\s+/g, ' ');
}
