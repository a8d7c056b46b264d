import { absolute, type Site } from '../../config.ts';
import type { Post } from '../../content/post.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, isNotNull } from '../../database/drizzle.ts';

/** Where a post is answered from another server. */
export interface Discussion {
  /** What a reader pastes into the search of their own server. */
  address: string;
  /** Whether that is a post elsewhere (`discuss:`), and not this one. */
  isElsewhere: boolean;
}

/** Reads where posts are answered: the thread elsewhere once it was found and is an owner's, else the post itself. */
export function createDiscussions(
  site: Pick<Site, 'origin' | 'base'>,
  { query, tables: { adopted, posts } }: Pick<Database, 'query' | 'tables'>,
): (post: Pick<Post, 'id' | 'generation' | 'permalink'>) => Promise<Discussion> {
  return async ({ id, generation, permalink }) => {
    const [found] = await query
      .select({ address: adopted.address })
      .from(adopted)
      .innerJoin(posts, eq(posts.key, adopted.post))
      .where(and(eq(posts.id, id), eq(posts.generation, generation), isNotNull(adopted.object)));
    return found
      ? { address: found.address, isElsewhere: true }
      : { address: absolute(site, permalink), isElsewhere: false };
  };
}
