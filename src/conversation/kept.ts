import type { RemarkMedium, Visibility } from './remark.ts';

/** Somebody on another server, as a reader is shown them. */
export interface Speaker {
  /** The actor's id. */
  uri: string;
  user: string;
  host: string;
  /** Plain text; the user name where there is none. */
  name: string;
  /** The profile page; the id where its server names none. */
  url: string;
  /** The address of the picture that we made of theirs, relative to the blog's; null: none yet, or none at all. */
  portrait: string | null;
  /** Whether they are shown with face and name among many; else they are only counted. */
  isDiscoverable: boolean;
  /** Whether they may stand in search, feeds and structured data. */
  isIndexable: boolean;
  /** One of the author's own accounts elsewhere, proven by rel=me in both directions. */
  isOwner: boolean;
}

/** A remark as it is kept. What is `gone` has neither author nor text. */
export interface KeptRemark {
  key: number;
  /** Its object's id; of an answer of ours relative to the blog's address. */
  uri: string;
  kind: 'reply' | 'quote' | 'mention';
  state: 'waiting' | 'held' | 'shown' | 'hidden' | 'gone';
  visibility: Visibility;
  /** Null: an account of this blog, or nobody any more. */
  speaker: Speaker | null;
  /** The id of the account that wrote it (where `speaker` is null), or that it is addressed to. */
  account: string | null;
  /** The key of the post that it belongs to. */
  post: number | null;
  parent: string | null;
  url: string | null;
  title: string | null;
  warning: string | null;
  html: string | null;
  language: string | null;
  media: RemarkMedium[];
  /** Custom emoji of its text: where their pictures are elsewhere, by what stands between the colons. */
  emoji: Record<string, string>;
  published: Date;
  updated: Date | null;
  received: Date;
}

/** What others say and do about one post, as far as it may be shown. */
export interface Conversation {
  /** Shown replies, in no order: `makeThread` gives them their places. */
  replies: KeptRemark[];
  /** What leads from a reply past those that are not shown: their parents, by their URIs. */
  hidden: Map<string, string | null>;
  quotes: KeptRemark[];
  likes: Reaction[];
  boosts: Reaction[];
  /** Our pictures of the custom emoji in all of it, by where those are elsewhere; only what there is. Relative addresses. */
  pictures: ReadonlyMap<string, string>;
}

/** As much of a shown reply as its place in the thread, and on a page, follows from. */
export interface Outlined {
  key: number;
  uri: string;
  parent: string | null;
  published: Date;
  /** How much it takes on a page, in bytes: what is written, and the pictures in it. */
  size: number;
}

/** A thread without its words. */
export interface Outline {
  replies: Outlined[];
  /** As in `Conversation`. */
  hidden: Map<string, string | null>;
}

export interface Reaction {
  speaker: Speaker;
  /** Of a like: an emoji or `:shortcode:`; null: a plain one. */
  emoji: string | null;
  /** Of a custom emoji: where its picture is elsewhere. */
  picture: string | null;
}

/** How much of it there is: each person counts once. */
export interface Counts {
  replies: number;
  likes: number;
  boosts: number;
  quotes: number;
}

/** What the rest of the blog reads of the conversation. All of it is what may be shown; nothing held ever leaves here. */
export interface Conversations {
  /**
   * Of one post, by its key. A part: of the replies these, by their keys, with nothing of what is hidden; likes, boosts
   * and quotes with the first part alone.
   */
  of(post: number, part?: { replies: readonly number[]; isFirst: boolean }): Promise<Conversation>;
  /** Where the replies to a post stand: of a thread of thousands, only one page is read whole. */
  outline(post: number): Promise<Outline>;
  /** Of many posts at once; a post that nobody said anything about has zeros. */
  counts(posts: readonly number[]): Promise<Map<number, Counts>>;
  /** Where the conversation about a post is, if that is elsewhere: as its `discuss:` has it, once the thread was found there. */
  elsewhere(post: { id: string; generation: number; discuss: string | null }): Promise<string | null>;
  /** The newest shown replies and quotes of the blog, or of one post, newest first. */
  newest(limit: number, post?: number): Promise<KeptRemark[]>;
}
