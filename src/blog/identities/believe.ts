import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, lte, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { changeSetting, recipeSetting } from '../index-queries.ts';
import { objectPath } from '../row.ts';
import { parts } from '../write.ts';
import { announcementsOf, bareDetails, enterPosts, keyOf, objectsOf, oldAddresses } from './enter.ts';
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
    ...later.flatMap((each) => bringUp(query, tables, each, options)),
    ...moved.map(({ id, path }) => query.update(posts).set({ path }).where(eq(posts.id, id))),
    // Whether a file shows what is believed of it now, its stamp does not tell.
    query.delete(settings).where(eq(settings.name, recipeSetting)),
  ]);
}

interface Later {
  before: IdentityEntry;
  entry: IdentityEntry;
}

function bringUp(query: Query, tables: Tables, later: Later, options: Believing): Step[] {
  const { entry } = later;
  const { change, now, isTrial } = options;
  const { objects, announcements, paths } = tables;
  const minted = objectsOf(entry);
  const left = oldAddresses(entry, now);
  const ended = endedBy(entry, objects);
  return [
    ...(isTrial ? [] : endWaiting(query, tables, entry, now)),
    query
      .update(announcements)
      .set({ state: 'gone' })
      .where(inArray(announcements.object, query.select({ uri: objects.uri }).from(objects).where(ended))),
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
    ...parts(announcementsOf(entry)).map((some) => query.insert(announcements).values(some).onConflictDoNothing()),
    ...bringUpAnnouncement(query, tables, entry),
    ...parts(left).map((some) => query.insert(paths).values(some).onConflictDoNothing()),
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

function bringUpAnnouncement(query: Query, { announcements }: Tables, entry: IdentityEntry): Step[] {
  const object = objectPath(entry.id, entry.generation);
  const told = announcementsOf(entry).find((one) => one.object === object);
  if (!told || entry.deleted) return [];
  // As if just looked at: only what the files change from here on is news.
  const revision = sql<number>`(select revision from posts where id = ${entry.id})`;
  const { object: _object, ...row } = { ...told, revision };
  return [query.update(announcements).set(row).where(eq(announcements.object, object))];
}

/**
 * What still waited when the backup was made, and was overtaken since: nobody needs what is deleted by now, nor an edit
 * that is older than the last one. A post that is still there goes on to whoever may not have it.
 */
function endWaiting(
  query: Query,
  { activities, deliveries, objects }: Tables,
  entry: IdentityEntry,
  now: Date,
): Step[] {
  const { id, generation, announced, deleted } = entry;
  const isEdited = !deleted && announced !== null && announced !== 'silent';
  const ended = query.select({ uri: objects.uri }).from(objects).where(endedBy(entry, objects));
  const isGone = inArray(activities.subject, ended);
  const isOldEdit = and(eq(activities.subject, objectPath(id, generation)), eq(activities.type, 'Update'));
  const overtaken = query
    .select({ key: activities.key })
    .from(activities)
    .where(isEdited ? or(isGone, isOldEdit) : isGone);
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
      .where(and(inArray(activities.key, overtaken), isNotNull(activities.cursor))),
  ];
}
