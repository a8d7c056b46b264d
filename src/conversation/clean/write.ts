import { escapeHtml } from '../../html.ts';
import { withoutHiding } from './shortened.ts';
import { tame } from './tame.ts';
import { type Container, isLeaf, type Leaf, type Mark, opening, type Run } from './tree.ts';

/** What is shown of a remark, in both forms. */
export interface Written {
  html: string;
  /** One paragraph a line. */
  text: string;
}

/** Writes what was read: HTML in which every tag closes in its turn, and the same without tags. */
export function write(root: Container): Written {
  const lines: string[] = [];
  const html = container(root, lines);
  return { html, text: lines.join('\n') };
}

function container({ tag, attributes, blocks }: Container, lines: string[]): string {
  const content = blocks.map((block) => (isLeaf(block) ? leaf(block, lines) : container(block, lines))).join('');
  return content === '' || tag === null ? content : `${opening(tag, attributes)}${content}</${tag}>`;
}

function leaf({ tag, runs }: Leaf, lines: string[]): string {
  const shown = withoutHiding(tame(runs, tag === 'pre'));
  if (shown.length === 0) return '';
  lines.push(lineOf(shown));
  return tag === null ? markup(shown) : `<${tag}>${markup(shown)}</${tag}>`;
}

function lineOf(runs: readonly Run[]): string {
  const text = runs.map((run) => run.text ?? ' ').join('');
  return text.replace(/\s+/g, ' ').trim();
}

/** Each element stays open as long as the runs that follow have it too. */
function markup(runs: readonly Run[]): string {
  let written = '';
  let open: readonly Mark[] = [];

  function openOnly(marks: readonly Mark[]): void {
    const same = open.findIndex((mark, index) => mark !== marks[index]);
    const kept = same < 0 ? open.length : same;
    for (const { tag } of open.slice(kept).toReversed()) written += `</${tag}>`;
    for (const { tag, attributes } of marks.slice(kept)) written += opening(tag, attributes);
    open = marks;
  }

  for (const { text, marks } of runs) {
    openOnly(marks);
    written += text === null ? '<br>' : escapeHtml(text);
  }
  openOnly([]);
  return written;
}
