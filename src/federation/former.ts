import type { Account, Site } from '../config.ts';
import type { Database } from '../database/database.ts';
import { and, eq, inArray, like, ne } from '../database/drizzle.ts';

const prefix = 'account:';

/**
 * Remembers how the accounts on the list look, and gives those that are on it no more and told somebody something, a post or
 * an answer: what they told stays on other servers, which may ask for it and for its author.
 */
export async function keepAccounts(
  { query, tables }: Database,
  { accounts }: Pick<Site, 'accounts'>,
  now: Date,
): Promise<Account[]> {
  const { announcements, remarks, settings } = tables;
  for (const account of accounts) {
    const row = { name: prefix + account.id, value: JSON.stringify(account), changed: now };
    await query
      .insert(settings)
      .values(row)
      .onConflictDoUpdate({ target: settings.name, set: row, setWhere: ne(settings.value, row.value) });
  }
  const listed = new Set(accounts.map(({ id }) => id));
  const rows = await query
    .select({ value: settings.value })
    .from(settings)
    .where(like(settings.name, `${prefix}%`));
  const former = rows.map(({ value }) => JSON.parse(value) as Account).filter(({ id }) => !listed.has(id));
  if (former.length === 0) return [];
  const ids = former.map(({ id }) => id);
  const [posted, answered] = await Promise.all([
    query
      .selectDistinct({ account: announcements.account })
      .from(announcements)
      .where(inArray(announcements.account, ids)),
    query
      .selectDistinct({ account: remarks.account })
      .from(remarks)
      .where(and(inArray(remarks.account, ids), like(remarks.uri, '/%'), ne(remarks.state, 'waiting'))),
  ]);
  return former.filter(({ id }) => [...posted, ...answered].some(({ account }) => account === id));
}

/** How an account looked that is on the list or was; null: no such one is known. */
export async function knownAccount(
  { query, tables: { settings } }: Pick<Database, 'query' | 'tables'>,
  id: string,
): Promise<Account | null> {
  const [row] = await query
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.name, prefix + id));
  return row ? (JSON.parse(row.value) as Account) : null;
}
