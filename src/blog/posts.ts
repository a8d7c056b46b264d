import type { Listed, Medium, Post, Tag } from '../content/post.ts';

/** What is found at a path of the blog. */
export type Found =
  | { kind: 'post'; post: Post }
  /** An old path or an alias: where it leads, relative to the blog's address. */
  | { kind: 'moved'; permalink: string }
  /** A post that was here and is deleted. */
  | { kind: 'gone' };

/** What is found behind an object's id: alive with its post, or gone since. */
export type FoundObject =
  | { state: 'alive'; post: Post }
  | { state: 'gone'; formerType: 'Article' | 'Note'; deleted: Date };

/** A selection of the public list: posts and notes, newest first; unlisted ones and pages are never in it. */
export interface Selection {
  tag?: string;
  author?: string;
  series?: string;
  /** BCP 47, exactly as posts have it. */
  language?: string;
  kind?: 'post' | 'note';
  /** Only those that the author pinned. */
  pinned?: true;
  /** Only those dated at this instant or later, and those dated before. */
  from?: Date;
  before?: Date;
  limit: number;
  offset?: number;
}

/** One of several posts that are the same text in different languages (`translationKey`). */
export interface Translation extends Pick<Post, 'id' | 'permalink' | 'title' | 'language' | 'canonical'> {}

/** The published index, as it is read. Everything it gives is public: drafts and scheduled posts are never in it. */
export interface Posts {
  /** Grows with every publish that changed anything, in this process or another. Read from memory, so cheap. */
  change(): number;
  /** When that last change was made, or the blog came to look as it does. */
  changedAt(): Date;
  at(path: string): Promise<Found | null>;
  /** `id` and `generation` as in `/ap/posts/<id>` and `/ap/posts/<id>/<generation>`. */
  object(id: string, generation: number): Promise<FoundObject | null>;
  list(selection: Selection): Promise<Post[]>;
  count(selection: Omit<Selection, 'limit' | 'offset'>): Promise<number>;
  /** The same selection, as much of it as a list shows. */
  titles(selection: Selection): Promise<Listed[]>;
  /** The date of each post of the public list, newest first. */
  dates(): Promise<Date[]>;
  tags(): Promise<(Tag & { count: number })[]>;
  tag(slug: string): Promise<Tag | null>;
  series(slug: string): Promise<{ name: string; posts: Listed[] } | null>;
  /** The languages of the public list (BCP 47), that of most posts first. */
  languages(): Promise<{ language: string; count: number }[]>;
  /** Posts that are translations of each other, by their key: at least two, each of another language. */
  translations(): Promise<ReadonlyMap<string, readonly Translation[]>>;
  /** Every series of the public list, that of most posts first. */
  allSeries(): Promise<(Tag & { count: number })[]>;
  /** The posts published just before and after one. */
  neighbours(post: Post): Promise<{ older: Listed | null; newer: Listed | null }>;
  /** Every page of the sitemap: posts, notes and pages, without unlisted ones. */
  permalinks(): Promise<{ permalink: string; changed: Date }[]>;
  /** A medium, if a public post (or the site itself) shows it. */
  medium(hash: string): Promise<Medium | null>;
}
