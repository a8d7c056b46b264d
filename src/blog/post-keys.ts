import type { Post } from '../content/post.ts';
import type { Database } from '../database/database.ts';
import { and, eq, inArray, ne } from '../database/drizzle.ts';
import { toPost } from './row.ts';

/** Between a post and the key by which other tables refer to it. */
export interface PostKeys {
  /** Null where there is no such post (any more), or another generation of it. */
  of(post: Pick<Post, 'id' | 'generation'>): Promise<number | null>;
  /** Of posts that are in the index, by their ids. */
  ofAll(ids: readonly string[]): Promise<Map<string, number>>;
  /** Of these posts the ones that stand in the public list. */
  listed(keys: readonly number[]): Promise<Map<number, Post>>;
}

export function createPostKeys({ query, tables: { posts } }: Pick<Database, 'query' | 'tables'>): PostKeys {
  return {
    async of({ id, generation }) {
      const [row] = await query
        .select({ key: posts.key })
        .from(posts)
        .where(and(eq(posts.id, id), eq(posts.generation, generation)));
      return row?.key ?? null;
    },

    async ofAll(ids) {
      if (ids.length === 0) return new Map();
      const rows = await query
        .select({ id: posts.id, key: posts.key })
        .from(posts)
        .where(inArray(posts.id, [...ids]));
      return new Map(rows.map(({ id, key }) => [id, key]));
    },

    async listed(keys) {
      if (keys.length === 0) return new Map();
      const isListed = and(eq(posts.state, 'live'), eq(posts.unlisted, false), ne(posts.kind, 'page'));
      const rows = await query
        .select()
        .from(posts)
        .where(and(inArray(posts.key, [...new Set(keys)]), isListed));
      return new Map(rows.map((row) => [row.key, toPost(row)]));
    },
  };
}
