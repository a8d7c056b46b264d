import type { Env } from 'markdown-it';
import type { Heading, RenderContext } from '../markdown.ts';
import type { Medium } from '../post.ts';
import type { Words } from './words.ts';

/** What one rendering carries from rule to rule. */
export interface Rendering {
  context: RenderContext;
  words: Words;
  /** Of the text itself: their ids belong to them alone. */
  headings: readonly Heading[];
  /** What stands in the ids of its footnotes. */
  docId: string;
  /** Finished pieces that wait for their place: see `hold`. */
  held: (string | Promise<string>)[];
  /** Those of the blog's pictures that it shows, by the addresses that stand in its markup. */
  pictures: Map<string, Medium>;
}

/** What parsing leaves behind beside the tokens. */
export interface Parsed extends Env {
  headings: Heading[];
  /** As in `Rendering`; markdown-it-footnote's own name for it. */
  docId?: string;
  rendering?: Rendering;
}

/** The rendering that a renderer's rule works for. */
export function renderingOf(env: Env | undefined): Rendering {
  const rendering = (env as Parsed | undefined)?.rendering;
  if (!rendering) throw new Error('Markdown was rendered without a rendering.');
  return rendering;
}

// A noncharacter: `scrub` takes it out of what authors write, so that only `hold` can put it into a text.
const edge = '\uFDD0';

/**
 * Keeps a finished piece (highlighted code, MathML) away from the cleaning of the whole, and gives what stands for it
 * meanwhile. The piece must be well-formed and safe by itself.
 */
export function hold(rendering: Rendering, piece: string | Promise<string>): string {
  return `${edge}${rendering.held.push(piece) - 1}${edge}`;
}

/** A held piece that is a block: `pre` around it makes the cleaning close an open paragraph before it. */
export function holdBlock(rendering: Rendering, piece: string | Promise<string>): string {
  return `<pre>${hold(rendering, piece)}</pre>\n`;
}

/** Puts the pieces into their places. */
export function release(markup: string, pieces: readonly string[]): string {
  return markup
    .replace(/<pre>\uFDD0(\d+)\uFDD0<\/pre>/g, (_, index) => pieces[Number(index)] ?? '')
    .replace(/\uFDD0(\d+)\uFDD0/g, (_, index) => pieces[Number(index)] ?? '')
    .replaceAll(edge, '');
}

// Controls but tab and line ends, and noncharacters: XML takes none of them, and the first noncharacter is ours.
const unfit = /[^\P{Cc}\t\n\r]|[\uFDD0-\uFDEF\uFFFE\uFFFF]/gu;
const unfitButHeld = /[^\P{Cc}\t\n\r]|[\uFDD1-\uFDEF\uFFFE\uFFFF]/gu;

/** A text without characters that no page and no feed may hold. */
export function scrub(text: string): string {
  return text.toWellFormed().replace(unfit, '');
}

/** As `scrub`, of markup whose held pieces have not been released. */
export function scrubMarkup(markup: string): string {
  return markup.toWellFormed().replace(unfitButHeld, '');
}
