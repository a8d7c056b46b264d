import type { Entry } from '../content/entry.ts';
import type { Post } from '../content/post.ts';
import type { Database } from '../database/database.ts';

/** Why readers do not see a post that is shown here. */
export type Hiddenness = { why: 'draft' } | { why: 'scheduled'; date: Date };

/** Knows which of the posts that are shown here are hidden from readers. */
export interface Drafts {
  /** What is published here in place of an entry: the same, whatever readers may see of it. */
  show(entry: Entry): Entry;
  /** Looks up which posts the entries became: after each publish. */
  refresh(): Promise<void>;
  of(post: Pick<Post, 'id'>): Hiddenness | null;
  count(): number;
}

export function createDrafts({ query, tables: { posts } }: Database, now: () => Date): Drafts {
  const byPath = new Map<string, Hiddenness>();
  let byId = new Map<string, Hiddenness>();
  return {
    show(entry) {
      const { path, date } = entry;
      const isScheduled = date !== null && date > now();
      if (entry.draft) byPath.set(path, { why: 'draft' });
      else if (isScheduled) byPath.set(path, { why: 'scheduled', date });
      else byPath.delete(path);
      return entry.draft || isScheduled ? { ...entry, draft: false, isPreview: true } : entry;
    },
    async refresh() {
      const rows = await query.select({ id: posts.id, path: posts.path, state: posts.state }).from(posts);
      byId = new Map(
        rows.flatMap(({ id, path, state }) => {
          const hidden = state === 'live' && byPath.get(path);
          return hidden ? [[id, hidden]] : [];
        }),
      );
    },
    of: ({ id }) => byId.get(id) ?? null,
    count: () => byId.size,
  };
}
