import { detailsOf, toPost } from '../../blog/row.ts';
import type { Post } from '../../content/post.ts';
import type { Database } from '../../database/database.ts';
import { and, asc, eq, inArray, ne, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { federates } from '../documents/post.ts';
import type { Known } from './decide.ts';

export type AnnouncementRow = Tables['announcements']['$inferSelect'];

/** An object of which it may have to be told, with as much of its post as decides that. */
export interface Seen extends Omit<Known, 'digest' | 'isCrowded' | 'isDoubted'> {
  /** Its URI in `objects`. */
  uri: string;
  formerType: 'Article' | 'Note';
  gone: Date | null;
  row: AnnouncementRow | null;
  /** The post's key, and what it is called. */
  key: number;
  id: string;
  generation: number;
  path: string;
  permalink: string;
  title: string | null;
  federate: Post['federate'];
  unlisted: boolean;
  authors: string[];
}

export type Survey = ReturnType<typeof createSurvey>;

/** What announcing asks of the index. */
export function createSurvey({ query, tables }: Database) {
  const { posts, objects, announcements, sources } = tables;
  const { key, id, kind, path, permalink, title, details, unlisted, state, revision, changed, date, digest } = posts;
  const columns = {
    post: { key, id, kind, path, permalink, title, details, unlisted, state, revision, changed, date, digest },
    object: objects,
    announcement: announcements,
  };
  const isUnknown = sql`${announcements.object} is null`;

  async function seen(where: ReturnType<typeof or>): Promise<Seen[]> {
    const rows = await query
      .select(columns)
      .from(objects)
      .innerJoin(posts, eq(posts.key, objects.post))
      .leftJoin(announcements, eq(announcements.object, objects.uri))
      .where(where)
      .orderBy(asc(posts.revision), asc(posts.date), asc(posts.key));
    return rows.map(({ post, object, announcement: row }) => {
      const { federate, authors, minorEdit, minorAfter = 0, appeared } = detailsOf(post);
      const changed = post.changed ?? object.made;
      return {
        ...{ uri: object.uri, gone: object.gone, generation: object.generation, row, federate, authors },
        ...{ key: post.key, id: post.id, path: post.path, permalink: post.permalink, title: post.title },
        formerType: object.formerType === 'Note' ? 'Note' : 'Article',
        unlisted: post.unlisted,
        post: {
          isHidden: post.state === 'vanished',
          federates: federates({ federate, kind: post.kind }),
          isInsisted: federate === 'yes',
          revision: post.revision,
          changed,
          isAwaited: appeared !== undefined,
          isRested: appeared !== undefined && Date.parse(appeared) === changed.getTime(),
          date: post.date,
          isMinor: minorEdit !== null && minorEdit === post.digest && (row?.revision ?? 0) >= minorAfter,
        },
        object: { isGone: object.state === 'gone', made: object.made },
        announcement: row,
      };
    });
  }

  return {
    /** Every object whose post has changed since it was last looked at; the oldest change first. */
    changed(): Promise<Seen[]> {
      const isChanged = and(eq(objects.state, 'alive'), ne(announcements.revision, posts.revision));
      const isLost = and(eq(objects.state, 'gone'), ne(announcements.state, 'gone'));
      return seen(or(isUnknown, isChanged, isLost));
    },

    /** Whether the content folder is missing, empty, or lacks so much that it looks like an accident. */
    async isFolderInDoubt(): Promise<boolean> {
      const [folder] = await query.select().from(sources).where(eq(sources.path, ''));
      return folder?.problems.some(({ severity }) => severity === 'error') ?? false;
    },

    /** Those of these objects that are there. */
    async named(uris: string[]): Promise<Seen[]> {
      return uris.length === 0 ? [] : seen(inArray(objects.uri, uris));
    },

    /** The posts behind these keys, whole. */
    async posts(keys: number[]): Promise<Map<number, Post>> {
      if (keys.length === 0) return new Map();
      const rows = await query.select().from(posts).where(inArray(posts.key, keys));
      return new Map(rows.map((row) => [row.key, toPost(row)]));
    },
  };
}
