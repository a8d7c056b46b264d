import type { Cover, Entry, Kind } from './entry.ts';

/** A tag as it is shown (`C & C`) and as it stands in an address (`c-c`). */
export interface Tag {
  name: string;
  slug: string;
}

/** A picture or other file that belongs to a post, as it is served: `/media/<hash>/<name>`. */
export interface Medium {
  /** 32 hex digits of the SHA-256 of the author's bytes and the version of our processing. */
  hash: string;
  /** The name in the address: `hills.jpg`, folded to `[a-z0-9.-]`. */
  name: string;
  /** Media type, from the bytes where possible: `image/jpeg`. */
  type: string;
  /** Size in bytes of what is served. */
  size: number;
  /** Pixels, after rotation; null for what is no picture. */
  width: number | null;
  height: number | null;
  /** Of a picture that stands still: its colour on the whole, `#8a7f66`, or `#0000` where one can see through it. */
  tint?: string;
}

/** A published entry: what a page, a feed and an ActivityPub object are made from. */
export interface Post {
  /** The identity that everything else hangs on: stands in `/ap/posts/<id>`. Never changes. */
  id: string;
  /** 1, and one more each time a deleted post is published again. */
  generation: number;
  kind: Kind;
  /** Relative to the content folder. */
  path: string;
  slug: string;
  /** The address, relative to the blog's: `/posts/hello`. */
  permalink: string;
  title: string | null;
  /** What the author wrote as summary; null when nothing. */
  summary: string | null;
  /** Plain text from the beginning of the body, about 200 characters, for descriptions and titleless notes. */
  excerpt: string;
  /** Markdown. */
  body: string;
  words: number;
  /** The author's date. */
  date: Date;
  /** When it was last changed visibly: the author's `updated`, else null. */
  updated: Date | null;
  /** The instant at which it was first published here. */
  firstPublished: Date;
  /** BCP 47, always set. */
  language: string;
  tags: Tag[];
  series: { name: string; slug: string; order: number | null } | null;
  authors: string[];
  editors: string[];
  cover: Cover | null;
  /** What the sources in `body` and `cover` lead to: `hills.jpg` → its medium. */
  media: Record<string, Medium>;
  canonical: string | null;
  translationKey: string | null;
  pinned: boolean;
  unlisted: boolean;
  toc: boolean;
  contentWarning: string | null;
  federate: Entry['federate'];
  as: 'article' | 'note';
  comments: Entry['comments'];
  discuss: string | null;
  /** Of its feed item; made once. */
  guid: string;
  /** The blog's change number when this post last changed. */
  revision: number;
}

/** A row of a list: enough for a title, a date and a link. */
export type Listed = Pick<
  Post,
  'id' | 'kind' | 'permalink' | 'title' | 'summary' | 'excerpt' | 'date' | 'language' | 'pinned' | 'contentWarning'
>;

/** Where a medium is served, relative to the blog's address. */
export function mediumPath(medium: Pick<Medium, 'hash' | 'name'>): string {
  return `/media/${medium.hash}/${medium.name}`;
}
