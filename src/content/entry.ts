/** What a file of the author's can be: a post has a title, a note has none, a page has no date. */
export type Kind = 'post' | 'note' | 'page';

export interface Cover {
  /** As written: a path beside the post, or an absolute URL. */
  src: string;
  alt: string;
  caption: string | null;
}

/** One file of the content folder, read: its front matter checked and named in our words, its Markdown untouched. */
export interface Entry {
  kind: Kind;
  /** Relative to the content folder, with forward slashes: `posts/2026-11-20-hello.md`, `posts/hello/index.md`. */
  path: string;
  /** SHA-256 of the file's bytes, hex. */
  digest: string;
  /** Null on a note that has none. */
  title: string | null;
  /** Null when neither front matter nor the file's name says one. */
  date: Date | null;
  updated: Date | null;
  draft: boolean;
  /** Shown whatever its date is: to its author alone. */
  isPreview?: true;
  /** Reached by its address only: in no list, feed, sitemap or search. */
  unlisted: boolean;
  /** From `slug`, else the file's name without date and ending, else the folder's; always `[a-z0-9-]`-folded or a lower-case letter of another script. */
  slug: string;
  /** A path of its own (`/colophon`), where front matter asks for one. */
  permalink: string | null;
  /** Old paths on this blog that lead here: `/2019/old.html`. */
  aliases: string[];
  canonical: string | null;
  summary: string | null;
  /** `tags`, then `categories`, as written, without repetition. */
  tags: string[];
  series: string | null;
  seriesOrder: number | null;
  /** Handles of accounts, or plain names. Empty: the blog's first account. */
  authors: string[];
  editors: string[];
  /** BCP 47; null: the blog's. */
  language: string | null;
  translationKey: string | null;
  cover: Cover | null;
  comments: 'everyone' | 'first-time' | 'followers' | 'held' | 'closed' | null;
  pinned: boolean;
  toc: boolean;
  /** `edit: minor`: this edit is not told to followers. */
  minorEdit: boolean;
  contentWarning: string | null;
  /** Null: not said, so it goes out by the usual rules; `yes`: also where its date would keep it back. */
  federate: 'yes' | 'no' | 'quiet' | null;
  /** How it goes out; null: an article when it has a title, else a note. */
  as: 'article' | 'note' | null;
  discuss: string | null;
  id: string | null;
  guid: string | null;
  /** The Markdown after the front matter. */
  body: string;
  /** 1-based line of the file on which `body` begins, so that problems in it can name theirs. */
  bodyLine: number;
}
