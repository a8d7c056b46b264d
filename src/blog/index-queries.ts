import { changeSetting } from '../database/change.ts';
import type { Database } from '../database/database.ts';
import { and, asc, eq, gt, inArray, isNotNull, lte, ne, or, sql } from '../database/drizzle.ts';
import type { Problem } from '../problem.ts';
import type { Holder } from './address.ts';
import type { Candidate } from './candidate.ts';
import { wantedIds } from './identify.ts';
import { objectPath, type PostRow } from './row.ts';
import { filesIn, readAgain } from './stamps.ts';
import type { KnownSource, Memory } from './survey.ts';

/** Names of rows in the settings table. */
export const recipeSetting = 'content-recipe';
export const lookSetting = 'look';
/** Since when followers are told of anything: what was there before is silent. */
export const sinceSetting = 'announcing-since';

/** What publishing asks of the index. */
export type IndexQueries = ReturnType<typeof createIndexQueries>;

export function createIndexQueries({ query, tables }: Database) {
  const { posts, paths, sources, settings, announcements } = tables;
  const sourceColumns = { path: sources.path, stamp: sources.stamp, due: sources.due };
  const { key, id, kind, path, permalink, title, details, vanished } = posts;
  const removable = { key, id, kind, path, permalink, title, details, vanished };
  // JSON cannot be compared on PostgreSQL; both engines keep the text that was written.
  const hasProblems = sql`cast(${sources.problems} as text) <> '[]'`;
  const isFileless = sql`${sources.state} is null`;

  return {
    /** The change number, and the recipe by which the content was last read as a whole. */
    async settings(): Promise<{ change: number; recipe: string | null }> {
      const rows = await query
        .select()
        .from(settings)
        .where(inArray(settings.name, [changeSetting, recipeSetting]));
      const values = new Map(rows.map(({ name, value }) => [name, value]));
      return { change: Number(values.get(changeSetting) ?? 0), recipe: values.get(recipeSetting) ?? null };
    },

    async allSources(): Promise<KnownSource[]> {
      return query.select(sourceColumns).from(sources);
    },

    async problems(): Promise<Problem[]> {
      const rows = await query.select({ problems: sources.problems }).from(sources).where(hasProblems);
      return rows.flatMap(({ problems }) => problems);
    },

    memory(now: Date): Memory {
      const isRestless = or(eq(sources.stamp, readAgain), lte(sources.due, now));
      return {
        async restless() {
          const rows = await query.select({ path: sources.path }).from(sources).where(isRestless);
          return rows.map(({ path }) => path);
        },
        async knows(path) {
          const known = await query.select({ path: sources.path }).from(sources);
          return known.some((source) => source.path === path || source.path.startsWith(`${path}/`));
        },
        async showing(pictures) {
          if (pictures.length === 0) return [];
          const known = await query.select({ path: sources.path, stamp: sources.stamp }).from(sources);
          return known
            .filter(({ stamp }) =>
              filesIn(stamp).some((path) => pictures.some((picture) => `${path}/`.startsWith(`${picture}/`))),
            )
            .map(({ path }) => path);
        },
      };
    },

    /** Posts that have lost their files, by the digests under which those may turn up again. */
    async lostPosts(gone: string[]): Promise<{ key: number; digest: string }[]> {
      const columns = { key: posts.key, digest: posts.digest };
      const hidden = await query.select(columns).from(posts).where(eq(posts.state, 'vanished'));
      const live = await selectIn(gone, (some) =>
        query
          .select(columns)
          .from(posts)
          .where(and(inArray(posts.path, some), eq(posts.state, 'live'))),
      );
      return [...hidden, ...live];
    },

    /** Every row that one of these files may turn out to be. */
    async rowsFor(
      candidates: Candidate[],
      filePaths: string[],
      addressOf: (candidate: Candidate) => string | null,
      lost: { key: number; digest: string }[],
    ): Promise<PostRow[]> {
      const ids = candidates.flatMap((candidate) => (candidate.entry.id ? [candidate.entry.id] : wantedIds(candidate)));
      const addresses = candidates.map(addressOf).filter((address) => address !== null);
      const guids = candidates.map(({ entry }) => entry.guid).filter((guid) => guid !== null);
      const digests = new Set(candidates.map(({ entry }) => entry.digest));
      const found = [
        ...(await this.rowsWhere('id', ids)),
        ...(await this.rowsWhere('path', filePaths)),
        ...(await this.rowsWhere('permalink', addresses)),
        ...(await this.rowsWhere('guid', guids)),
        ...(await this.rowsByKey(lost.filter(({ digest }) => digests.has(digest)).map(({ key }) => key))),
      ];
      return [...new Map(found.map((row) => [row.key, row])).values()];
    },

    rowsWhere(column: 'id' | 'path' | 'permalink' | 'guid', values: string[]): Promise<PostRow[]> {
      return selectIn([...new Set(values)], (some) => query.select().from(posts).where(inArray(posts[column], some)));
    },

    rowsByKey(keys: number[]): Promise<PostRow[]> {
      return selectIn(keys, (some) => query.select().from(posts).where(inArray(posts.key, some)));
    },

    /** Who has these paths now. */
    async holders(wished: string[]): Promise<Map<string, Holder>> {
      const rows = await selectIn(wished, (some) =>
        query
          .select({ path: paths.path, post: paths.post, kind: paths.kind, state: posts.state, file: posts.path })
          .from(paths)
          .innerJoin(posts, eq(posts.key, paths.post))
          .where(inArray(paths.path, some)),
      );
      return new Map(rows.map((row) => [row.path, row]));
    },

    /** Posts that live by these files, or wait with them to come back. */
    async livePosts(gone: string[]): Promise<Removable[]> {
      const live = await selectIn(gone, (some) =>
        query
          .select(removable)
          .from(posts)
          .where(and(inArray(posts.path, some), eq(posts.state, 'live'))),
      );
      const isWaiting = and(eq(posts.state, 'vanished'), inArray(sources.state, ['scheduled', 'broken']));
      const waiting = await selectIn(gone, (some) =>
        query
          .select(removable)
          .from(posts)
          .innerJoin(sources, eq(sources.post, posts.key))
          .where(and(inArray(posts.path, some), eq(sources.path, posts.path), isWaiting)),
      );
      // However long one has waited: its file goes only now.
      return [...live, ...waiting.map((row) => ({ ...row, vanished: null }))];
    },

    /** The keys of those of these posts of which followers were told. */
    async toldPosts(rows: Pick<PostRow, 'key' | 'id' | 'generation'>[]): Promise<Set<number>> {
      const keys = new Map(rows.map((row) => [objectPath(row.id, row.generation), row.key]));
      const told = await selectIn([...keys.keys()], (some) =>
        query
          .select({ object: announcements.object })
          .from(announcements)
          .where(and(inArray(announcements.object, some), eq(announcements.state, 'told'))),
      );
      return new Set(told.flatMap(({ object }) => keys.get(object) ?? []));
    },

    /** Hidden posts, to be deleted if nobody brings them back; `withdrawn` ones have their file, as a draft. */
    async hiddenPosts(): Promise<(Removable & { withdrawn: boolean })[]> {
      const rows = await query
        .select({ ...removable, source: sources.path })
        .from(posts)
        .leftJoin(sources, and(eq(sources.post, posts.key), ne(sources.state, 'live')))
        // What has a date to come returns then, and what cannot be read just now says nothing.
        .where(and(eq(posts.state, 'vanished'), or(isFileless, eq(sources.state, 'draft'))));
      // A file that was moved is known under both its paths until the old one is forgotten.
      const hidden = rows.map(({ source, ...row }) => ({ ...row, withdrawn: source !== null }));
      return [...new Map(hidden.map((row) => [row.key, row])).values()];
    },

    /** Hidden posts that return by themselves, at the dates that their files say now. */
    async putOffPosts(): Promise<(Removable & { returns: Date })[]> {
      const rows = await query
        .select({ ...removable, returns: sources.due })
        .from(posts)
        .innerJoin(sources, and(eq(sources.post, posts.key), eq(sources.state, 'scheduled')))
        .where(eq(posts.state, 'vanished'));
      return rows.flatMap(({ returns, ...row }) => (returns ? [{ ...row, returns }] : []));
    },

    /** The ids of posts by the digests of their files, as far as new ones among these files may be copies of them. */
    async originals(files: Candidate[], known: PostRow[]): Promise<Map<string, string>> {
      const paths = new Set(known.filter((row) => row.state !== 'deleted').map((row) => row.path));
      const fresh = files.filter(({ path: file, entry }) => entry.kind === 'post' && !paths.has(file));
      const digests = fresh.map(({ entry }) => entry.digest);
      // Until somebody is told of anything, nothing is a copy of what was told.
      if (digests.length === 0 || (await query.$count(settings, eq(settings.name, sinceSetting))) === 0)
        return new Map();
      const rows = await query
        .select({ digest: sources.digest, id })
        .from(sources)
        .innerJoin(posts, eq(key, sources.post))
        .where(
          and(eq(sources.state, 'live'), inArray(sources.digest, digests), eq(posts.state, 'live'), eq(kind, 'post')),
        );
      return new Map(rows.map((row) => [row.digest, row.id]));
    },

    countLive(): Promise<number> {
      return query.$count(posts, eq(posts.state, 'live'));
    },

    /** Which files waited for their dates until now: known by their paths or, if they were moved, by their bytes. */
    async awaited(now: Date): Promise<(file: Candidate) => boolean> {
      const rows = await query
        .select({ path: sources.path, digest: sources.digest })
        .from(sources)
        .where(and(eq(sources.state, 'scheduled'), lte(sources.due, now)));
      const known = new Set(rows.flatMap(({ path, digest }) => [path, digest]));
      return ({ path, entry }) => known.has(path) || known.has(entry.digest);
    },

    /** When the next scheduled file falls due. */
    async nextScheduled(now: Date): Promise<Date | null> {
      const rows = await query
        .select({ due: sources.due })
        .from(sources)
        .where(and(eq(sources.state, 'scheduled'), isNotNull(sources.due), gt(sources.due, now)))
        .orderBy(asc(sources.due))
        .limit(1);
      return rows[0]?.due ?? null;
    },
  };
}

/** What is told of a post that is taken away. */
export type Removable = Pick<PostRow, 'key' | 'id' | 'kind' | 'path' | 'permalink' | 'title' | 'details' | 'vanished'>;

/** The same question in parts: both engines count the values of one statement. */
async function selectIn<Value, Row>(values: Value[], select: (some: Value[]) => PromiseLike<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < values.length; start += 500)
    rows.push(...(await select(values.slice(start, start + 500))));
  return rows;
}
