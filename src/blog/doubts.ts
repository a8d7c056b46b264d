import { setImmediate } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { and, asc, eq, gt, inArray, lt, ne, sql } from '../database/drizzle.ts';
import { type Condition, livePosts } from './live-posts.ts';
import { createRecognition, type Likeness, pairUp } from './lookalikes.ts';
import { detailsOf } from './row.ts';
import { readAgain } from './stamps.ts';
import { parts } from './statement-parts.ts';

/** A post of a doubt, as it is named to its author. */
interface Doubted {
  key: number;
  id: string;
  /** Its file, relative to the content folder. */
  path: string;
  /** Its object. */
  uri: string;
}

/**
 * A new post that looks like one whose file is gone: a file was renamed and edited at once, most likely, so that neither its
 * bytes nor its address tell which post it is (a post may have become a note by that). Until the owner says it, the new one
 * waits and the old one is not deleted.
 */
export interface Doubt {
  gone: Doubted;
  fresh: Doubted;
}

export interface Doubts {
  /** Every doubt there is, by the file of the new post. Texts are read only where there are both kinds of posts, and once. */
  find(): Promise<Doubt[]>;
}

interface Row extends Doubted {
  title: string | null;
  revision: number;
  /** What was decided of telling followers; null: nothing yet. */
  state: 'told' | 'silent' | 'gone' | null;
  /** When it appeared. */
  made: Date;
  /** When it was hidden; null: it is live, and may be kept up although its file is gone. */
  vanished: Date | null;
}

/** What was silenced so long before another file was found gone, or after it, can be that one. */
const [before, after] = [60 * 60_000, 5 * 60_000];
/** So many texts are compared before pages are answered. */
const batch = 50;

/** Finds the doubts of a blog in what was published and told so far: nothing else is remembered of them. */
export function createDoubts(database: Pick<Database, 'query' | 'tables'>): Doubts {
  const { query, tables } = database;
  const { posts, objects, announcements, sources } = tables;
  const { key, id, path, title, revision, vanished } = posts;
  const { uri, made } = objects;
  const columns = { key, id, path, title, revision, vanished, uri, made, state: announcements.state };
  const isOwn = and(eq(objects.post, posts.key), eq(objects.generation, posts.generation), eq(objects.state, 'alive'));
  const isAnnounced = eq(announcements.object, objects.uri);
  const isNoPage = ne(posts.kind, 'page');
  let last: { of: string; doubts: Doubt[] } = { of: '', doubts: [] };

  /** Posts whose files are gone, and of which it was decided whether followers are told. */
  async function goneRows(): Promise<Row[]> {
    const hidden = await query
      .select(columns)
      .from(posts)
      .innerJoin(objects, isOwn)
      .innerJoin(announcements, isAnnounced)
      .leftJoin(sources, and(eq(sources.post, posts.key), ne(sources.state, 'live')))
      .where(and(eq(posts.state, 'vanished'), isNoPage, sql`${sources.path} is null`))
      .orderBy(asc(posts.key));
    return [...hidden, ...(await keptRows())].filter(({ state }) => state !== 'gone');
  }

  /** Of which so many are gone at once that they stay up. */
  async function keptRows(): Promise<Row[]> {
    const isMissed = and(eq(sources.stamp, readAgain), eq(sources.state, 'live'));
    const missed = await query.select({ post: sources.post }).from(sources).where(isMissed);
    const rows: Row[] = [];
    for (const some of parts(missed.flatMap(({ post }) => (post === null ? [] : [post])))) {
      const found = await query
        .select(columns)
        .from(posts)
        .innerJoin(objects, isOwn)
        .innerJoin(announcements, isAnnounced)
        .where(and(inArray(key, some), eq(posts.state, 'live'), isNoPage));
      rows.push(...found);
    }
    return rows.sort((a, b) => a.key - b.key);
  }

  /** New posts whose authors have not said that they are posts of their own. */
  async function freshRows(isUntold: Condition): Promise<Row[]> {
    const rows = await livePosts(database, isUntold);
    return rows.filter((row) => row.generation === 1 && !detailsOf(row).idWritten);
  }

  /** What was silenced at once, being dated far back or one of many, just before its old file was found gone. */
  async function silencedRows(gone: Row[]): Promise<Row[]> {
    const times = gone.flatMap((row) => (row.state === 'told' && row.vanished ? [row.vanished.getTime()] : []));
    if (times.length === 0) return [];
    const first = new Date(times.reduce((one, other) => Math.min(one, other)) - before);
    const end = new Date(times.reduce((one, other) => Math.max(one, other)) + after);
    return freshRows(and(eq(announcements.state, 'silent'), gt(objects.made, first), lt(objects.made, end)));
  }

  async function* texts(rows: Row[]): AsyncGenerator<(Row & { body: string })[]> {
    for (let start = 0; start < rows.length; start += batch) {
      const some = rows.slice(start, start + batch);
      const keys = some.map((row) => row.key);
      const found = await query.select({ key, body: posts.body }).from(posts).where(inArray(posts.key, keys));
      const bodies = new Map(found.map((row) => [row.key, row.body]));
      yield some.map((row) => ({ ...row, body: bodies.get(row.key) ?? '' }));
      await setImmediate();
    }
  }

  async function compare(gone: Row[], fresh: Row[]): Promise<Doubt[]> {
    const old: (Row & { body: string })[] = [];
    for await (const some of texts(gone)) old.push(...some);
    const recognise = createRecognition(old);
    const found: Likeness<Row, Row>[] = [];
    for await (const some of texts(fresh)) found.push(...some.flatMap(recognise).filter(areOfOneTime));
    return pairUp(found)
      .map((pair) => ({ gone: doubted(pair.gone), fresh: doubted(pair.fresh) }))
      .sort((a, b) => (a.fresh.path < b.fresh.path ? -1 : 1));
  }

  return {
    async find() {
      const gone = await goneRows();
      if (gone.length === 0) return [];
      const fresh = [...(await freshRows(sql`${announcements.object} is null`)), ...(await silencedRows(gone))];
      if (fresh.length === 0) return [];
      const of = [gone, fresh].map((rows) => rows.map((row) => `${row.key} ${row.revision} ${row.state}`)).join('|');
      if (last.of !== of) last = { of, doubts: await compare(gone, fresh) };
      return last.doubts;
    },
  };
}

/** A new name comes after the old one. Of what is silent, only that may be the old post which came when that one went. */
function areOfOneTime({ gone, fresh }: Likeness<Row, Row>): boolean {
  if (fresh.made <= gone.made) return false;
  if (fresh.state === null) return true;
  if (gone.state !== 'told' || !gone.vanished) return false;
  const difference = fresh.made.getTime() - gone.vanished.getTime();
  return -before < difference && difference < after;
}

function doubted({ key, id, path, uri }: Row): Doubted {
  return { key, id, path, uri };
}
