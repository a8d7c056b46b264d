import { renamed, roles } from './allow-list.ts';
import { marked, markOf } from './marks.ts';
import type { Room } from './room.ts';
import type { Token } from './tokens.ts';
import type { Container, Leaf, Mark } from './tree.ts';

/** Quotes and lists within one another; what is deeper stands in the deepest of them. */
const deepest = 8;

/** More than what parts one element from the next. */
const words = /[^\t\n\f\r ]/;

const none: ReadonlyMap<string, string> = new Map();
const strong: Mark = { tag: 'strong', attributes: none };

/** Where the text of an element goes. */
interface Place {
  container: Container;
  /** Quotes and lists around it. */
  depth: number;
  marks: readonly Mark[];
  inPre: boolean;
  /** Whether an element asks for a paragraph; text alone does not in an item. */
  inParagraph: boolean;
}

/**
 * Gives markup the shape that all parsers of HTML agree on: containers, in them paragraphs, in them runs of text with
 * their marks (`em`, `a` …). What is open around a paragraph is open again in it, as browsers do it; no paragraph is in
 * another, no link in a link, and nothing but items in a list.
 * @param room how much may be written: what does not fit is left out, from the end.
 * @throws SyntaxError at an element that is not on the allow-list.
 */
export function shape(tokens: Iterable<Token>, room: Room): Container {
  const root: Container = { tag: null, attributes: none, blocks: [] };
  const around: Place[] = [];
  let here: Place = { container: root, depth: 0, marks: [], inPre: false, inParagraph: false };
  let leaf: Leaf | null = null;

  function addText(text: string): void {
    if (leaf === null && !here.inPre && !words.test(text)) return;
    leaf ??= addLeaf(here, room);
    const fitting = room.full ? '' : room.fit(text, here.marks);
    if (fitting !== '') leaf.runs.push({ text: fitting, marks: here.marks });
  }

  function addBreak(): void {
    if (here.inPre) addText('\n');
    else if (leaf !== null && room.fit('<br>', here.marks) !== '') leaf.runs.push({ text: null, marks: here.marks });
  }

  for (const token of tokens) {
    if (room.full) break;
    if (token.kind === 'text') {
      addText(token.text);
      continue;
    }
    const role = roles.get(token.tag);
    if (!role) throw new SyntaxError('An element that is not on the list.');
    const isWithin = role === 'inline' || role === 'break' || role === 'cell';
    if (!isWithin) leaf = null;
    if (token.kind === 'close') {
      here = around.pop() ?? here;
      continue;
    }

    around.push(here);
    const tag = renamed.get(token.tag) ?? token.tag;
    if (role === 'inline') here = { ...here, marks: marked(here.marks, markOf(tag, token.attributes)) };
    else if (role === 'break') addBreak();
    else if (role === 'cell') addText(' ');
    else if (role === 'quote' || role === 'list') here = inContainer(here, tag, token.attributes, room);
    else if (role === 'item' && isList(here.container)) here = inContainer(here, tag, token.attributes, room);
    else here = { ...here, inParagraph: true, inPre: here.inPre || role === 'pre' };
    if (role === 'heading') here = { ...here, marks: marked(here.marks, strong) };
  }
  return root;
}

function addLeaf(place: Place, room: Room): Leaf {
  const container = holder(place.container, room);
  const isBare = container.tag === 'li' && !place.inParagraph;
  const leaf: Leaf = { tag: place.inPre ? 'pre' : isBare ? null : 'p', runs: [] };
  if (room.take('pre')) container.blocks.push(leaf);
  return leaf;
}

function inContainer(place: Place, tag: string, read: ReadonlyMap<string, string>, room: Room): Place {
  const attributes = numbersOf(tag, read);
  const isItem = tag === 'li';
  if ((!isItem && place.depth >= deepest) || !room.take(tag, attributes)) return { ...place, inParagraph: true };
  const container: Container = { tag, attributes, blocks: [] };
  (isItem ? place.container : holder(place.container, room)).blocks.push(container);
  return { ...place, container, depth: place.depth + (isItem ? 0 : 1), inParagraph: false };
}

/** Where a paragraph or a list may stand: in a list, only in an item of it. */
function holder(container: Container, room: Room): Container {
  if (!isList(container)) return container;
  const item: Container = { tag: 'li', attributes: none, blocks: [] };
  if (room.take('li')) container.blocks.push(item);
  return item;
}

function isList({ tag }: Container): boolean {
  return tag === 'ul' || tag === 'ol';
}

/** How a list counts: `start` and `reversed` of it, `value` of an item; whole numbers that fit before a line. */
function numbersOf(tag: string, read: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  for (const name of tag === 'ol' ? ['start'] : tag === 'li' ? ['value'] : []) {
    const value = read.get(name)?.trim() ?? '';
    if (/^-?\d{1,5}$/.test(value)) kept.set(name, String(Number(value) + 0));
  }
  if (tag === 'ol' && read.has('reversed')) kept.set('reversed', '');
  return kept;
}
