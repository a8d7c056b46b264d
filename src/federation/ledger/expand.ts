import { type Database, Unmet } from '../../database/database.ts';
import { and, asc, eq, gt, gte, inArray, sql } from '../../database/drizzle.ts';
import { recipientsOf } from './recipients.ts';
import { supersede } from './supersede.ts';

/** How many deliveries are written in one transaction, so that none keeps a page waiting. */
const chunk = 500;
/** Turns within such a while, in milliseconds, are one: the worker would take them together anyway. */
const turnTime = 200;

/**
 * Makes what writes the deliveries of followers' activities, chunk by chunk, oldest activity first. A chunk goes in with
 * the cursor that tells how far it has come: whoever is killed on the way, or does the same at once, loses nothing and
 * writes nothing twice.
 *
 * They fall due one after the other, `pace` a second: each server that gets a post comes at once for the page, the
 * object and its picture, and a thousand of them within one second would bring the blog down with its own success. What
 * is listed, an Accept above all, waits for nobody. A host that is paused gets no turn before its pause is over.
 */
export function createExpansion({
  database: { query, tables, atomically },
  now,
  pace,
}: {
  database: Database;
  now(): Date;
  pace: number;
}): () => Promise<boolean> {
  const { activities, deliveries, hosts, inboxes } = tables;
  /** When the next turn is, in milliseconds; all fan-outs of this process share one row of turns. */
  let turn: number | null = null;
  let last = 0;

  async function oldest() {
    const [activity] = await query
      .select({
        key: activities.key,
        account: activities.account,
        type: activities.type,
        subject: activities.subject,
        audience: activities.audience,
        cursor: activities.cursor,
      })
      .from(activities)
      .where(gte(activities.cursor, 0))
      .orderBy(asc(activities.key))
      .limit(1);
    return activity;
  }

  type Activity = NonNullable<Awaited<ReturnType<typeof oldest>>>;

  function recipients(activity: Activity, after: number) {
    return query
      .select({ inbox: inboxes.key, host: inboxes.host, failures: hosts.failures, pausedUntil: hosts.pausedUntil })
      .from(inboxes)
      .innerJoin(hosts, eq(hosts.key, inboxes.host))
      .where(and(gt(inboxes.key, after), sql`${inboxes.key} in (${recipientsOf(activity)})`))
      .orderBy(asc(inboxes.key))
      .limit(chunk);
  }

  /** Selected in the database: to write out the values of five hundred rows takes drizzle longer than all the rest. */
  function rowsFor({ key }: Activity, some: { inbox: number }[], due: number) {
    const keys = some.map(({ inbox }) => inbox);
    return sql`select cast(${key} as bigint), ${inboxes.key}, ${inboxes.host}, 0, ${sql.param(new Date(due), deliveries.due)},
      null, null, null, null, null, null, null from ${inboxes} where ${inArray(inboxes.key, keys)}`;
  }

  /** After a start: behind the turns that this activity's deliveries were given before. */
  async function resume(activity: number, instant: number): Promise<number> {
    const [waiting] = await query
      .select({ count: sql<number>`count(*)` })
      .from(deliveries)
      .innerJoin(hosts, and(eq(hosts.key, deliveries.host), eq(hosts.failures, 0)))
      .where(and(eq(deliveries.activity, activity), gt(deliveries.due, new Date(instant)), eq(deliveries.attempts, 0)));
    return instant + (Number(waiting?.count ?? 0) * 1000) / pace;
  }

  return async () => {
    const activity = await oldest();
    if (!activity) return false;
    const cursor = activity.cursor ?? 0;
    const rows = await recipients(activity, cursor);
    const instant = now();
    // The turns of a clock that was set back since may be hours ahead.
    if (instant.getTime() < last) turn = null;
    last = instant.getTime();
    const first = Math.max(last, turn ?? (await resume(activity.key, last)));
    const resting = rows.filter(({ pausedUntil }) => pausedUntil && pausedUntil > instant);
    const others = rows.filter(({ pausedUntil }) => !pausedUntil || pausedUntil <= instant);
    const ready = others.filter(({ failures }) => failures === 0);
    // A server that failed last time comes for no page, and shall delay none that would: these stand in a row of their own.
    const failing = others.filter(({ failures }) => failures > 0);
    const end = first + (ready.length * 1000) / pace;
    const turnOf = (_: unknown, position: number): number =>
      first + Math.floor((position * 1000) / pace / turnTime) * turnTime;
    const turns = [
      ...Map.groupBy(ready, turnOf),
      ...Map.groupBy(failing, turnOf),
      ...Map.groupBy(resting, ({ pausedUntil }) => pausedUntil?.getTime() ?? last),
    ];
    const reached = rows.length === chunk ? (rows.at(-1)?.inbox ?? null) : null;
    const at = and(eq(activities.key, activity.key), eq(activities.cursor, cursor));
    try {
      await atomically((builder) => [
        { statement: builder.update(activities).set({ cursor: reached }).where(at), demand: 1 },
        ...turns.map(([due, some]) =>
          builder
            .insert(deliveries)
            .select(rowsFor(activity, some, due))
            .onConflictDoNothing(),
        ),
        ...supersede(
          builder,
          tables,
          activity,
          rows.map(({ inbox }) => inbox),
          instant,
        ),
      ]);
      turn = end;
    } catch (error) {
      // Somebody else has written this chunk.
      if (!(error instanceof Unmet)) throw error;
    }
    return true;
  };
}
