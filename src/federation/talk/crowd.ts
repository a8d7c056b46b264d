import type { Database } from '../../database/database.ts';
import { and, eq } from '../../database/drizzle.ts';

/** So many remarks wait for what they answer: in all, and of the people of one server. */
export const mostWaiting = { all: 20_000, host: 1_000 };

/**
 * Whether too many wait already: replies to what nobody knows cost a row each and a fetch each, for three days, and anybody
 * can send them. @param author the id of who wrote one more.
 */
export function createCrowd({
  query,
  tables,
}: Pick<Database, 'query' | 'tables'>): (author: string) => Promise<boolean> {
  const { remarks, people, hosts } = tables;
  const waits = eq(remarks.state, 'waiting');

  return async (author) => {
    const columns = { key: remarks.key };
    const [inAll] = await query
      .select(columns)
      .from(remarks)
      .where(waits)
      .limit(1)
      .offset(mostWaiting.all - 1);
    if (inAll) return true;
    const [ofHost] = await query
      .select(columns)
      .from(remarks)
      .innerJoin(people, eq(people.key, remarks.person))
      .innerJoin(hosts, eq(hosts.key, people.host))
      .where(and(waits, eq(hosts.name, new URL(author).host)))
      .limit(1)
      .offset(mostWaiting.host - 1);
    return ofHost !== undefined;
  };
}
