import type { Account, Site } from '../config.ts';
import type { Database } from '../database/database.ts';
import { eq, ne, sql } from '../database/drizzle.ts';

/** Under which names followers know the blog. */
export interface Identity {
  origin: string;
  base: string;
  accounts: Pick<Account, 'id' | 'user' | 'host'>[];
}

/** What followers would lose; a sentence for the owner, with what to do. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
}

const setting = 'identity';

type Named = Pick<Site, 'origin' | 'base' | 'accounts'>;

/** Under which names the blog would be known now. */
export function identityOf({ origin, base, accounts }: Named): Identity {
  return { origin, base, accounts: accounts.map(({ id, user, host }) => ({ id, user, host })) };
}

/**
 * What is not as followers know it, and what to do; null when all of them would find what they follow. The user name of
 * an account may change as long as its id, and so its address, stays.
 * @param followed how many follow, or wait to, by the account's id. An account that nobody follows may change in any way.
 */
export function lostIdentity(known: Identity, site: Named, followed: ReadonlyMap<string, number>): string | null {
  const now = identityOf(site);
  for (const [id, count] of followed) {
    const before = known.accounts.find((account) => account.id === id);
    if (count === 0 || !before) continue;
    const handle = `@${before.user}@${before.host}`;
    const who = count === 1 ? 'One follower knows' : `${count} followers know`;
    const wayOut = `or show them out first, with the old one in place: postern followers remove --all --account ${id}`;
    const address = known.origin + known.base;
    if (now.origin !== known.origin || now.base !== known.base)
      return `${who} ${handle} at ${address}, and the url is ${now.origin}${now.base} now: they would be lost. Put ${address} back (url in postern.yaml, or POSTERN_URL), ${wayOut}`;
    const after = now.accounts.find((account) => account.id === id);
    if (!after)
      return `${who} ${handle}, and no account in postern.yaml has its id "${id}" now: they would be lost. Put it back, write "id: ${id}" to the account if it has another name now, ${wayOut}`;
    if (after.host !== before.host)
      return `${who} ${handle}, and the handle is @${after.user}@${after.host} now: they would be lost. Put the host ${before.host} back, ${wayOut}`;
  }
  return null;
}

/**
 * Compares the configuration with what followers know.
 * @throws IdentityError when somebody who follows would be lost.
 */
export async function checkIdentity({ query, tables }: Pick<Database, 'query' | 'tables'>, site: Named): Promise<void> {
  const { settings, followers } = tables;
  const [row] = await query.select().from(settings).where(eq(settings.name, setting));
  if (!row) return;
  const counts = await query
    .select({ account: followers.account, count: sql<string>`count(*)` })
    .from(followers)
    .groupBy(followers.account);
  const followed = new Map(counts.map(({ account, count }) => [account, Number(count)]));
  const lost = lostIdentity(JSON.parse(row.value) as Identity, site, followed);
  if (lost) throw new IdentityError(lost);
}

/**
 * Remembers under which names the blog is known to those who follow from now on: for its server, which takes them in.
 * @throws IdentityError when somebody who follows already would be lost; nothing is changed then.
 */
export async function keepIdentity(
  database: Pick<Database, 'query' | 'tables'>,
  site: Named,
  now: Date,
): Promise<void> {
  await checkIdentity(database, site);
  const { settings } = database.tables;
  const value = JSON.stringify(identityOf(site));
  await database.query
    .insert(settings)
    .values({ name: setting, value, changed: now })
    .onConflictDoUpdate({ target: settings.name, set: { value, changed: now }, setWhere: ne(settings.value, value) });
}
