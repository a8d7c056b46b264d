import type { Database } from '../../src/database/database.ts';
import { inArray } from '../../src/database/drizzle.ts';

type Tables = Database['tables'];
type Delivery = Tables['deliveries']['$inferInsert'];

/** What a test may say of an activity; the rest is made up. */
export type ActivityRow = Partial<Tables['activities']['$inferInsert']> & { uri: string; subject: string };

/** How an activity fares at one inbox. */
export type DeliveryRow = Omit<Delivery, 'activity' | 'inbox' | 'host'> & { inbox: string };

const chunk = 500;

/** Writes inboxes with their hosts, by hand. The answer is the row of each, by its URL. */
export async function addInboxes(
  { query, tables: { hosts, inboxes } }: Database,
  uris: readonly string[],
): Promise<Map<string, { key: number; host: number }>> {
  const found = new Map<string, { key: number; host: number }>();
  for (let from = 0; from < uris.length; from += chunk) {
    const some = uris.slice(from, from + chunk);
    const names = [...new Set(some.map((uri) => new URL(uri).host))];
    await query
      .insert(hosts)
      .values(names.map((name) => ({ name })))
      .onConflictDoNothing();
    const rows = await query.select().from(hosts).where(inArray(hosts.name, names));
    const keys = new Map(rows.map(({ name, key }) => [name, key]));
    await query
      .insert(inboxes)
      .values(some.map((uri) => ({ uri, host: keys.get(new URL(uri).host) ?? 0 })))
      .onConflictDoNothing();
    for (const row of await query
      .select()
      .from(inboxes)
      .where(inArray(inboxes.uri, [...some])))
      found.set(row.uri, row);
  }
  return found;
}

/** Where a follower is told: at an inbox, or at the one that its server shares. */
type Told = string | { inbox: string; sharedInbox: string | null };

/** Writes a follower of an account for each inbox: its actor is `…/actor` below the inbox's own address. */
export async function addFollowers(database: Database, account: string, told: readonly Told[]): Promise<void> {
  const { query, tables } = database;
  const since = new Date('2026-11-01T09:00:00Z');
  const all = told.map((one) => (typeof one === 'string' ? { inbox: one, sharedInbox: null } : one));
  const shared = all.flatMap(({ sharedInbox }) => sharedInbox ?? []);
  const rows = await addInboxes(database, [...new Set([...all.map(({ inbox }) => inbox), ...shared])]);
  for (let from = 0; from < all.length; from += chunk) {
    const some = all.slice(from, from + chunk);
    const people = await query
      .insert(tables.people)
      .values(
        some.map(({ inbox: uri, sharedInbox }) => {
          const row = rows.get(uri);
          if (!row) throw new Error(`${uri} has no row`);
          const user = uri.split('/').at(-2) || 'somebody';
          const one = { uri: `${uri}/actor`, host: row.host, user, name: user, inbox: row.key, fetched: since };
          return { ...one, sharedInbox: sharedInbox === null ? null : (rows.get(sharedInbox)?.key ?? null) };
        }),
      )
      .returning();
    await query.insert(tables.followers).values(
      people.map(({ key, uri }) => ({
        account,
        person: key,
        state: 'accepted' as const,
        follow: `${uri}/follow`,
        since,
      })),
    );
  }
}

/** Writes an activity with its deliveries, as the ledger leaves them. The answer is its key. */
export async function addActivity(
  database: Database,
  activity: ActivityRow,
  deliveries: readonly DeliveryRow[] = [],
): Promise<number> {
  const { query, tables } = database;
  const [row] = await query
    .insert(tables.activities)
    .values({
      account: 'james',
      type: 'Create',
      json: '{}',
      digest: 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=',
      audience: 'followers',
      created: new Date('2026-11-21T09:31:00Z'),
      ...activity,
    })
    .returning();
  if (!row) throw new Error('The activity has no row');
  const inboxes = await addInboxes(
    database,
    deliveries.map(({ inbox }) => inbox),
  );
  for (let from = 0; from < deliveries.length; from += chunk) {
    await query.insert(tables.deliveries).values(
      deliveries.slice(from, from + chunk).map(({ inbox, ...rest }) => {
        const known = inboxes.get(inbox);
        if (!known) throw new Error(`${inbox} has no row`);
        return { attempts: 1, ...rest, activity: row.key, inbox: known.key, host: known.host };
      }),
    );
  }
  return row.key;
}
