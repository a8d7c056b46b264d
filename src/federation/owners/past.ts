import type { Database } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, isNull, lte, or, sql } from '../../database/drizzle.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import { noticePath } from './note.ts';
import { tellSoon } from './soon.ts';

/** A message of which the text is kept. */
interface Kept {
  activity: number;
  remarks: number[];
  made: Date;
  isWaiting: boolean;
}

const minute = 60_000;

/**
 * Looks each minute at the messages to owners of which the text is kept, since it holds strangers' words, who may want
 * them back. Of what has arrived it goes. What is still on its way, and tells of something that was deleted or edited
 * since, goes no further, and what else it told is told anew.
 */
export function createPast(database: Pick<Database, 'query' | 'tables'>): Work {
  const { query, tables } = database;
  const { activities, deliveries, notices, remarks } = tables;
  const jobs = createJobs(database);

  async function readKept(): Promise<Kept[]> {
    const isWaiting = sql`exists (select 1 from ${deliveries}
      where ${deliveries.activity} = ${activities.key} and ${deliveries.due} is not null)`;
    const rows = await query
      .select({
        ...{ activity: activities.key, remarks: notices.remarks, made: notices.made },
        isWaiting: sql<number>`case when ${isWaiting} then 1 else 0 end`,
      })
      .from(notices)
      .innerJoin(activities, eq(activities.subject, sql`${noticePath('')} || ${notices.id}`))
      .where(isNotNull(activities.json));
    return rows.map((row) => ({ ...row, isWaiting: Number(row.isWaiting) === 1 }));
  }

  /** Those that tell of something which is not so any more. */
  async function untrue(kept: Kept[]): Promise<Kept[]> {
    const keys = [...new Set(kept.flatMap((one) => one.remarks))];
    if (keys.length === 0) return [];
    const rows = await query
      .select({ key: remarks.key, state: remarks.state, notified: remarks.notified })
      .from(remarks)
      .where(inArray(remarks.key, keys));
    const told = new Map(rows.map((row) => [row.key, row.state === 'gone' ? null : row.notified]));
    return kept.filter(({ made, ...one }) => one.remarks.some((key) => told.get(key)?.getTime() !== made.getTime()));
  }

  return async (_job, now): Promise<Done> => {
    const kept = await readKept();
    const withdrawn = await untrue(kept.filter(({ isWaiting }) => isWaiting));
    const over = [...kept.filter(({ isWaiting }) => !isWaiting), ...withdrawn].map(({ activity }) => activity);
    const again = new Date(now.getTime() + minute);
    if (over.length === 0) return { effect: null, again };
    return {
      effect: (builder) => [
        builder.update(activities).set({ json: null }).where(inArray(activities.key, over)),
        builder
          .update(deliveries)
          .set({ outcome: 'superseded', due: null, lease: null, finished: now })
          .where(
            and(
              inArray(deliveries.activity, over),
              isNotNull(deliveries.due),
              or(isNull(deliveries.lease), lte(deliveries.lease, now)),
            ),
          ),
        ...withdrawn.map(({ remarks: keys, made }) =>
          builder
            .update(remarks)
            .set({ notified: null })
            .where(and(inArray(remarks.key, keys), eq(remarks.state, 'held'), eq(remarks.notified, made))),
        ),
        ...(withdrawn.length > 0 ? [tellSoon(jobs, builder, now)] : []),
      ],
      again,
    };
  };
}
