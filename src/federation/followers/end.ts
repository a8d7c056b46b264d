import { isNobody } from '../../conversation/speaker.ts';
import type { Query, Step } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';

/** What ends. */
export interface Ended {
  uri: string;
  /** The account that is followed no more; null: all. */
  account: string | null;
  /** Whether the actor itself is gone: then nothing about it is sent any more, an answer to its Follow neither. */
  gone?: boolean;
}

/**
 * The statements that end what an actor follows. What still waits for an inbox that no other follower of the account uses is
 * not sent: posts and edits, and to an actor that is gone also deletions and answers. The person's row goes when nothing
 * refers to it any more.
 */
export function endSteps(tables: Tables, query: Query, { uri, account, gone = false }: Ended, now: Date): Step[] {
  const { followers, people, activities, deliveries } = tables;
  const person = sql`(select ${people.key} from ${people} where ${people.uri} = ${uri})`;
  const itsInboxes = sql`(select ${people.inbox} from ${people} where ${people.uri} = ${uri}
    union select ${people.sharedInbox} from ${people} where ${people.uri} = ${uri} and ${people.sharedInbox} is not null)`;
  const unwanted = query
    .select({ key: activities.key })
    .from(activities)
    .where(
      and(
        eq(activities.key, deliveries.activity),
        account === null ? undefined : eq(activities.account, account),
        gone
          ? or(inArray(activities.type, ['Create', 'Update', 'Delete']), eq(activities.subject, uri))
          : inArray(activities.type, ['Create', 'Update']),
        sql`not exists (select 1 from ${followers} join ${people} on ${people.key} = ${followers.person}
          where ${followers.account} = ${activities.account} and ${followers.state} = 'accepted'
          and (${people.inbox} = ${deliveries.inbox} or ${people.sharedInbox} = ${deliveries.inbox}))`,
      ),
    );
  return [
    query
      .delete(followers)
      .where(and(eq(followers.person, person), account === null ? undefined : eq(followers.account, account))),
    query
      .update(deliveries)
      .set({ outcome: 'superseded', due: null, lease: null, finished: now })
      .where(and(isNotNull(deliveries.due), sql`${deliveries.inbox} in ${itsInboxes}`, sql`exists ${unwanted}`)),
    query.delete(people).where(and(eq(people.uri, uri), isNobody(tables))),
  ];
}
