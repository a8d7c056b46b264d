import type { Query, Step } from './database.ts';
import { eq, sql } from './drizzle.ts';
import type { Tables } from './schema.ts';

/** The row of `settings` whose number grows with everything that changes what is shown. */
export const changeSetting = 'change';

/** The number itself. */
export async function readChange(query: Query, { settings }: Tables): Promise<number> {
  const [row] = await query.select({ value: settings.value }).from(settings).where(eq(settings.name, changeSetting));
  return Number(row?.value ?? 0);
}

/**
 * Counts the change number up: pages, feeds and their ETags follow it. Processes look at it once in a while, so that a
 * hundred changes in a second are one to them. The last step of a transaction, since all of them write this row.
 */
export function countUp(query: Query, { settings }: Tables, now: Date): Step {
  return query
    .update(settings)
    .set({ value: sql`cast(cast(${settings.value} as bigint) + 1 as text)`, changed: now })
    .where(eq(settings.name, changeSetting));
}
