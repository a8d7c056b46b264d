import MarkdownIt, { type Renderer } from 'markdown-it';
import { type AllowList, feedList, lineList, pageList, wireList } from './markdown/allow-list.ts';
import { clean } from './markdown/clean.ts';
import type { Rules } from './markdown/common-rules.ts';
import { feedRules } from './markdown/feed-rules.ts';
import { inSizes } from './markdown/in-sizes.ts';
import { pageRules } from './markdown/page-rules.ts';
import { parse, parseLine, parser } from './markdown/parser.ts';
import { type Parsed, type Rendering, release } from './markdown/rendering.ts';
import { tablesAsLists } from './markdown/table-list.ts';
import { wireRules } from './markdown/wire-rules.ts';
import { wordsOf } from './markdown/words.ts';
import type { Medium } from './post.ts';

/** Where a source written in Markdown leads: set by whoever renders. */
export interface RenderContext {
  /** BCP 47, for texts that rendering adds (`Footnotes`, `Note`). */
  language: string;
  /** The medium behind a path written beside the post, or null when it is none of ours. */
  medium(src: string): Medium | null;
  /** The address put into href and src for a path or URL: root-relative on pages, absolute in feeds and on the wire. */
  address(path: string): string;
  /** The address of a tag's page, for `#hashtags` in the text; null: there is none, and they stay text. */
  tag(slug: string): string | null;
  /** On the wire: the page of whoever is called `@user@host` in the text; null, or left out: not known, and they stay text. */
  mention?(user: string, host: string): string | null;
  /** The post's id: stands in the ids of its footnotes, so that one page can hold several posts. */
  id?: string;
  /** The path of the post's own page (`/posts/hello`), which its relative links are relative to. */
  page?: string;
  /** The permalink of the post behind a path to another Markdown file, or null when there is none. */
  post?(src: string): string | null;
  /** Whether none of its pictures is in sight at first: one stands above the text, or the text is folded. */
  isBelow?: boolean;
  /** Whether the text is folded: of a film nothing is fetched before somebody plays it. */
  isFolded?: boolean;
}

export interface Heading {
  level: number;
  id: string;
  text: string;
}

/** What a Markdown text holds, found without rendering it. */
export interface Outline {
  /** Plain text of the beginning, cut at a word near 200 characters. */
  excerpt: string;
  words: number;
  /**
   * Every file it shows, and every local one it links to, with the 1-based line within the text. What is `foreign` (a
   * URL) is on another server, and is not shown on pages. `wordless`: it is shown, and nothing says what it shows; an empty
   * `alt` in HTML says that it decorates.
   */
  files: { src: string; line: number; alt: string | null; foreign?: true; wordless?: true }[];
  /** As written, without the `#`, each once. */
  hashtags: string[];
  /** `user@host` of every `@user@host`. */
  mentions: string[];
}

function rendererFor(rules: Rules): Renderer {
  const renderer = new MarkdownIt.Renderer();
  Object.assign(renderer.rules, rules);
  return renderer;
}

const page = rendererFor(pageRules);
const feed = rendererFor(feedRules);
const wire = rendererFor(wireRules);

/**
 * The body of a post as it stands on its page, with highlighted code, and its headings for a table of contents.
 * `isColoured`: there is code in it, which a thread had to highlight in time.
 */
export async function renderPage(
  body: string,
  context: RenderContext,
): Promise<{ html: string; headings: Heading[]; isColoured: boolean }> {
  const { tokens, env } = parse(body, context.id);
  const rendering = begin(context, env);
  const html = clean(page.render(tokens, parser.options, env), pageList, rendering);
  return {
    html: release(inSizes(html, rendering), await Promise.all(rendering.held)),
    headings: env.headings,
    isColoured: rendering.held.some((piece) => typeof piece !== 'string'),
  };
}

/** The body as feed readers need it: nothing that their sanitisers take away, every address whole. */
export function renderFeed(body: string, context: RenderContext): string {
  const { tokens, env } = parse(body, context.id);
  const rendering = begin(context, env);
  return finish(feed.render(tokens, parser.options, env), feedList, rendering);
}

/** The body as other servers of the fediverse get it: the few elements that survive there. */
export function renderWire(body: string, context: RenderContext): string {
  const { tokens, env } = parse(body, context.id);
  const rendering = begin(context, env);
  return finish(wire.render(tablesAsLists(tokens), parser.options, env), wireList, rendering);
}

/** One paragraph of Markdown (the summary of an account), without the paragraph's own tags. */
export function renderInline(text: string, context: RenderContext): string {
  const { tokens, env } = parseLine(text);
  const rendering = begin(context, env);
  return finish(page.renderInline(tokens, parser.options, env), lineList, rendering);
}

function begin(context: RenderContext, env: Parsed): Rendering {
  const rendering = {
    context,
    words: wordsOf(context.language),
    headings: env.headings,
    docId: env.docId ?? '',
    held: [],
    pictures: new Map(),
  };
  env.rendering = rendering;
  return rendering;
}

function finish(markup: string, list: AllowList, rendering: Rendering): string {
  const pieces = rendering.held.filter((piece) => typeof piece === 'string');
  return release(clean(markup, list, rendering), pieces);
}
