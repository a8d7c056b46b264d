import { objectPath } from '../../blog/row.ts';
import type { Account, Site } from '../../config.ts';
import type { Post } from '../../content/post.ts';
import type { Database } from '../../database/database.ts';
import { inArray } from '../../database/drizzle.ts';
import { accountOf } from '../addresses.ts';
import { type Told, untold } from '../documents/post.ts';

/** In whose name a post stands, and when the world was told of it. */
export interface Standing {
  account: Account;
  told: Told;
}

/**
 * How each of these posts stands, as followers were told it: by the post. One that has nobody to speak for it is left out.
 * Two reads of the database at most for five hundred posts.
 */
export type ReadStanding = <Some extends Post>(posts: Some[]) => Promise<Map<Some, Standing>>;

// Both engines count the values of one statement.
const batch = 500;

/** @param former accounts that are no longer on the list, in whose name posts stand all the same. */
export function createStanding(
  site: Pick<Site, 'accounts'>,
  { query, tables }: Database,
  former: readonly Account[] = [],
): ReadStanding {
  const { announcements } = tables;

  async function rowsOf(uris: string[]) {
    const rows = await query.select().from(announcements).where(inArray(announcements.object, uris));
    return new Map(rows.map((row) => [row.object, row]));
  }

  return async (posts) => {
    const found: [(typeof posts)[number], Standing][] = [];
    for (let start = 0; start < posts.length; start += batch) {
      const some = posts.slice(start, start + batch);
      const rows = await rowsOf(some.map(({ id, generation }) => objectPath(id, generation)));
      for (const post of some) {
        const row = rows.get(objectPath(post.id, post.generation));
        const fixed = row?.account ?? null;
        const account = speakerOf(site, post, fixed) ?? former.find(({ id }) => id === fixed);
        if (!account) continue;
        const told = row?.published ? { published: row.published, updated: row.updated } : untold(post);
        found.push([post, { account, told }]);
      }
    }
    return new Map(found);
  };
}

/**
 * In whose name a post stands. Whoever told of it first stays its author: another would be a stranger to those servers.
 * Null when that account is no longer on the list, or when there is none.
 */
export function speakerOf(
  site: Pick<Site, 'accounts'>,
  post: Pick<Post, 'authors'>,
  fixed: string | null,
): Account | null {
  if (fixed === null) return accountOf(site, post);
  return site.accounts.find(({ id }) => id === fixed) ?? null;
}
