import type { Html } from '../html.ts';
import type { AuthorView, HomeView, PageView, PostView, Row, SiteView } from './theme.ts';

export interface HeaderView extends PageView {
  /** Whether the blog's name is the heading of this page, as on the home page. */
  heading: boolean;
}

/** A post in a list. */
export interface RowView {
  site: SiteView;
  post: Row;
  /** By the day where it stands under its year, else by month and year. */
  dated: 'day' | 'month';
}

export interface FollowView {
  site: SiteView;
  /** Null: the blog has no account. */
  author: AuthorView | null;
  /** In two lines, below a post. */
  brief: boolean;
}

/**
 * What pages are put together from: a page asks `view.site.parts` for each, and a site may replace any one of them.
 * Null: there is nothing to show.
 */
export interface Parts {
  /** More lines at the end of `<head>`. The default has none. */
  head(view: PageView): Html | null;
  /** The blog's name and its few links. */
  header(view: HeaderView): Html | null;
  /** The end of every page. */
  footer(view: PageView): Html | null;
  /** At the top of the home page: who writes here. */
  intro(view: HomeView): Html | null;
  /** A post in a list: an `<li>`. */
  row(view: RowView): Html | null;
  /** The line below a title: date, reading time, authors. */
  meta(view: PostView): Html | null;
  /** The picture at the top of a post. */
  cover(view: PostView): Html | null;
  /** The table of contents. */
  contents(view: PostView): Html | null;
  /** The tags at the end of a post. */
  tags(view: PostView): Html | null;
  /** How to hear of the next post. */
  follow(view: FollowView): Html | null;
  /** What others say and do about a post, and how to say something oneself. */
  conversation(view: PostView): Html | null;
  /** The posts before and after one. */
  neighbours(view: PostView): Html | null;
}
