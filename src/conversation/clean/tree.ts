import { escapeHtml } from '../../html.ts';
import { rel } from './allow-list.ts';

/** What a run of text is: `em`, `a` … The same object in two runs is one element around both. */
export interface Mark {
  tag: string;
  attributes: ReadonlyMap<string, string>;
}

/** Text that has the same marks, outermost first; null: a line break. */
export interface Run {
  text: string | null;
  marks: readonly Mark[];
}

/** A paragraph; without a tag, the text of a list's item. */
export interface Leaf {
  tag: 'p' | 'pre' | null;
  runs: Run[];
}

/** A quote, a list or its item; without a tag, the whole. */
export interface Container {
  tag: string | null;
  attributes: ReadonlyMap<string, string>;
  blocks: (Container | Leaf)[];
}

export function isLeaf(block: Container | Leaf): block is Leaf {
  return 'runs' in block;
}

/** An opening tag. */
export function opening(tag: string, attributes: ReadonlyMap<string, string>): string {
  let markup = `<${tag}`;
  for (const [name, value] of attributes) markup += ` ${name}="${escapeHtml(value)}"`;
  return `${markup}${tag === 'a' ? ` rel="${rel}"` : ''}>`;
}
