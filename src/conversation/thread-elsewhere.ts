import type { Database } from '../database/database.ts';
import { and, eq, isNotNull } from '../database/drizzle.ts';

export interface ThreadElsewhere {
  /** As `discuss:` has it. */
  address: string;
  /** The id of what begins it. */
  object: string;
}

/**
 * The thread elsewhere that a post names and that readers are led to; null: it was not found yet, or it is not the author's
 * any more: its last look said so, or no account on its server is proven now.
 */
export async function threadElsewhere(
  { query, tables }: Pick<Database, 'query' | 'tables'>,
  { id, generation, discuss }: { id: string; generation: number; discuss: string | null },
): Promise<ThreadElsewhere | null> {
  if (discuss === null) return null;
  const { adopted, owners, posts } = tables;
  const [found] = await query
    .select({ address: adopted.address, object: adopted.object })
    .from(adopted)
    .innerJoin(posts, eq(posts.key, adopted.post))
    .where(
      and(
        ...[eq(posts.id, id), eq(posts.generation, generation), eq(adopted.address, discuss)],
        ...[isNotNull(adopted.object), isNotNull(adopted.checked)],
      ),
    );
  if (!found || found.object === null) return null;
  const { origin } = new URL(found.object);
  const proven = await query.select({ actor: owners.actor }).from(owners).where(isNotNull(owners.proven));
  const isProven = proven.some(({ actor }) => actor !== null && new URL(actor).origin === origin);
  return isProven ? { address: found.address, object: found.object } : null;
}
