import { detailsOf, objectPath } from '../../blog/row.ts';
import type { Account, Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { speakerOf } from '../announce/told.ts';

/** A post as others quote it. */
export interface Quotable {
  /** In whose name it stands; null: nobody who can still speak. */
  account: Account | null;
  /** Its object, relative to the blog's address. */
  object: string;
}

/** Finds, by its key, in whose name a post stands; null: there is no such post. */
export type FindQuotable = (post: number) => Promise<Quotable | null>;

export function createFindQuotable(
  site: Pick<Site, 'accounts'>,
  { query, tables: { announcements, posts } }: Pick<Database, 'query' | 'tables'>,
): FindQuotable {
  return async (key) => {
    const [row] = await query.select().from(posts).where(eq(posts.key, key));
    if (!row) return null;
    const object = objectPath(row.id, row.generation);
    const [told] = await query
      .select({ account: announcements.account })
      .from(announcements)
      .where(eq(announcements.object, object));
    return { object, account: speakerOf(site, detailsOf(row), told?.account ?? null) };
  };
}
