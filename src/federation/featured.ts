import type { Posts } from '../blog/posts.ts';
import type { Account } from '../config.ts';
import type { Post } from '../content/post.ts';
import type { ReadStanding } from './announce/told.ts';
import { federates } from './documents/post.ts';

/** Each new follower's server fetches each. */
const most = 5;
const batch = 20;
/** An account whose posts are all another's features none: nobody looks through a whole archive for five. */
const furthest = 200;

/** What stands on an account's profile when somebody begins to follow it: pinned, then newest posts, five at most. */
export async function featuredOf(posts: Posts, standing: ReadStanding, account: Account): Promise<Post[]> {
  const found = new Map<string, Post>();
  for (const pinned of [{ pinned: true as const }, {}]) {
    for (let offset = 0; found.size < most && offset < furthest; offset += batch) {
      const some = await posts.list({ author: account.id, ...pinned, limit: batch, offset });
      // A post by several goes out in the name of one.
      for (const [post, { account: speaker }] of await standing(some.filter(federates)))
        if (speaker.id === account.id) found.set(post.id, post);
      if (some.length < batch) break;
    }
  }
  return [...found.values()].slice(0, most);
}
