import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, inArray, ne, sql } from '../../database/drizzle.ts';
import { hostOf } from '../../jobs/host.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import { isGone } from '../load/refused.ts';
import type { People } from '../people/people.ts';
import { originOf } from '../remarks/value.ts';
import { type AdoptedRow, reading } from './adopt.ts';
import { readCollection } from './collection.ts';
import { type Beginning, type Finding, type FindParts, findAgain, findBeginning } from './find.ts';
import type { Seek } from './found.ts';
import { type Hindrance, hindrances, isStillRead, taken, writeWhy } from './hindrance.ts';

/** The kind of the jobs that ask whether what left a thread is still there; the subject is its id. */
const asking = 'left';

const [minute, hour, day] = [60_000, 3600_000, 86_400_000];
const [shortest, longest] = [10 * minute, 7 * day];
/** Of one look at a thread: what begins it, and so many pages; in one pass so many looks. */
const pagesPerLook = 3;
const idsPerLook = 200;
const looksPerPass = 8;
/** Of those that left a thread, so many are asked for at once. */
const leftPerPass = 5;

export interface ThreadParts extends FindParts {
  database: Pick<Database, 'query' | 'tables'>;
  remarks: Pick<Remarks, 'find' | 'bury'>;
  people: Pick<People, 'leave'>;
  jobs: Pick<Jobs, 'add'>;
  seek: Seek;
  isOurs(reference: string): boolean;
  loader(): Promise<DocumentLoader>;
}

/** Where a look goes on, and how often in a row what begins the thread was gone. */
interface Details {
  post: number;
  next?: string;
  looks?: number;
  missed?: number;
  /** Up to which of what left it was asked for last. */
  asked?: string;
}

const over: Done = { effect: null, again: null };

/** How long a thread is left alone in which nothing has changed since then. */
export function pauseOf(changed: Date, now: Date): number {
  return Math.min(longest, Math.max(shortest, (now.getTime() - changed.getTime()) / 4));
}

/** Reads the threads elsewhere that posts name in `discuss:`. */
export function createThread(parts: ThreadParts): Readonly<Record<string, Work>> {
  const { database, remarks, people, jobs, seek, isOurs, loader } = parts;
  const { query, tables } = database;
  const { adopted, posts } = tables;
  const said = tables.remarks;

  async function rowOf(post: number): Promise<{ row: AdoptedRow; state: string } | null> {
    const [found] = await query
      .select({ row: adopted, state: posts.state })
      .from(adopted)
      .innerJoin(posts, eq(posts.key, adopted.post))
      .where(eq(adopted.post, post));
    return found ?? null;
  }

  /** Another post whose thread begins with it. */
  async function holderOf(object: string, post: number): Promise<string | null> {
    const [found] = await query
      .select({ path: posts.path })
      .from(adopted)
      .innerJoin(posts, eq(posts.key, adopted.post))
      .where(and(eq(adopted.object, object), ne(adopted.post, post), eq(posts.state, 'live')));
    return found?.path ?? null;
  }

  /** When something was last said there. */
  async function lastChange({ post, changed, checked }: AdoptedRow, now: Date): Promise<Date> {
    const newest = sql<string | number | Date | null>`max(${said.received})`.mapWith(said.received);
    const [found] = await query
      .select({ newest })
      .from(said)
      .where(and(eq(said.post, post), eq(said.kind, 'reply')));
    const all = [found?.newest, changed, checked === null ? now : null].filter((one) => one instanceof Date);
    return new Date(Math.max(...all.map((one) => one.getTime())));
  }

  type Write = Partial<Pick<AdoptedRow, 'object' | 'checked' | 'changed' | 'why'>>;
  const done = (
    row: AdoptedRow,
    write: Write,
    due: Date,
    details: Details,
    more: (query: Query) => Step[] = () => [],
  ): Done => ({
    effect: (one) => [
      one
        .update(adopted)
        .set({ ...write, due })
        .where(and(eq(adopted.post, row.post), eq(adopted.address, row.address))),
      ...more(one),
    ],
    again: due,
    details,
  });

  async function hindered(row: AdoptedRow, why: Hindrance, now: Date): Promise<Done> {
    const changed = row.changed ?? now;
    const due = new Date(now.getTime() + Math.max(hour, pauseOf(changed, now)));
    const said = writeWhy(why);
    if (isStillRead(said)) return done(row, { why: said, changed }, due, { post: row.post });
    // The page of the post leads there no more.
    const isNews = row.object !== null && row.checked !== null;
    const more = (one: Query): Step[] => (isNews ? [countUp(one, tables, now)] : []);
    return done(row, { why: said, changed, checked: null }, due, { post: row.post }, more);
  }

  async function notFound(row: AdoptedRow, state: 'away' | 'gone', missed: number, now: Date): Promise<Done> {
    if (state === 'gone' && row.object === null) return hindered(row, hindrances.unfound, now);
    if (state === 'gone' && missed > 0) return hindered(row, hindrances.gone, now);
    const since = row.checked ?? row.changed ?? now;
    const isLong = now.getTime() - since.getTime() > day;
    const write = { changed: row.changed ?? now, ...(isLong ? { why: writeWhy(hindrances.away) } : {}) };
    const due = new Date(now.getTime() + Math.max(hour, pauseOf(since, now)));
    return done(row, write, due, { post: row.post, ...(state === 'gone' ? { missed: missed + 1 } : {}) });
  }

  /** What is kept of a thread and does not stand in it any more: so many, from where the last pass ended. */
  async function leftIn(row: AdoptedRow, ids: ReadonlySet<string>, asked: string): Promise<string[]> {
    const names = [row.address, ...(row.object === null ? [] : [row.object])];
    const kept = await query
      .select({ uri: said.uri })
      .from(said)
      .where(and(inArray(said.parent, names), inArray(said.state, ['shown', 'held', 'hidden'])));
    const left = kept.map(({ uri }) => uri).filter((uri) => !ids.has(uri) && !isOurs(uri) && hostOf(uri) !== null);
    const after = left.sort().findIndex((uri) => uri > asked);
    return [...left.slice(Math.max(after, 0)), ...left].slice(0, Math.min(leftPerPass, left.length));
  }

  async function look(
    row: AdoptedRow,
    { document, remark }: Beginning,
    details: Details,
    load: DocumentLoader,
    now: Date,
  ): Promise<Done> {
    const holder = await holderOf(remark.uri, row.post);
    if (holder !== null) return hindered(row, taken(holder), now);
    const limits = { origin: originOf(remark.uri), load, fetches: { left: pagesPerLook }, most: idsPerLook };
    const replies = await readCollection(details.next ?? document.replies, limits);
    const { context } = document;
    const others =
      typeof context === 'string' && !isOurs(context) && !details.next
        ? (await readCollection(context, limits)).ids
        : [];
    const ids = new Set([...replies.ids, ...others]);
    ids.delete(remark.uri);
    const subject = `${row.post}:${row.address}`;
    const thread = { kind: reading, subject, host: hostOf(row.address) };
    const found = await seek(ids, { post: row.post, thread }, now);
    const isWhole = replies.isWhole && !details.next && document.replies !== undefined;
    const left = isWhole ? await leftIn(row, ids, details.asked ?? '') : [];
    const asked = left.at(-1) ?? details.asked;
    const next = { post: row.post, ...(asked === undefined ? {} : { asked }) };
    // From now on the page of the post leads there.
    const isNews = row.object !== remark.uri || row.checked === null;
    const more = (one: Query): Step[] => [
      ...(isNews ? [countUp(one, tables, now)] : []),
      ...(found?.(one) ?? []),
      ...left.map((uri) => jobs.add(one, { kind: asking, subject: uri, host: hostOf(uri), due: now }, now)),
    ];

    const changed = await lastChange(row, now);
    const write = { object: remark.uri, checked: now, changed, why: null };
    const looks = (details.looks ?? 0) + 1;
    if (replies.next !== null && looks < looksPerPass) {
      const due = new Date(now.getTime() + minute);
      return done(row, write, due, { ...next, next: replies.next, looks }, more);
    }
    return done(row, write, new Date(now.getTime() + pauseOf(changed, now)), next, more);
  }

  return {
    async [reading]({ subject, details: kept }, now) {
      const details = kept as Details | null;
      const found = details && (await rowOf(details.post));
      if (!details || !found || subject !== `${found.row.post}:${found.row.address}`) return over;
      const { row } = found;
      // It has vanished, and may come back.
      if (found.state !== 'live') return { effect: null, again: new Date(now.getTime() + hour) };
      if (isOurs(row.address)) return hindered(row, hindrances.own, now);
      const load = await loader();
      const finding: Finding =
        row.object === null
          ? await findBeginning(row.address, load, parts, now)
          : await findAgain(row.object, load, parts, now);
      if (finding.state === 'found') return look(row, finding.beginning, details, load, now);
      if (finding.state === 'hindered') return hindered(row, finding.why, now);
      return notFound(row, finding.state, details.missed ?? 0, now);
    },

    async [asking]({ subject: uri }, now) {
      const known = await remarks.find(uri);
      if (!known || known.row.state === 'gone') return over;
      const load = await loader();
      const isThere = await load(uri).then(
        () => true,
        (error: unknown) => !isGone(error),
      );
      if (isThere) return over;
      const { row, author } = known;
      return {
        effect: (one) => [
          remarks.bury(one, row.key),
          ...(author === null ? [] : [people.leave(one, author)]),
          ...(row.state === 'shown' ? [countUp(one, tables, now)] : []),
        ],
        again: null,
      };
    },
  };
}
