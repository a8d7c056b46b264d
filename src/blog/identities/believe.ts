import { changeSetting } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, lte, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { recipeSetting } from '../index-queries.ts';
import { objectPath } from '../row.ts';
import { parts } from '../statement-parts.ts';
import {
  announcementsOf,
  bareDetails,
  enterPosts,
  keyOf,
  type NewAnnouncement,
  objectsOf,
  oldAddresses,
} from './enter.ts';
import type { IdentityEntry } from './entry.ts';
import type { News } from './news.ts';

export interface Believing {
  /** The change number under which the news were found. */
  change: number;
  language: string;
  now: Date;
  /** Whether the ledger is left as it is, since nothing is sent from here. */
  isTrial: boolean;
}

/**
 * Enters what the file knows and the database does not, all or nothing. Nobody is told of anything by that: what was
 * deleted counts as told, since the line says that it was. The publish that follows reads every file anew.
 * @throws Unmet when another process has written meanwhile.
 */
export async function believeNews({ atomically, tables }: Database, news: News, options: Believing): Promise<void> {
  const { settings, posts } = tables;
  const { change, now } = options;
  const { unknown, later, moved } = news;
  await atomically((query): Step[] => [
    {
      statement: query
        .update(settings)
        .set({ value: String(change + 1), changed: now })
        .where(and(eq(settings.name, changeSetting), eq(settings.value, String(change)))),
      demand: 1,
    },
    ...enterPosts(query, tables, unknown, options),
    ...later.filter(isEnded).flatMap((each) => end(query, tables, each, options)),
    ...tellLater(
      query,
      tables,
      later.map(({ entry }) => entry),
      options,
    ),
    ...moved.map(({ id, path }) => query.update(posts).set({ path }).where(eq(posts.id, id))),
    // Whether a file shows what is believed of it now, its stamp does not tell.
    query.delete(settings).where(eq(settings.name, recipeSetting)),
  ]);
}

type Later = News['later'][number];

/** Whether a generation has come to its end since. */
function isEnded({ before, entry }: Later): boolean {
  return entry.deleted !== null || entry.generation !== before.generation;
}

/** Ends what is deleted by now, and begins the generation that it has instead. */
function end(query: Query, tables: Tables, later: Later, { change, now, isTrial }: Believing): Step[] {
  const { entry } = later;
  const { objects, announcements } = tables;
  const minted = objectsOf(entry);
  const ended = endedBy(entry, objects);
  const uris = query.select({ uri: objects.uri }).from(objects).where(ended);
  return [
    // Nobody needs any more what still waited then.
    ...(isTrial ? [] : endWaiting(query, tables, inArray(tables.activities.subject, uris), now)),
    query.update(announcements).set({ state: 'gone' }).where(inArray(announcements.object, uris)),
    ...bringUpPost(query, tables, later, { revision: change + 1, now }),
    ...parts(minted).map((some) => query.insert(objects).values(some).onConflictDoNothing()),
    ...minted
      .filter(({ state }) => state === 'gone')
      .map(({ uri, gone = null, formerType = null }) =>
        query
          .update(objects)
          .set({ state: 'gone', gone, formerType })
          .where(and(eq(objects.uri, uri), eq(objects.state, 'alive'))),
      ),
    // A line that was written by hand may leave out a generation: it is gone all the same.
    query.update(objects).set({ state: 'gone', gone: now }).where(ended),
  ];
}

/** The objects of a post that are alive, and gone by what its entry says. */
function endedBy({ id, generation, deleted }: IdentityEntry, objects: Tables['objects']) {
  const last = deleted ? generation : generation - 1;
  return and(eq(objects.post, keyOf(id)), eq(objects.state, 'alive'), lte(objects.generation, last));
}

function bringUpPost(
  query: Query,
  { posts, postTags, postAuthors, postMedia }: Tables,
  { before, entry }: Later,
  { revision, now }: { revision: number; now: Date },
): Step[] {
  const { id, path, generation, deleted } = entry;
  if (!deleted && generation === before.generation) return [];
  const raised = { generation, deleted: deleted?.at ?? null, revision, changed: now };
  const isIt = eq(posts.id, id);
  if (!deleted) {
    const back = before.deleted ? { state: 'vanished' as const, vanished: now } : {};
    return [
      query
        .update(posts)
        .set({ ...raised, ...back })
        .where(isIt),
    ];
  }
  // The row stays, so that the id is never given again; what the author wrote goes.
  const emptied = {
    state: 'deleted' as const,
    vanished: deleted.at,
    title: null,
    body: '',
    details: bareDetails(path),
  };
  return [
    query
      .update(posts)
      .set({ ...raised, ...emptied })
      .where(isIt),
    ...[postTags, postAuthors, postMedia].map((table) => query.delete(table).where(eq(table.post, keyOf(id)))),
  ];
}

/** Notes what followers were told last, and at which addresses the posts were. */
function tellLater(
  query: Query,
  tables: Tables,
  entries: readonly IdentityEntry[],
  { now, isTrial }: Believing,
): Step[] {
  const { announcements, activities, paths } = tables;
  const isCurrent = (entry: IdentityEntry, { object }: NewAnnouncement): boolean =>
    entry.deleted === null && object === objectPath(entry.id, entry.generation);
  const noted = entries.flatMap((entry) =>
    announcementsOf(entry).map((row) => ({ row, entry, isCurrent: isCurrent(entry, row) })),
  );
  const gone = noted.filter((one) => !one.isCurrent).map(({ row }) => row);
  const current = noted
    .filter((one) => one.isCurrent)
    // As if just looked at: only what the files change from here on is news.
    .map(({ row, entry }) => ({ ...row, revision: sql<number>`(select revision from posts where id = ${entry.id})` }));
  const edited = current.filter(({ state }) => state === 'told').map(({ object }) => object);
  const left = entries.flatMap((entry) => oldAddresses(entry, now));
  return [
    ...parts(gone).map((some) => query.insert(announcements).values(some).onConflictDoNothing()),
    ...parts(current).map((some) =>
      query
        .insert(announcements)
        .values(some)
        .onConflictDoUpdate({ target: announcements.object, set: asInserted(announcements) }),
    ),
    // What waited then is older than the last edit. A post itself goes on to whoever may not have it.
    ...(isTrial ? [] : parts(edited)).flatMap((some) =>
      endWaiting(query, tables, and(inArray(activities.subject, some), eq(activities.type, 'Update')), now),
    ),
    ...parts(left).map((some) => query.insert(paths).values(some).onConflictDoNothing()),
  ];
}

function asInserted({ account, state, digest, revision, published, updated }: Tables['announcements']) {
  const columns = { account, state, digest, revision, published, updated };
  const entries = Object.entries(columns).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]);
  return Object.fromEntries(entries) as Record<keyof typeof columns, ReturnType<typeof sql>>;
}

/** Ends what waits of these activities: it was overtaken since the backup was made. */
function endWaiting(
  query: Query,
  { activities, deliveries }: Tables,
  which: ReturnType<typeof and>,
  now: Date,
): Step[] {
  const overtaken = query.select({ key: activities.key }).from(activities).where(which);
  // What somebody is sending just now may arrive.
  const isFree = or(sql`${deliveries.lease} is null`, lte(deliveries.lease, now));
  return [
    query
      .update(deliveries)
      .set({ outcome: 'superseded', due: null, lease: null, finished: now })
      .where(and(inArray(deliveries.activity, overtaken), isNotNull(deliveries.due), isFree)),
    query
      .update(activities)
      .set({ cursor: null })
      .where(and(which, isNotNull(activities.cursor))),
  ];
}
