import type { PostKeys } from '../blog/post-keys.ts';
import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import type { Post } from '../content/post.ts';
import type { Conversations, KeptRemark } from '../conversation/kept.ts';
import type { Hub } from '../federation/websub/address.ts';
import { type Comment, renderCommentFeed } from '../feeds/comment-feed.ts';
import { address } from '../feeds/item.ts';
import { feedTypes } from '../feeds/render-feed.ts';
import { messagesFor } from '../theme/messages/messages.ts';
import type { SiteView, SpeakerView } from '../theme/theme.ts';
import type { Bodies } from './bodies.ts';
import { type Body, makeBody } from './body.ts';
import { commentFeedPath, speakerOf } from './conversation-view.ts';
import { feedLinks } from './feed-links.ts';

/** Where the feed of the whole blog's replies is. */
export const commentsPath = '/comments/feed.xml';

/** The newest of them; and so many are looked through, since those who do not wish to be indexed are in no feed. */
const most = 20;
const furthest = 500;

/** What others say, as feeds. */
export interface CommentFeeds {
  blog(): Promise<Body | null>;
  post(post: Post): Promise<Body | null>;
}

export interface CommentFeedOptions {
  site: Site;
  view: SiteView;
  posts: Posts;
  postKeys: PostKeys;
  conversations: Conversations;
  bodies: Bodies;
  /** Who tells readers of feeds at once, where somebody does. */
  hub: Hub | null;
}

export function createCommentFeeds(options: CommentFeedOptions): CommentFeeds {
  const { site, view, posts, postKeys, conversations, bodies, hub } = options;
  const hubs = hub?.isOwn ? [hub.address] : [];
  const messages = messagesFor(site.language);
  // In a feed a name is all that there is: only the author's ends in brackets, whatever others call themselves.
  const authorOf = ({ name, isAuthor }: SpeakerView): string => {
    const plain = name.replace(/[(（﹙⁽₍❨❪⦅⸨]/g, '[').replace(/[)）﹚⁾₎❩❫⦆⸩]/g, ']');
    return isAuthor ? `${plain} (${messages.author})` : plain;
  };
  const nameOf = ({ title, excerpt, permalink }: Post): string => title ?? (excerpt.slice(0, 80) || permalink);
  // Readers of feeds show no drawings.
  const icon = view.icon && view.icon.type !== 'image/svg+xml' ? site.origin + view.icon.href : null;

  function comment(remark: KeptRemark, post: Post): Comment {
    const { key, uri, title, warning, html, language, media, published, updated } = remark;
    const words = { image: messages.picture, video: messages.film, audio: messages.sound };
    return {
      guid: absolute(site, uri),
      // Which page of the thread it stands on may change; this leads there.
      url: `${post.permalink}?reply=${key}`,
      author: authorOf(speakerOf(remark, { site, view })),
      about: nameOf(post),
      ...{ title, warning, published, updated },
      content: html ?? '',
      language: language ?? post.language,
      media: media.map(({ kind, url, description }) => ({
        url,
        words: description ? `${words[kind]}: ${description}` : words[kind],
      })),
    };
  }

  function body(title: string, page: string, self: string, comments: Comment[]): Body {
    return makeBody(renderCommentFeed({ site, icon, title, page, self, hubs, comments, changed: posts.changedAt() }), {
      type: feedTypes.rss,
      // Readers wait at least so long before they ask again. A cache for many asks each time: what was deleted is in none.
      cacheControl: 'public, max-age=900, s-maxage=0',
      lastModified: posts.changedAt(),
      headers: feedLinks(address(site, self), hubs),
    });
  }

  const isIndexable = ({ speaker }: KeptRemark): boolean => speaker === null || speaker.isIndexable;

  return {
    blog: () =>
      bodies.get('comments', async () => {
        const said = (await conversations.newest(furthest)).filter(isIndexable);
        const about = await postKeys.listed(said.flatMap(({ post }) => (post === null ? [] : [post])));
        const comments = said.flatMap((remark) => {
          const post = remark.post === null ? undefined : about.get(remark.post);
          return post ? [comment(remark, post)] : [];
        });
        return body(`${site.title}: ${messages.replies}`, '/', commentsPath, comments.slice(0, most));
      }),

    post: (post) =>
      bodies.get(`comments ${post.permalink}`, async () => {
        const key = post.kind === 'page' ? null : await postKeys.of(post);
        if (key === null) return null;
        const said = (await conversations.newest(furthest, key)).filter(isIndexable).slice(0, most);
        const comments = said.map((remark) => comment(remark, post));
        return body(messages.repliesTo(nameOf(post)), post.permalink, commentFeedPath(post), comments);
      }),
  };
}
