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
}

/** What a Markdown text holds, found without rendering it. */
export interface Outline {
  /** Plain text of the beginning, cut at a word near 200 characters. */
  excerpt: string;
  words: number;
  headings: { level: number; id: string; text: string }[];
  /** Every local file it shows or links to, with the 1-based line within the text. */
  files: { src: string; line: number; alt: string | null }[];
  hashtags: string[];
  /** `user@host` of every `@user@host`. */
  mentions: string[];
}
