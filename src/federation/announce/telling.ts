import type { Account, Site } from '../../config.ts';
import type { Post } from '../../content/post.ts';
import type { Query, Step } from '../../database/database.ts';
import { and, eq } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { type Activity, createDocument, deleteDocument, digestOf, updateDocument } from '../documents/activities.ts';
import { postObject, type Told } from '../documents/post.ts';
import type { AnnouncementRow, Seen } from './survey.ts';

/** A message, and what is noted of it. */
export interface Message {
  activity: Activity;
  /** Of an edit: the Create as whoever has not had it gets it from now on, with the edit in it. */
  create?: Activity;
  /** The statements that note it: refused as a whole when somebody else has told it, or when the post has changed since. */
  note(query: Query): Step[];
}

/** Some servers keep instants to the second: an edit must be newer than the last one by more than that. */
const second = 1000;

/** Tells of a post for the first time. */
export function create(site: Site, seen: Seen, post: Post, account: Account, now: Date, tables: Tables): Message {
  const { announcements } = tables;
  const told: Told = { published: now, updated: null };
  const object = postObject(site, post, account, told);
  const row = {
    ...{ object: seen.uri, account: account.id, state: 'told' as const, digest: contentDigest(object) },
    ...{ revision: seen.post.revision, ...told },
  };
  return {
    activity: createDocument(site, post, account, told, object),
    note: (query) => [
      {
        statement:
          seen.row === null
            ? query.insert(announcements).values(row).onConflictDoNothing()
            : query
                .update(announcements)
                .set(row)
                .where(and(eq(announcements.object, seen.uri), eq(announcements.state, 'silent'))),
        demand: 1,
      },
      isStillSo(query, seen, tables),
    ],
  };
}

/** Tells of an edit; edits that came before it in a row are in it. */
export function update(
  site: Site,
  seen: Seen & { row: AnnouncementRow },
  post: Post,
  account: Account,
  tables: Tables,
): Message {
  const { announcements } = tables;
  const { row } = seen;
  const published = row.published ?? post.firstPublished;
  const last = row.updated ?? published;
  const updated = new Date(Math.max(seen.post.changed.getTime(), last.getTime() + second));
  const object = postObject(site, post, account, { published, updated });
  return {
    activity: updateDocument(site, post, account, object),
    create: createDocument(site, post, account, { published, updated }, object),
    note: (query) => [
      {
        statement: query
          .update(announcements)
          .set({ digest: contentDigest(object), revision: seen.post.revision, updated })
          .where(
            and(
              eq(announcements.object, seen.uri),
              eq(announcements.state, 'told'),
              eq(announcements.revision, row.revision),
            ),
          ),
        demand: 1,
      },
      isStillSo(query, seen, tables),
    ],
  };
}

/** Tells that a post is gone for ever. */
export function remove(site: Site, seen: Seen, account: Account, now: Date, { announcements }: Tables): Message {
  const gone = { formerType: seen.formerType, deleted: seen.gone ?? now };
  return {
    activity: deleteDocument(site, seen, account, gone),
    note: (query) => [
      {
        statement: query
          .update(announcements)
          .set({ state: 'gone', revision: seen.post.revision })
          .where(and(eq(announcements.object, seen.uri), eq(announcements.state, 'told'))),
        demand: 1,
      },
    ],
  };
}

/**
 * What an object says, whenever it was edited: by this an edit that changes nothing is known. Where its conversation is
 * found says nothing, and posts that were told of before it was named there are not told of again.
 */
export function contentDigest(object: object): string {
  const { updated: _updated, context: _context, ...said } = object as Record<string, unknown>;
  return digestOf(said);
}

/** Changes nothing, and is refused where the post has changed, been hidden or been deleted since it was read. */
function isStillSo(query: Query, { key, post }: Seen, { posts }: Tables): Step {
  const statement = query
    .update(posts)
    .set({ revision: post.revision })
    .where(and(eq(posts.key, key), eq(posts.revision, post.revision), eq(posts.state, 'live')));
  return { statement, demand: 1 };
}
