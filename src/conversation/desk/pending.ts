import type { Database, Query, Step } from '../../database/database.ts';
import { and, asc, desc, eq, gt, inArray, isNull, lte, or, sql } from '../../database/drizzle.ts';
import { isAsSeen } from '../as-seen.ts';
import { type Listed, listRemarks } from './list.ts';

type Readable = Pick<Database, 'query' | 'tables'>;

/** A complaint that the owner has not put aside. */
export interface OpenReport {
  key: number;
  /** The number of the comment, the slug of the post, or the id of the account that it is about. */
  remark: number | null;
  post: string | null;
  account: string | null;
  /** Plain text; a stranger's. */
  text: string;
  received: Date;
}

/** Up to where the owner was told: decisions up to this key, by which something came to wait, are known. */
export interface ToldTo {
  decision: number;
  /** What was listed lately: it may have been edited since. */
  remarks: readonly number[];
}

/** What came since the owner was told last. */
export interface Pending {
  /** The oldest of them. */
  remarks: Listed[];
  /** How many wait in all. */
  count: number;
  reports: OpenReport[];
  reportCount: number;
  /** When the first of it came; null: there is nothing. */
  since: Date | null;
  /** Up to where this was read. */
  last: { decision: number; report: number };
}

/** Two that are written at once may be seen in the other order. */
const overlap = 1000;

/** Compared as a text, so that no engine reads all that waits to find the few that are new: a flood may be a million. */
const isUntold = ({ tables: { remarks } }: Readable) =>
  and(sql`coalesce(${remarks.state}, '') = 'held'`, isNull(remarks.notified));
const isNewReport = ({ tables: { reports } }: Readable) => and(isNull(reports.closed), isNull(reports.notified));

/** The remarks that came to wait by decisions between two keys. */
function heldBetween({ query, tables: { decisions } }: Readable, from: number, to: number) {
  const isBetween = and(gt(decisions.key, from - overlap), lte(decisions.key, to), eq(decisions.state, 'held'));
  return query.select({ remark: decisions.remark }).from(decisions).where(isBetween);
}

/** What waits and was not told yet: so many of it, and how much there is. */
export async function readPending(
  database: Readable,
  most: number,
  { decision, remarks: told }: ToldTo,
): Promise<Pending> {
  const { query, tables } = database;
  const { decisions, remarks, reports } = tables;
  const [newest] = await query.select({ key: decisions.key }).from(decisions).orderBy(desc(decisions.key)).limit(1);
  const to = newest?.key ?? 0;
  const isNew = or(
    inArray(remarks.key, heldBetween(database, decision, to)),
    told.length > 0 ? inArray(remarks.key, [...told]) : undefined,
  );
  const [first, count, complaints, [complained]] = await Promise.all([
    query
      .select({ key: remarks.key })
      .from(remarks)
      .where(and(isNew, isUntold(database)))
      .orderBy(asc(remarks.received), asc(remarks.key))
      .limit(most),
    query.$count(remarks, and(isNew, isUntold(database))),
    readReports(database, most, isNewReport(database)),
    query
      .select({ count: sql<string>`count(*)`, last: sql<string>`coalesce(max(${reports.key}), 0)` })
      .from(reports)
      .where(isNewReport(database)),
  ]);
  const listed = await readInOrder(
    database,
    first.map(({ key }) => key),
  );
  const came = [...listed, ...complaints].map(({ received }) => received.getTime());
  return {
    ...{ remarks: listed, count, reports: complaints, reportCount: Number(complained?.count ?? 0) },
    since: came.length === 0 ? null : new Date(Math.min(...came)),
    last: { decision: to, report: Number(complained?.last ?? 0) },
  };
}

/** Remarks by their keys, in the order of these. */
export async function readInOrder(database: Readable, keys: readonly number[]): Promise<Listed[]> {
  if (keys.length === 0) return [];
  const found = new Map((await listRemarks(database, { keys })).map((one) => [one.key, one]));
  return keys.flatMap((key) => found.get(key) ?? []);
}

/** Open reports, the oldest first. */
export async function readReports(
  { query, tables: { posts, reports } }: Readable,
  most: number,
  which = isNull(reports.closed) as ReturnType<typeof and>,
): Promise<OpenReport[]> {
  return query
    .select({
      ...{ key: reports.key, remark: reports.remark, post: posts.slug, account: reports.account },
      ...{ text: reports.text, received: reports.received },
    })
    .from(reports)
    .leftJoin(posts, eq(posts.key, reports.post))
    .where(which)
    .orderBy(asc(reports.received), asc(reports.key))
    .limit(most);
}

/**
 * The statements that note that the owner was told of it. Of what is listed each must still say what was told, else
 * `Unmet`: nobody approves by an answer what was edited meanwhile.
 */
export function toldSteps(
  database: Readable,
  query: Query,
  { remarks: listed, last }: Pending,
  { decision }: ToldTo,
  now: Date,
): Step[] {
  const { tables } = database;
  const { remarks, reports } = tables;
  return [
    ...listed.map((one) => ({
      statement: query.update(remarks).set({ notified: now }).where(isAsSeen(tables, one)),
      demand: 1,
    })),
    query
      .update(remarks)
      .set({ notified: now })
      .where(and(inArray(remarks.key, heldBetween(database, decision, last.decision)), isUntold(database))),
    query
      .update(reports)
      .set({ notified: now })
      .where(and(isNewReport(database), lte(reports.key, last.report))),
  ];
}
