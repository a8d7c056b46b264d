import type { PostKeys } from '../blog/post-keys.ts';
import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import type { Post } from '../content/post.ts';
import type { Conversation, Conversations, Outline, Outlined } from '../conversation/kept.ts';
import { makeThread, type Placed } from '../conversation/thread.ts';
import type { ConversationView, SiteView } from '../theme/theme.ts';
import { answerView } from './answer-view.ts';
import { conversationView } from './conversation-view.ts';
import { keysIn, pageOfThread, pagesOf } from './thread-pages.ts';

/** What others say about a post, as its pages show it. */
export interface Replies {
  /** Null beyond the last page, and where nobody said anything and nobody can. */
  page(post: Post, page: number): Promise<ConversationView | null>;
  /** The page on which a remark stands, counted from 1; 0: it is not shown there. */
  pageWith(post: Post, key: number): Promise<number>;
}

/** Where each remark of a thread stands. */
interface Layout {
  /** The post's key; null: nobody said anything about it. */
  post: number | null;
  pages: Placed<Outlined>[][];
  pageOf: ReadonlyMap<number, number>;
}

const silence: Outline = { replies: [], hidden: new Map() };

/** Of so many posts the layout is remembered. */
const mostLayouts = 50;

const nothing: Conversation = {
  replies: [],
  hidden: new Map(),
  quotes: [],
  likes: [],
  boosts: [],
  pictures: new Map(),
};

export function createReplies({
  site,
  view,
  conversations,
  postKeys,
  posts,
  now,
}: {
  site: Site;
  view: SiteView;
  conversations: Conversations;
  postKeys: PostKeys;
  posts: Pick<Posts, 'change'>;
  now: () => Date;
}): Replies {
  /** Null: nobody said or did anything about it. */
  async function keyOf(post: Post): Promise<number | null> {
    if (post.kind === 'page') return null;
    const key = await postKeys.of(post);
    // Most posts have none, and counting costs a third of reading.
    const counts = key === null ? undefined : (await conversations.counts([key])).get(key);
    const isSilent = counts === undefined || Object.values(counts).every((count) => count === 0);
    return isSilent ? null : key;
  }

  async function lay(post: Post): Promise<Layout> {
    const key = await keyOf(post);
    const { replies, hidden } = key === null ? silence : await conversations.outline(key);
    const pages = pagesOf(makeThread(replies, hidden));
    const places = pages.flatMap((page, index) => page.map(({ remark }) => [remark.key, index + 1] as const));
    return { post: key, pages, pageOf: new Map(places) };
  }

  // Anybody can ask for pages and remarks that are not there: what is known of a thread answers those until it changes.
  const layouts = new Map<string, Promise<Layout>>();
  let change = -1;
  function layoutOf(post: Post): Promise<Layout> {
    if (posts.change() !== change || layouts.size >= mostLayouts) layouts.clear();
    change = posts.change();
    const known = layouts.get(post.permalink);
    if (known) return known;
    const made = lay(post);
    layouts.set(post.permalink, made);
    made.catch(() => layouts.delete(post.permalink));
    return made;
  }

  return {
    async page(post, page) {
      const { post: key, pages } = await layoutOf(post);
      if (page > pages.length) return null;
      const conversation =
        key === null
          ? nothing
          : await conversations.of(key, { replies: keysIn(pageOfThread(pages, page)), isFirst: page === 1 });
      const answer = answerView(site, post, await conversations.elsewhere(post), now());
      if (conversation === nothing && (answer === null || answer.deeds.length === 0)) return null;
      return conversationView(conversation, { site, view, post, pages, page, answer });
    },

    async pageWith(post, key) {
      return (await layoutOf(post)).pageOf.get(key) ?? 0;
    },
  };
}

/** Whether somebody on another server can answer a post now: it can be found there, and comments are not closed. */
export function isOpenAt(
  site: Pick<Site, 'accounts' | 'comments'>,
  post: Pick<Post, 'kind' | 'federate' | 'comments' | 'firstPublished'>,
  now: Date,
): boolean {
  const closing = closingOf(site, post);
  return mayBeDiscussed(site, post) && (closing === null || now < closing);
}

/** When the replies to a post close; null: never, or it takes none. */
export function closingOf(
  site: Pick<Site, 'accounts' | 'comments'>,
  post: Pick<Post, 'kind' | 'federate' | 'comments' | 'firstPublished'>,
): Date | null {
  const { close } = site.comments;
  return close === null || !mayBeDiscussed(site, post) ? null : new Date(post.firstPublished.getTime() + close);
}

/** Whether a post takes replies, or took them once. */
export function mayBeDiscussed(
  { accounts, comments }: Pick<Site, 'accounts' | 'comments'>,
  post: Pick<Post, 'kind' | 'federate' | 'comments'>,
): boolean {
  if (post.kind === 'page' || post.federate === 'no' || accounts.length === 0) return false;
  return (post.comments ?? comments.rule) !== 'closed';
}
