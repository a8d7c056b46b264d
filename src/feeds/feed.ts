import type { Site } from '../config.ts';
import type { Post } from '../content/post.ts';

/** How many items one page of a feed holds. */
export const itemsPerFeed = 20;

/** Whoever wrote a post, as a feed names them. */
export interface Person {
  name: string;
  /** The author's page or site, absolute; null for a plain name. */
  url: string | null;
  /** A square picture, absolute; null where there is none. */
  avatar?: string | null;
}

/** One address for each of the three formats: a path of the blog, or a URL. */
export interface Addresses {
  rss: string;
  atom: string;
  json: string;
}

/** Everything a feed is made from. Paths are relative to the blog's address; URLs are taken as they are. */
export interface FeedSource {
  site: Pick<Site, 'origin' | 'base' | 'title' | 'description' | 'language' | 'timezone'>;
  feed: {
    /** Of the whole feed; the site's title, or that of a tag or an author with it. */
    title: string;
    /** Null: the site's. */
    description: string | null;
    /** The page that shows the same posts to a browser: `/`, `/tags/trees`, `/@james`. */
    page: string;
    /** Where each format is served: it names itself by this address, whatever alias it was asked under. */
    self: Addresses;
    /** The first page of the same feed, by which all of them are known as one; left out on a feed of one page. */
    first?: Addresses;
    /** The following page of the same feed (RFC 5005, section 3), where there is one. */
    next?: Addresses | null;
    /** WebSub hubs, absolute. */
    hubs?: string[];
  };
  /** The blog's square picture (at least 180 px) and its favicon. */
  icon: string | null;
  favicon: string | null;
  /** Newest first; written in this order. */
  posts: Post[];
  authorsOf(post: Post): Person[];
  /** Where what others say about a post is read and answered; null, or left out: nowhere. */
  commentsOf?(post: Post): string | null;
  /** The body as HTML for feed readers: safe, every address absolute. */
  contentOf(post: Post): string;
  /** The date of a feed that holds no post; otherwise the newest post's counts. */
  changed: Date;
}
