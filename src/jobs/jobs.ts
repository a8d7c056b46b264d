import type { Database, Query, Step } from '../database/database.ts';
import { and, eq, lte, or, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';

export type Job = Pick<Tables['jobs']['$inferSelect'], 'key' | 'kind' | 'subject' | 'details' | 'attempts' | 'made'>;

/** Work that is done later, and that a restart does not lose. */
export interface Jobs {
  /** The step that notes work; the same about the same thing waits once. */
  add(query: Query, job: { kind: string; subject: string; details?: object; due: Date }, now: Date): Step;
  /** Takes one that is due, for five minutes; null: nothing is. Two who ask at once get different ones. */
  take(now: Date): Promise<Job | null>;
  done(query: Query, key: number): Step;
  /** It is to be done again then. */
  later(query: Query, job: Pick<Job, 'key' | 'attempts'>, due: Date): Step;
}

/** Longer than any job takes: whoever still has it then was killed. */
const lease = 5 * 60_000;

export function createJobs({ query: reading, tables: { jobs } }: Pick<Database, 'query' | 'tables'>): Jobs {
  const { key, kind, subject, details, attempts, made } = jobs;

  return {
    add: (query, { details: said = {}, ...job }, now) =>
      query
        .insert(jobs)
        .values({ ...job, details: said, made: now })
        .onConflictDoNothing(),
    async take(now) {
      const isFree = and(lte(jobs.due, now), or(sql`${jobs.lease} is null`, lte(jobs.lease, now)));
      for (;;) {
        const [next] = await reading.select({ key }).from(jobs).where(isFree).orderBy(jobs.due, key).limit(1);
        if (!next) return null;
        const [taken] = await reading
          .update(jobs)
          .set({ lease: new Date(now.getTime() + lease) })
          .where(and(eq(key, next.key), isFree))
          .returning({ key, kind, subject, details, attempts, made });
        if (taken) return taken;
      }
    },
    done: (query, which) => query.delete(jobs).where(eq(key, which)),
    later: (query, { key: which, attempts: before }, due) =>
      query
        .update(jobs)
        .set({ due, lease: null, attempts: before + 1 })
        .where(eq(key, which)),
  };
}
