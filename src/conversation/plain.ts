import { escapeHtml } from '../html.ts';
import { endingAt } from './clean/ending.ts';
import { tameLine } from './clean/tame.ts';

/** Plain text as strangers name things: on one line, of at most so many characters, without what no words need. */
export function plainLine(text: string, longest: number): string {
  const letters = [
    ...tameLine(text.slice(0, 4 * longest))
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  return letters.length <= longest
    ? letters.join('')
    : `${letters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}

/** Plain text as markup: a paragraph for what stands between empty lines, its lines kept, its addresses links. */
export function markupOf(text: string): string {
  const paragraphs: string[][] = [];
  let current: string[] = [];
  for (const line of text.split(/\r\n?|\n/)) {
    if (line.trim() === '') {
      current = [];
      continue;
    }
    if (current.length === 0) paragraphs.push(current);
    current.push(line);
  }
  return paragraphs.map((lines) => `<p>${lines.map(linked).join('<br>')}</p>`).join('');
}

/** A link to an address whose words are the address. */
export function linkTo(address: string): string {
  return `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`;
}

function linked(line: string): string {
  const parts = line.split(/(\bhttps?:\/\/[^\s<>"'()[\]{}]+)/i);
  return parts.map((part, index) => (index % 2 === 0 ? escapeHtml(part) : address(part))).join('');
}

/** What ends a sentence is not part of the address before it. */
function address(text: string): string {
  const end = endingAt(text, '.,;:!?');
  return linkTo(text.slice(0, end)) + escapeHtml(text.slice(end));
}
