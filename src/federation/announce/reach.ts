import type { Database } from '../../database/database.ts';
import { and, eq, inArray, sql } from '../../database/drizzle.ts';
import { type Addressed, recipientsOf } from '../ledger/recipients.ts';

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

/** To how many inboxes an activity goes, and on how many servers those are. */
export interface Spread {
  inboxes: number;
  servers: number;
}

/** How far an activity would spread if it were added now: what the ledger would write a delivery for. */
export async function spreadOf({ query, tables: { inboxes } }: Database, addressed: Addressed): Promise<Spread> {
  const [row] = await query
    .select({ inboxes: sql<string>`count(*)`, servers: sql<string>`count(distinct ${inboxes.host})` })
    .from(inboxes)
    .where(sql`${inboxes.key} in (${recipientsOf(addressed)})`);
  return { inboxes: Number(row?.inboxes ?? 0), servers: Number(row?.servers ?? 0) };
}
