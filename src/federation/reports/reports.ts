import type { Database, Query, Step } from '../../database/database.ts';
import { eq, inArray, isNull, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { createJobs } from '../../jobs/jobs.ts';
import { tellSoon } from '../owners/soon.ts';

export type ReportRow = Tables['reports']['$inferSelect'];

/** What somebody complains of: a comment, a post, or an account where it is neither. */
export type NewReport = Pick<ReportRow, 'uri' | 'by' | 'remark' | 'post' | 'account' | 'text'>;

/** Complaints, as they are kept. Only the owner sees them. */
export interface Reports {
  /**
   * What keeps one; null: it is there already. One whose server has as many open as it may have is only counted: a flood
   * must not hide what others complain of.
   */
  add(report: NewReport, now: Date): Promise<((query: Query) => Step[]) | null>;
  /** How many were only counted since the owner last closed all. */
  counted(): Promise<number>;
  /** Puts some aside, and forgets what was counted where none is open any more. @returns how many were open. */
  close(keys: readonly number[], now: Date): Promise<number>;
}

/** So many of one server may be open, and of all together. */
export const mostOfHost = 20;
export const mostOpen = 500;

const counter = 'reports:counted';

export function createReports(database: Pick<Database, 'query' | 'tables'>): Reports {
  const { query: reading, tables } = database;
  const { reports, settings } = tables;
  const jobs = createJobs(database);

  const count = (query: Query, now: Date): Step =>
    query
      .insert(settings)
      .values({ name: counter, value: '1', changed: now })
      .onConflictDoUpdate({
        target: settings.name,
        set: { value: sql`cast(cast(${settings.value} as integer) + 1 as text)`, changed: now },
      });

  return {
    async add(report, now) {
      const open = await reading.select().from(reports).where(isNull(reports.closed)).limit(mostOpen);
      if (open.some((one) => one.uri === report.uri || isSame(one, report))) return null;
      const host = hostOf(report.by);
      const isTooMany = open.length >= mostOpen || open.filter(({ by }) => hostOf(by) === host).length >= mostOfHost;
      if (isTooMany) return (query) => [count(query, now)];
      return (query) => [
        query
          .insert(reports)
          .values({ ...report, received: now })
          .onConflictDoNothing(),
        tellSoon(jobs, query, now),
      ];
    },
    async counted() {
      const [row] = await reading.select().from(settings).where(eq(settings.name, counter));
      return Number(row?.value ?? 0);
    },
    async close(keys, now) {
      const closed = await reading
        .update(reports)
        .set({ closed: now })
        .where(sql`${inArray(reports.key, [...keys])} and ${isNull(reports.closed)}`)
        .returning({ key: reports.key });
      const [left] = await reading.select({ key: reports.key }).from(reports).where(isNull(reports.closed)).limit(1);
      if (!left) await reading.delete(settings).where(eq(settings.name, counter));
      return closed.length;
    },
  };
}

/** Said twice by one: servers that lost our answer make a new id now and then. */
function isSame(one: NewReport, other: NewReport): boolean {
  return (
    one.by !== null &&
    one.by === other.by &&
    one.remark === other.remark &&
    one.post === other.post &&
    one.account === other.account &&
    one.text === other.text
  );
}

/** Of whoever sent it; readers have none, and count together. */
function hostOf(by: string | null): string | null {
  return by !== null && URL.canParse(by) ? new URL(by).host : null;
}
