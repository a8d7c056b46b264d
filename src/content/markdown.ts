import MarkdownIt from 'markdown-it';
import type { Medium } from './post.ts';

/** Where a source written in Markdown leads: set by whoever renders. */
export interface RenderContext {
  /** BCP 47, for texts that rendering adds (`Footnotes`, `Note`). */
  language: string;
  /** The medium behind a path written beside the post, or null when it is none of ours. */
  medium(src: string): Medium | null;
  /** The address put into href and src for a path or URL: root-relative on pages, absolute in feeds and on the wire. */
  address(path: string): string;
  /** The address of a tag's page, for `#hashtags` in the text. */
  tag(slug: string): string;
  /** The post's id: stands in the ids of its footnotes, so that one page can hold several posts. */
  id?: string;
  /** The path of the post's own page (`/posts/hello`), which its relative links are relative to. */
  page?: string;
  /** The permalink of the post behind a path to another Markdown file, or null when there is none. */
  post?(src: string): string | null;
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
  headings: Heading[];
  /** Every local file it shows or links to, with the 1-based line within the text. */
  files: { src: string; line: number; alt: string | null }[];
  /** As written, without the `#`, each once. */
  hashtags: string[];
  /** `user@host` of every `@user@host`. */
  mentions: string[];
}

const markdown = new MarkdownIt();

/** The body of a post as it stands on its page, with highlighted code, and its headings for a table of contents. */
export async function renderPage(
  body: string,
  _context: RenderContext,
): Promise<{ html: string; headings: Heading[] }> {
  return { html: markdown.render(body), headings: [] };
}

/** The body as feed readers need it: nothing that their sanitisers take away, every address whole. */
export function renderFeed(body: string, _context: RenderContext): string {
  return markdown.render(body);
}

/** The body as other servers of the fediverse get it: the few elements that survive there. */
export function renderWire(body: string, _context: RenderContext): string {
  return markdown.render(body);
}

/** One paragraph of Markdown (the summary of an account), without the paragraph's own tags. */
export function renderInline(text: string, _context: RenderContext): string {
  return markdown.renderInline(text);
}
