import { escapeHtml } from '../../html.ts';
import type { Fence } from './fence.ts';
import { languageName } from './language-names.ts';
import type { Words } from './words.ts';

/** A block of code on a page: its title and language above, and a part that scrolls and can be reached by keyboard. */
export function codeBlock(markup: string, { language, title, marked }: Fence, words: Words): string {
  const name = language === null ? null : languageName(language);
  const label = [words.code, name, title].filter((part) => part !== null).join(', ');
  // A space between them, for whoever sees no style.
  const caption = [
    ...(title === null ? [] : [`<span class="code-title">${escapeHtml(title)}</span>`]),
    ...(name === null ? [] : [`<span class="code-language">${escapeHtml(name)}</span>`]),
  ].join(' ');
  return [
    '<figure class="code">',
    caption === '' ? '' : `<figcaption>${caption}</figcaption>`,
    `<pre role="group" aria-label="${escapeHtml(label)}" tabindex="0"><code>${mark(markup, marked)}</code></pre>`,
    '</figure>\n',
  ].join('');
}

/** The highlighter never lets an element run over the end of a line, so whole lines can be wrapped. */
function mark(markup: string, marked: ReadonlySet<number>): string {
  if (marked.size === 0) return markup;
  return markup
    .split('\n')
    .map((line, index) => (marked.has(index + 1) ? `<mark>${line}</mark>` : line))
    .join('\n');
}
