import type { Query, Step } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, lt, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { digestOf, refreshPost } from './carried.ts';
import type { Outgoing } from './ledger.ts';
import { supersede } from './supersede.ts';

/** The statements that add an activity and, where its inboxes are listed, their deliveries. */
export function addActivity(query: Query, tables: Tables, outgoing: Outgoing, now: Date): Step[] {
  const { activities } = tables;
  const { audience, id, account, type, subject, json, signer } = outgoing;
  const isListed = typeof audience === 'object';
  const isForFollowers = !isListed || audience.followers === true;
  const insert = query
    .insert(activities)
    .values({
      ...{ uri: id, account, type, subject, json, signer, created: now },
      digest: digestOf(json),
      audience: isListed ? (isForFollowers ? 'followers' : 'listed') : audience,
      cursor: 0,
    })
    .onConflictDoNothing();
  const refresh = outgoing.create === undefined ? [] : [refreshPost(query, tables, outgoing, outgoing.create)];
  const ended = isForFollowers && type === 'Delete' ? [stopExpanding(query, tables, outgoing)] : refresh;
  if (!isListed) return [insert, ...ended];
  const listed = addListed(query, tables, outgoing, [...new Set(audience.inboxes)], now);
  return [insert, ...ended, ...listed, ...(isForFollowers ? [] : [closeListed(query, tables, outgoing)])];
}

/** The statements that make rows for inboxes, and for their hosts, where there are none yet. */
export function addInboxes(query: Query, { hosts, inboxes }: Tables, uris: string[]): Step[] {
  return uris.flatMap((uri) => {
    const { host } = new URL(uri);
    const key = sql<number>`(select key from hosts where name = ${host})`;
    return [
      query.insert(hosts).values({ name: host }).onConflictDoNothing(),
      query.insert(inboxes).values({ uri, host: key }).onConflictDoNothing(),
    ];
  });
}

/**
 * The cursor is what tells an activity that was just added from one that is there already, whose deliveries may be
 * finished and pruned: only the first has one here, and nobody sees it, since it goes in the same transaction.
 */
function addListed(query: Query, tables: Tables, { id, ...about }: Outgoing, uris: string[], now: Date): Step[] {
  const { activities, deliveries, inboxes } = tables;
  const isNew = and(eq(activities.uri, id), eq(activities.cursor, 0));
  const rows = sql`select ${activities.key}, ${inboxes.key}, ${inboxes.host}, 0, ${sql.param(now, deliveries.due)},
    null, null, null, null, null, null, null from ${activities} cross join ${inboxes}
    where ${isNew} and ${inArray(inboxes.uri, uris)}`;
  if (uris.length === 0) return [];
  const places = query.select({ key: inboxes.key }).from(inboxes).where(inArray(inboxes.uri, uris));
  const key = sql<number>`(select key from activities where uri = ${id})`;
  return [
    ...addInboxes(query, tables, uris),
    query.insert(deliveries).select(rows).onConflictDoNothing(),
    ...supersede(query, tables, { ...about, key }, places, now),
  ];
}

/** All of its deliveries are there. */
function closeListed(query: Query, { activities }: Tables, { id }: Outgoing): Step {
  return query
    .update(activities)
    .set({ cursor: null })
    .where(and(eq(activities.uri, id), eq(activities.cursor, 0)));
}

/** Whoever has not been sent a post by now, needs neither it nor its edits before it is deleted. */
function stopExpanding(query: Query, { activities }: Tables, { id, account, subject }: Outgoing): Step {
  return query
    .update(activities)
    .set({ cursor: null })
    .where(
      and(
        eq(activities.account, account),
        eq(activities.subject, subject),
        isNotNull(activities.cursor),
        lt(activities.key, sql`(select key from activities where uri = ${id})`),
      ),
    );
}
