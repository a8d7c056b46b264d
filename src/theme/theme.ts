import type { Listed, Medium, Post, Tag } from '../content/post.ts';
import type { Html } from '../html.ts';
import type { ConversationView, DeedName } from './conversation.ts';
import type { Parts } from './parts.ts';

export type * from './conversation.ts';
export type * from './parts.ts';

/** An account of the blog, or the plain name of an author who has none. */
export interface AuthorView {
  name: string;
  /** `@james@blog.example.com`; null for a plain name. */
  handle: string | null;
  /** The author's page here, ready for an href; null for a plain name. */
  href: string | null;
  /** The absolute URL of that page. */
  url: string | null;
  avatar: Medium | null;
  header: Medium | null;
  summary: Html | null;
  /** Label and value; a value that is a URL becomes a link with rel=me. */
  fields: { name: string; value: string }[];
}

/** What every page has: made once, the same for all. */
export interface SiteView {
  title: string;
  description: string;
  /** BCP 47: of the interface texts, and of the content where nothing else is said. */
  language: string;
  timezone: string;
  /** `https://blog.example.com/blog`, without a slash at the end. */
  url: string;
  /** The path part of `url`: `''` or `/blog`. */
  base: string;
  /** Ready for an href. */
  stylesheet: string;
  /** Links of the header, each ready for an href. Empty: the theme's own (the archive). */
  menu: { label: string; href: string }[];
  /** The first is the blog's own: its h-card is on the home page. */
  accounts: AuthorView[];
  /** Profiles elsewhere for rel=me: the owners' accounts and the fields that are URLs. */
  me: string[];
  icon: { href: string; type: string } | null;
  /** Whether there is a list of blogs that the author recommends, at /blogroll. */
  hasBlogroll: boolean;
  /** Whether the blog says who is behind it, at /imprint. */
  hasImprint: boolean;
  /** The backgrounds of both schemes, for the browser's own frame; null where the theme cannot say them. */
  pageColors: { light: string; dark: string } | null;
  /** What pages are put together from. */
  parts: Parts;
}

/** One page of a list. */
export interface Paging {
  page: number;
  pages: number;
  /** Ready for an href. */
  newer: string | null;
  older: string | null;
}

/** What a page is, beside its content. Paths are relative to the blog's address and begin with a slash. */
export interface PageView {
  site: SiteView;
  path: string;
  /** Feeds of just this page (a tag, an author), ready for an href; the main feeds are always named. */
  feeds: { rss: string; atom: string; json: string } | null;
}

export interface PostView extends PageView {
  post: Post;
  content: Html;
  headings: { level: number; id: string; text: string }[];
  authors: AuthorView[];
  /** The absolute URL of its ActivityPub object; null when it does not federate. */
  object: string | null;
  /** A drawn picture for previews on other sites, where it has no cover; null, or absent: none could be drawn. */
  card?: { url: string; alt: string; type: string; width: number; height: number } | null;
  older: Listed | null;
  newer: Listed | null;
  /** The other parts, in order, when it belongs to a series. */
  series: { name: string; slug: string; parts: Listed[] } | null;
  /** The same text in different languages, this post among them, in the order of their codes; empty where it is alone. */
  translations: readonly TranslationView[];
  /** Null: nobody said anything, and nobody can. */
  conversation: ConversationView | null;
}

/** One of several posts that are the same text in different languages. */
export type TranslationView = Pick<Post, 'id' | 'permalink' | 'title' | 'language' | 'canonical'>;

/** The replies to a post that do not stand below it: the second page of them, and those after it. */
export interface RepliesView extends PageView {
  post: Post;
  conversation: ConversationView;
}

/** A post in a list. */
export interface Row extends Listed {
  /** How many replies it has; absent where the blog does not count them there. */
  replies?: number;
}

export interface HomeView extends PageView {
  posts: Row[];
  /** Pinned posts, shown above the others; empty beyond page 1. Those that are in `posts` too are shown once. */
  pinned: Row[];
  paging: Paging;
  /** The first account's actor; null on a blog without accounts. */
  actor: string | null;
}

export interface TagView extends PageView {
  tag: Tag;
  posts: Row[];
  paging: Paging;
}

/** What is written in a language, which for this page is the language of the site. */
export interface LanguageView extends PageView {
  posts: Row[];
  paging: Paging;
}

export interface AuthorPageView extends PageView {
  author: AuthorView;
  actor: string;
  posts: Row[];
  paging: Paging;
}

export interface SeriesView extends PageView {
  name: string;
  posts: Listed[];
}

export interface ArchiveView extends PageView {
  /** The one year that this page holds; null on the archive itself. */
  year: number | null;
  /** Every year with a post, newest first, and its page; empty where one page holds everything. */
  years: { year: number; count: number; path: string }[];
  posts: Listed[];
  tags: (Tag & { count: number })[];
}

/** Why a visitor is not sent to their own server. */
export type Fault =
  | ('empty' | 'long' | 'no-name' | 'no-host' | 'misspelt')
  | ('own' | 'often' | 'foreign' | 'silent' | 'unknown' | 'no-server' | 'busy');

/** The way to the server on which a visitor has an account, to do something with what is here. */
export interface InteractView extends PageView {
  about:
    | { kind: 'account'; author: AuthorView }
    | { kind: 'post'; post: Listed }
    /** `speaker`: who said something about the post. */
    | { kind: 'remark'; post: Listed; speaker: string };
  /** Where it is shown here, ready for an href. */
  back: string;
  /** What it is, for the form. */
  uri: string;
  address: string;
  deeds: readonly DeedName[];
  /** As it was typed. */
  handle: string;
  /** Null: nothing was typed yet. `elsewhere`: the host that was typed names another one, and this would be the handle there. */
  lead:
    | { state: 'go'; url: string; host: string; sure: boolean }
    | { state: 'elsewhere'; host: string; other: string; handle: string }
    | { state: 'hindered'; why: Fault; host: string | null }
    | null;
}

/** Feeds of a part of the blog. */
export interface FeedGroupView {
  kind: 'languages' | 'series' | 'tags' | 'authors' | 'replies';
  /** Paths below the blog's address. `page`: what shows the same to a browser. `language`: BCP 47, whose own name is the feed's. */
  feeds: { name: string; page: string | null; feed: string; language: string | null }[];
  /** Whether there are others, which the archive leads to. */
  more: boolean;
}

/** How to hear of what is new. */
export interface SubscribeView extends PageView {
  /** None of them is empty. */
  groups: FeedGroupView[];
}

/** Blogs of others, in the author's order. */
export interface BlogrollView extends PageView {
  blogs: { title: string; url: string; feed: string | null; description: string | null }[];
  /** The same list for programs, ready for an href. */
  opml: string;
}

/** A page that the blog writes by itself, such as /privacy. */
export interface TextView extends PageView {
  title: string;
  description: string;
  /** BCP 47: of its text. */
  language: string;
  sections: {
    /** Null: it begins without one. */
    heading: string | null;
    parts: (Html | false | null | undefined)[];
    table?: { heads: string[]; rows: string[][] };
  }[];
}

/** A reader's complaint about a comment that is shown. */
export interface ReportView extends PageView {
  post: Post;
  /** `excerpt`: the beginning of its text, or what it warns of. */
  remark: { key: number; name: string; excerpt: string };
  /** `asked`: nothing was sent yet. The others say what came of it. */
  state: 'asked' | 'sent' | 'empty' | 'foreign' | 'often' | 'full';
  /** What was written before. */
  why: string;
  /** Where the owner reads mail, if that is public. */
  email: string | null;
  /** Back to the comment, ready for an href. */
  back: string;
}

/** A post that was found. */
export interface FoundRow extends Listed {
  tags: Tag[];
  /** The title in pieces, those marked that were looked for; empty where it has none. */
  titlePieces: { text: string; isMarked: boolean }[];
  /** The same of a piece of the text; null where none may be shown. */
  excerptPieces: { text: string; isMarked: boolean }[] | null;
}

/** Where readers search. */
export interface SearchView extends PageView {
  /** What was looked for; empty: nothing yet. */
  typed: string;
  state: 'asked' | 'found' | 'often';
  count: number;
  /** There are more than were counted. */
  isMore: boolean;
  /** More was typed than was looked for. */
  isCut: boolean;
  /** The best first. */
  posts: FoundRow[];
  /** `newer`: the page before this one. */
  paging: Paging;
}

/** 404, 410, 500: what happened, in the reader's words. */
export interface NoticeView extends PageView {
  status: 404 | 410 | 500 | 503;
}

/** What a theme renders. Each function returns a whole document; a site may replace any one of them. */
export interface Theme {
  /** The whole of the CSS, served as `/theme-<hash>.css`. */
  stylesheet: string;
  pageColors: SiteView['pageColors'];
  parts: Parts;
  home(view: HomeView): Html;
  post(view: PostView): Html;
  note(view: PostView): Html;
  page(view: PostView): Html;
  replies(view: RepliesView): Html;
  tag(view: TagView): Html;
  author(view: AuthorPageView): Html;
  language(view: LanguageView): Html;
  series(view: SeriesView): Html;
  archive(view: ArchiveView): Html;
  text(view: TextView): Html;
  report(view: ReportView): Html;
  notice(view: NoticeView): Html;
  interact(view: InteractView): Html;
  subscribe(view: SubscribeView): Html;
  blogroll(view: BlogrollView): Html;
  search(view: SearchView): Html;
}
