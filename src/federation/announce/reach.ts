import type { Database } from '../../database/database.ts';
import { and, eq, inArray } from '../../database/drizzle.ts';

/** How far word goes. */
export interface Reach {
  followers: number;
  /** Hosts of those followers. */
  servers: number;
}

/** Who is told of what these accounts tell. Somebody who follows two of them counts once. */
export async function reachOf({ query, tables }: Database, accounts: readonly string[]): Promise<Reach> {
  const { followers, people } = tables;
  if (accounts.length === 0) return { followers: 0, servers: 0 };
  const rows = await query
    .selectDistinct({ person: people.key, host: people.host })
    .from(followers)
    .innerJoin(people, eq(people.key, followers.person))
    .where(and(inArray(followers.account, [...accounts]), eq(followers.state, 'accepted')));
  return { followers: rows.length, servers: new Set(rows.map(({ host }) => host)).size };
}
