import type { Site } from '../config.ts';
import { local } from '../config.ts';
import type { Post } from '../content/post.ts';
import { mediumPath } from '../content/post.ts';
import type { Conversation, KeptRemark, Outlined, Reaction, Speaker } from '../conversation/kept.ts';
import { mostFaces } from '../conversation/pictures.ts';
import type { Placed } from '../conversation/thread.ts';
import type { AnswerView, ConversationView, FacesView, RemarkView, SiteView, SpeakerView } from '../theme/theme.ts';
import { emojiView, emojiViews, pictured } from './emoji.ts';
import { interactPath } from './interact-path.ts';
import { pageOfThread, type Standing } from './thread-pages.ts';

/** So many more are named behind a fold; the others are counted. */
const mostNamed = 70;

export interface Asked {
  site: Site;
  view: SiteView;
  post: Post;
  /** The whole thread, without its words; of those on the page the conversation has them, and of whom they answer. */
  pages: readonly Placed<Outlined>[][];
  /** Page of the thread, counted from 1. */
  page: number;
  /** How it may be answered now. */
  answer: AnswerView | null;
}

/** A conversation as a page shows it; null beyond the last page. Pure. */
export function conversationView(conversation: Conversation, asked: Asked): ConversationView | null {
  const { site, post, page, pages } = asked;
  if (page < 1 || page > pages.length) return null;
  const address = (to: number): string | null =>
    to < 1 || to > pages.length ? null : local(site, repliesPath(post, to)) + (to === 1 ? '#replies' : '');
  const { likes, boosts, quotes, pictures } = conversation;
  const words = new Map(conversation.replies.map((reply) => [reply.key, reply]));
  return {
    replies: pages.reduce((sum, { length }) => sum + length, 0),
    thread: pageOfThread(pages, page).flatMap((standing) => remarkView(standing, asked, words, pictures)),
    paging: { page, pages: pages.length, newer: address(page - 1), older: address(page + 1) },
    likes: facesOf(likes, site),
    emoji: emojiOf(likes, pictures, site),
    boosts: facesOf(boosts, site),
    quotes: quotesOf(quotes, asked),
    answer: asked.answer,
    feed: local(site, commentFeedPath(post)),
  };
}

/** A page of the replies to a post, relative to the blog's address; the first is the post's own. */
export function repliesPath({ permalink }: Pick<Post, 'permalink'>, page: number): string {
  return page === 1 ? permalink : `${permalink}?replies=${page}`;
}

/** The feed of the replies to a post: `/posts/hello/comments.xml`. */
export function commentFeedPath({ permalink }: Pick<Post, 'permalink'>): string {
  return `${permalink.replace(/\/$/, '')}/comments.xml`;
}

/** None where it is not shown any more: then the page is about to be made anew. */
function remarkView(
  { remark: { key }, answers, below }: Standing,
  asked: Asked,
  words: ReadonlyMap<number, KeptRemark>,
  pictures: Conversation['pictures'],
): RemarkView[] {
  const remark = words.get(key);
  if (!remark) return [];
  const answered = answers && words.get(answers.remark.key);
  const { site, post } = asked;
  const emoji = emojiViews(remark.emoji, pictures, site);
  const view: RemarkView = {
    key,
    speaker: speakerOf(remark, asked),
    url: remark.speaker ? (remark.url ?? remark.uri) : null,
    title: remark.title,
    warning: remark.warning,
    // It went through conversation/clean before it was kept.
    content: pictured(remark.html ?? '', emoji),
    language: remark.language,
    media: remark.media,
    emoji,
    published: remark.published,
    isEdited: remark.updated !== null,
    reply: asked.answer?.deeds.includes('reply') ? local(site, `${interactPath}?reply=${key}`) : null,
    answers: answered
      ? {
          name: speakerOf(answered, asked).name,
          href: `${answers.page === asked.page ? '' : local(site, repliesPath(post, answers.page))}#reply-${answered.key}`,
        }
      : null,
    replies: below.flatMap((one) => remarkView(one, asked, words, pictures)),
  };
  return [view];
}

/** Who wrote it: somebody elsewhere, or an account of this blog. */
export function speakerOf({ speaker, account }: KeptRemark, { site, view }: Pick<Asked, 'site' | 'view'>): SpeakerView {
  if (speaker) return stranger(speaker, site);
  const own = view.accounts[site.accounts.findIndex(({ id }) => id === account)];
  const portrait = own?.avatar ? local(site, mediumPath(own.avatar)) : null;
  const { handle = null, href = null } = own ?? {};
  return { name: own?.name ?? site.title, handle, href, portrait, isOwn: true, isAuthor: true };
}

function stranger({ name, user, host, url, portrait, isOwner }: Speaker, site: Site): SpeakerView {
  const picture = portrait && local(site, portrait);
  return { name, handle: `@${user}@${host}`, href: url, portrait: picture, isOwn: false, isAuthor: isOwner };
}

/** Each person once; with a face who wishes to be found. */
function facesOf(reactions: readonly Reaction[], site: Site): FacesView {
  const people = new Map(reactions.map(({ speaker }) => [speaker.uri, speaker]));
  const shown = [...people.values()].filter(({ isDiscoverable }) => isDiscoverable);
  return { count: people.size, ...inRow(shown.slice(0, mostFaces + mostNamed).map((one) => stranger(one, site))) };
}

function quotesOf(quotes: readonly KeptRemark[], asked: Asked): FacesView {
  const shown = quotes
    .filter(({ speaker }) => speaker === null || speaker.isDiscoverable)
    .slice(0, mostFaces + mostNamed)
    .map((quote) => ({ ...speakerOf(quote, asked), href: quote.url ?? quote.uri }));
  return { count: quotes.length, ...inRow(shown) };
}

function inRow(speakers: SpeakerView[]): Pick<FacesView, 'shown' | 'named'> {
  return { shown: speakers.slice(0, mostFaces), named: speakers.slice(mostFaces) };
}

/** Which emoji, the most frequent first; plain likes are none. */
function emojiOf(
  likes: readonly Reaction[],
  pictures: Conversation['pictures'],
  site: Site,
): ConversationView['emoji'] {
  const each = Map.groupBy(
    likes.filter(({ emoji }) => emoji !== null),
    ({ emoji }) => emoji ?? '',
  );
  return [...each]
    .map(([emoji, all]) => ({ emoji, count: all.length, all }))
    .sort((one, other) => other.count - one.count || (one.emoji < other.emoji ? -1 : 1))
    .slice(0, mostFaces)
    .map(({ emoji, count, all }) => {
      // Two servers may have different pictures of one name: the one that is there first stands for all.
      const path = all.map(({ picture }) => pictures.get(picture ?? '')).find((one) => one !== undefined);
      return { emoji, count, picture: emojiView(path, site) };
    });
}
