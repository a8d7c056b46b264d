import type { Database, Query, Step } from '../database/database.ts';
import { and, eq, gt, inArray, isNull, lte, ne, or, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import { keptSubject, readSubject } from './host.ts';

export type Job = Pick<Tables['jobs']['$inferSelect'], 'key' | 'kind' | 'subject' | 'details' | 'attempts' | 'made'> & {
  /** The host that it asks; null: none in particular. */
  host: string | null;
};

/** What is passed by: all that ask a host, and those of these kinds that ask none. */
export interface Without {
  hosts: boolean;
  kinds: readonly string[];
}

/** Work that is done later, and that a restart does not lose. */
export interface Jobs {
  /**
   * The step that notes work; the same about the same thing waits once. The host is the one that the work asks: those of
   * one host are done one after the other. A subject that is a URL names its host by itself. No subject holds a space.
   * `isNewest`: where it waits already, these details and this time take the place of those.
   */
  add(
    query: Query,
    job: { kind: string; subject: string; host?: string | null; details?: object; due: Date; isNewest?: boolean },
    now: Date,
  ): Step;
  /** The step that has work done sooner that waits until later than then. */
  sooner(query: Query, job: { kind: string; subject: string; host?: string | null }, due: Date): Step;
  /**
   * Takes one that is due, for five minutes; null: nothing is. Two who ask at once get different ones. Those of hosts that
   * somebody asks just now are passed by.
   */
  take(now: Date, without?: Partial<Without>): Promise<Job | null>;
  /** Those that are still under way are somebody's for five more minutes. */
  keep(query: Query, keys: readonly number[], now: Date): Step;
  /** It is over; but where it was noted anew while it was done, it is done again. */
  done(query: Query, job: Pick<Job, 'key' | 'made'>): Step[];
  /** It is to be done again then, where details are given with these. */
  later(query: Query, job: Pick<Job, 'key' | 'attempts'>, due: Date, details?: object): Step;
}

/** Whoever has it says so again long before: who does not was killed. */
const lease = 5 * 60_000;
/** So many are looked at at once. */
const window = 50;

export function createJobs({ query: reading, tables: { jobs } }: Pick<Database, 'query' | 'tables'>): Jobs {
  const { key, kind, subject, details, attempts, made } = jobs;

  /** The hosts that are asked just now, by whichever process. */
  async function busyHosts(now: Date): Promise<string[]> {
    const rows = await reading.select({ subject }).from(jobs).where(gt(jobs.lease, now));
    return rows.flatMap((row) => readSubject(row.subject).host ?? []);
  }

  return {
    add: (query, { details: said = {}, host = null, isNewest = false, ...job }, now) =>
      query
        .insert(jobs)
        .values({ ...job, subject: keptSubject(job.subject, host), details: said, made: now })
        .onConflictDoUpdate({
          target: [kind, subject],
          set: { made: now, ...(isNewest ? { details: said, due: job.due, attempts: 0 } : {}) },
        }),

    sooner: (query, { kind: which, subject: about, host = null }, due) =>
      query
        .update(jobs)
        .set({ due })
        .where(and(eq(kind, which), eq(subject, keptSubject(about, host)), gt(jobs.due, due))),

    async take(now, { hosts: withoutHosts = false, kinds: withoutKinds = [] } = {}) {
      // No subject holds a space but after its host.
      const asksNobody = sql`${subject} not like '% %' and lower(substr(${subject}, 1, 4)) <> 'http'`;
      const isFree = and(lte(jobs.due, now), or(isNull(jobs.lease), lte(jobs.lease, now)));
      for (;;) {
        const busy = await busyHosts(now);
        // So many of one host may wait that they are better not read. What is spelt otherwise is passed by below.
        const ofOthers = busy.flatMap((host) =>
          [`${host} `, `https://${host}/`].map((start) => sql`substr(${subject}, 1, ${start.length}) <> ${start}`),
        );
        if (withoutHosts) ofOthers.push(asksNobody);
        const rows = { key, kind, subject };
        let chosen: number | null = null;
        for (let passed = 0; chosen === null; passed += window) {
          const some = await reading
            .select(rows)
            .from(jobs)
            .where(and(isFree, ...ofOthers))
            .orderBy(jobs.due, key)
            .limit(window)
            .offset(passed);
          const fits = some.find((row) => {
            const { host } = readSubject(row.subject);
            return host === null ? !withoutKinds.includes(row.kind) : !withoutHosts && !busy.includes(host);
          });
          if (!fits && some.length < window) return null;
          chosen = fits?.key ?? null;
        }
        const [taken] = await reading
          .update(jobs)
          .set({ lease: new Date(now.getTime() + lease) })
          .where(and(eq(key, chosen), isFree))
          .returning({ key, kind, subject, details, attempts, made });
        if (taken) return { ...taken, ...readSubject(taken.subject) };
      }
    },

    keep: (query, keys, now) =>
      query
        .update(jobs)
        .set({ lease: new Date(now.getTime() + lease) })
        .where(and(inArray(key, [...keys]), gt(jobs.lease, now))),

    // What was noted anew may have come too late to be seen by whoever did it.
    done: (query, job) => [
      query.delete(jobs).where(and(eq(key, job.key), eq(made, job.made))),
      query
        .update(jobs)
        .set({ lease: null })
        .where(and(eq(key, job.key), ne(made, job.made))),
    ],
    later: (query, { key: which, attempts: before }, due, said) =>
      query
        .update(jobs)
        .set({ due, lease: null, attempts: before + 1, ...(said ? { details: said } : {}) })
        .where(eq(key, which)),
  };
}
