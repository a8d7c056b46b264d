import { type Database, type Step, Unmet } from '../../database/database.ts';
import { sinceSetting } from '../index-queries.ts';
import { enterPosts } from './enter.ts';
import type { IdentityEntry } from './entry.ts';

/** Done once in a database's life, by one process. */
const restoredSetting = 'identities-restored';

/**
 * Enters what a lost database knew into an empty one.
 * @param since when announcing began; null: what is not known is taken as told to nobody when it begins.
 */
export async function restoreIdentities(
  { atomically, tables }: Database,
  entries: readonly IdentityEntry[],
  { since, language, now }: { since: Date | null; language: string; now: Date },
): Promise<void> {
  const { settings } = tables;
  await atomically((query): Step[] => {
    const restored = { name: restoredSetting, value: now.toISOString(), changed: now };
    const began = { name: sinceSetting, value: since?.toISOString() ?? '', changed: now };
    return [
      // Statements are sent together: no other must fail where this one finds that another process was quicker.
      ...(entries.length > 0
        ? [{ statement: query.insert(settings).values(restored).onConflictDoNothing(), demand: 1 }]
        : []),
      ...(since ? [query.insert(settings).values(began).onConflictDoNothing()] : []),
      ...enterPosts(query, tables, entries, { language, now }),
    ];
  }).catch((error: unknown) => {
    if (!(error instanceof Unmet)) throw error;
  });
}
