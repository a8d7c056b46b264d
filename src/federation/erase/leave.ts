import type { Database } from '../../database/database.ts';
import { and, eq, isNotNull, or, sql } from '../../database/drizzle.ts';
import type { Work } from '../../jobs/worker.ts';

/** The kind of the jobs that take out what was sent to somebody who was forgotten; its subject is their id. */
export const leaving = 'leave';

const hour = 3600_000;
const pause = hour / 6;
/** Longer than anything is tried to be delivered. */
const longest = 8 * 24 * hour;

/** Once nothing waits for their inbox any more, the rows of what was sent there go, and the inbox, and the answers to their Follow. */
export function createLeave(database: Database): Work {
  const { query: reading, tables } = database;
  const { activities, deliveries, inboxes, people } = tables;

  return async ({ subject, details, made }, now) => {
    const { inbox } = (details ?? {}) as { inbox?: string };
    const [row] = await reading
      .select({ key: inboxes.key })
      .from(inboxes)
      .where(eq(inboxes.uri, inbox ?? ''));
    const isOld = now.getTime() - made.getTime() > longest;
    const again = new Date(now.getTime() + pause);
    if (row && !isOld) {
      const waiting = await reading
        .select({ inbox: deliveries.inbox })
        .from(deliveries)
        .where(and(eq(deliveries.inbox, row.key), isNotNull(deliveries.due)))
        .limit(1);
      if (waiting.length > 0) return { effect: null, again };
    }
    const shared = row
      ? await reading
          .select({ key: people.key })
          .from(people)
          .where(or(eq(people.inbox, row.key), eq(people.sharedInbox, row.key)))
          .limit(1)
      : [];
    // They are being forgotten just now, or came back by their own will: then they have what they had.
    const isThere = await reading.select({ key: people.key }).from(people).where(eq(people.uri, subject)).limit(1);
    if (isThere.length > 0) return { effect: null, again: isOld ? null : again };
    const own = row && shared.length === 0 ? row.key : null;
    return {
      effect: (query) => [
        query
          .delete(activities)
          .where(and(eq(activities.subject, subject), sql`${activities.type} in ('Accept', 'Reject')`)),
        ...(own === null
          ? []
          : [
              query.delete(deliveries).where(eq(deliveries.inbox, own)),
              query.delete(inboxes).where(eq(inboxes.key, own)),
            ]),
      ],
      again: null,
    };
  };
}
