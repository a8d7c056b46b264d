import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { changeSetting } from '../../database/change.ts';
import type { Database } from '../../database/database.ts';
import { and, asc, eq, gt, inArray, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { sinceSetting } from '../index-queries.ts';
import { objectPath } from '../row.ts';
import { type Deleted, type IdentityEntry, seenSetting } from './entry.ts';
import { type IdentityLine, lineOf } from './write-identities.ts';

/** Few enough that no page waits long behind them, and that both engines take them as values of one statement. */
const batch = 250;

type ObjectRow = Tables['objects']['$inferSelect'];
type AnnouncementRow = Tables['announcements']['$inferSelect'];

export type Gatherer = ReturnType<typeof createGatherer>;

/** What the database knows of identities. */
export function createGatherer({ query, tables }: Database) {
  const { posts, objects, announcements, paths, settings, keys } = tables;
  const { key, id, generation, path, permalink, guid, firstPublished, deleted } = posts;
  const columns = { key, id, generation, path, permalink, guid, firstPublished, deleted };

  async function batchAfter(last: number) {
    const rows = await query
      .select(columns)
      .from(posts)
      .where(gt(posts.key, last))
      .orderBy(asc(posts.key))
      .limit(batch);
    const keys = rows.map((row) => row.key);
    if (keys.length === 0) return [];
    const minted = await query
      .select({ object: objects, announcement: announcements })
      .from(objects)
      .leftJoin(announcements, eq(announcements.object, objects.uri))
      .where(inArray(objects.post, keys));
    const left = await query
      .select({ path: paths.path, post: paths.post })
      .from(paths)
      .where(and(inArray(paths.post, keys), eq(paths.kind, 'old')));
    const objectsOf = Map.groupBy(minted, ({ object }) => object.post);
    const leftBy = Map.groupBy(left, ({ post }) => post);
    return rows.map((row) => ({
      row,
      minted: objectsOf.get(row.key) ?? [],
      was: (leftBy.get(row.key) ?? []).map((one) => one.path),
    }));
  }

  /** Every post, in pieces between which pages are answered. */
  async function* entries(): AsyncGenerator<IdentityEntry> {
    for (let last = 0; ; ) {
      const found = await batchAfter(last);
      if (found.length === 0) return;
      for (const { row, minted, was } of found) {
        yield entryOf(row, minted, was);
        last = Math.max(last, row.key);
      }
      await setImmediate();
    }
  }

  async function settingOf(name: string): Promise<string | null> {
    const [row] = await query.select().from(settings).where(eq(settings.name, name));
    return row?.value ?? null;
  }

  return {
    /**
     * The name of this database: by its oldest key. With that key it speaks to followers, and so does every copy and every
     * backup of it, while no other does. Null as long as it has none: then nobody can have followed.
     */
    async name(): Promise<string | null> {
      const rows = await query.select({ publicKey: keys.publicKey, made: keys.made }).from(keys);
      const [first] = rows.sort(
        (one, other) => one.made.getTime() - other.made.getTime() || (one.publicKey < other.publicKey ? -1 : 1),
      );
      return first ? createHash('sha256').update(first.publicKey).digest('base64url').slice(0, 6) : null;
    },

    async change(): Promise<number> {
      return Number((await settingOf(changeSetting)) ?? 0);
    },

    /** The digest of the last text that told nothing new. */
    seen: () => settingOf(seenSetting),

    async noteSeen(digest: string, now: Date): Promise<void> {
      const row = { name: seenSetting, value: digest, changed: now };
      await query.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
    },

    /** Every post, by its id. */
    async known(): Promise<Map<string, IdentityEntry>> {
      const known = new Map<string, IdentityEntry>();
      for await (const entry of entries()) known.set(entry.id, entry);
      return known;
    },

    /** When announcing began; null when it did not. */
    async since(): Promise<Date | null> {
      const value = await settingOf(sinceSetting);
      return value === null ? null : new Date(value);
    },

    /** Whether nothing was ever published from this database. */
    async isEmpty(): Promise<boolean> {
      return (await query.select({ key }).from(posts).limit(1)).length === 0;
    },

    /** Another one after each change that could be one of identities: so cheap that it may be asked after every publish. */
    async signature(): Promise<string> {
      const counts = await query
        .select({
          state: announcements.state,
          count: sql<string>`cast(count(*) as text)`,
          revisions: sql<string>`cast(sum(${announcements.revision}) as text)`,
        })
        .from(announcements)
        .groupBy(announcements.state);
      const known = await query
        .select({ name: settings.name, value: settings.value })
        .from(settings)
        .where(inArray(settings.name, [changeSetting, sinceSetting]));
      return [...counts, ...known]
        .map((row) => Object.values(row).join(' '))
        .sort()
        .join('\n');
    },

    /** The line of every post. */
    async lines(): Promise<IdentityLine[]> {
      const lines: IdentityLine[] = [];
      for await (const entry of entries()) lines.push(lineOf(entry));
      return lines;
    },
  };
}

type IdentityRow = Pick<
  Tables['posts']['$inferSelect'],
  'id' | 'generation' | 'path' | 'permalink' | 'guid' | 'firstPublished' | 'deleted'
>;

function entryOf(
  row: IdentityRow,
  minted: { object: ObjectRow; announcement: AnnouncementRow | null }[],
  was: string[],
): IdentityEntry {
  const { id, generation, path, permalink, guid, firstPublished } = row;
  const own = minted.find(({ object }) => object.uri === objectPath(id, generation));
  // A row keeps the day on which the generation before was deleted only until it is published again.
  const isDeleted = own ? own.object.state === 'gone' : row.deleted !== null;
  return {
    ...{ id, generation, path, address: permalink, guid, firstPublished, was },
    announced: announcedOf(own?.announcement ?? null, isDeleted),
    deleted: isDeleted ? { ...goneOf(own?.object), at: own?.object.gone ?? row.deleted ?? firstPublished } : null,
    earlier: minted
      .filter(({ object }) => object.generation < generation)
      .map(({ object }) => ({ generation: object.generation, ...goneOf(object), at: object.gone ?? object.made }))
      .sort((a, b) => a.generation - b.generation),
    database: null,
  };
}

function announcedOf(row: AnnouncementRow | null, isDeleted: boolean): IdentityEntry['announced'] {
  if (row === null) return null;
  if (row.account === null || row.published === null) return isDeleted || row.state === 'gone' ? null : 'silent';
  return {
    at: row.published,
    by: row.account,
    digest: isDeleted ? null : row.digest,
    updated: isDeleted ? null : row.updated,
  };
}

function goneOf(object: ObjectRow | undefined): Pick<Deleted, 'formerType'> {
  if (!object) return { formerType: null };
  return { formerType: object.formerType === 'Note' ? 'Note' : 'Article' };
}
