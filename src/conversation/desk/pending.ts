import type { Database, Query, Step } from '../../database/database.ts';
import { and, asc, eq, isNull, lte, sql } from '../../database/drizzle.ts';
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
  /** What came later than these keys is not counted. */
  last: { remark: number; report: number };
}

const isUntold = ({ tables: { remarks } }: Readable) => and(eq(remarks.state, 'held'), isNull(remarks.notified));
const isNewReport = ({ tables: { reports } }: Readable) => and(isNull(reports.closed), isNull(reports.notified));

/** What waits and was not told yet: so many of it, and how much there is. */
export async function readPending(database: Readable, most: number): Promise<Pending> {
  const { query, tables } = database;
  const { remarks } = tables;
  const [first, [waiting], reports, [complained]] = await Promise.all([
    query
      .select({ key: remarks.key })
      .from(remarks)
      .where(isUntold(database))
      .orderBy(asc(remarks.received), asc(remarks.key))
      .limit(most),
    query
      .select({ count: sql<string>`count(*)`, last: sql<string>`coalesce(max(${remarks.key}), 0)` })
      .from(remarks)
      .where(isUntold(database)),
    readReports(database, most, isNewReport(database)),
    query
      .select({ count: sql<string>`count(*)`, last: sql<string>`coalesce(max(${tables.reports.key}), 0)` })
      .from(tables.reports)
      .where(isNewReport(database)),
  ]);
  const listed = await readInOrder(
    database,
    first.map(({ key }) => key),
  );
  const came = [...listed, ...reports].map(({ received }) => received.getTime());
  const since = came.length === 0 ? null : new Date(Math.min(...came));
  return {
    ...{
      remarks: listed,
      count: Number(waiting?.count ?? 0),
      reports,
      reportCount: Number(complained?.count ?? 0),
      since,
    },
    last: { remark: Number(waiting?.last ?? 0), report: Number(complained?.last ?? 0) },
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
export function toldSteps(database: Readable, query: Query, { remarks: listed, last }: Pending, now: Date): Step[] {
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
      .where(and(isUntold(database), lte(remarks.key, last.remark))),
    query
      .update(reports)
      .set({ notified: now })
      .where(and(isNewReport(database), lte(reports.key, last.report))),
  ];
}
