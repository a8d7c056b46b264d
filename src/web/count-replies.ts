import type { PostKeys } from '../blog/post-keys.ts';
import type { Site } from '../config.ts';
import type { Listed } from '../content/post.ts';
import type { Conversations } from '../conversation/kept.ts';
import type { Row } from '../theme/theme.ts';

/** Says of each post in a list how many replies it has. */
export type CountReplies = (posts: Listed[]) => Promise<Row[]>;

/** Counts where `comments.counts` asks for it; else a list stays as it is. */
export function createCountReplies({
  site,
  conversations,
  postKeys,
}: {
  site: Pick<Site, 'comments'>;
  conversations: Pick<Conversations, 'counts'>;
  postKeys: Pick<PostKeys, 'ofAll'>;
}): CountReplies {
  if (!site.comments.counts) return async (posts) => posts;
  return async (posts) => {
    const keys = await postKeys.ofAll(posts.map(({ id }) => id));
    const counts = await conversations.counts([...keys.values()]);
    return posts.map((post) => ({ ...post, replies: counts.get(keys.get(post.id) ?? 0)?.replies ?? 0 }));
  };
}
