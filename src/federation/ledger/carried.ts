import { createHash } from 'node:crypto';
import type { Query, Step } from '../../database/database.ts';
import { and, eq, isNotNull, lt, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import type { Outgoing } from './ledger.ts';

/** SHA-256 of the bytes of an activity, base64, as the `Digest` of a request has it. */
export function digestOf(json: string): string {
  return createHash('sha256').update(json).digest('base64');
}

/**
 * The statement that lets the Create of a post go as the post is now, to whoever has not had it: it keeps its id and gets
 * other bytes, together with the edit that it carries from then on. Added twice, or after a newer edit, nothing changes.
 */
export function refreshPost(
  query: Query,
  { activities }: Tables,
  { id, account, subject }: Pick<Outgoing, 'id' | 'account' | 'subject'>,
  create: string,
): Step {
  const edit = sql<number>`(select edit.key from activities edit where edit.uri = ${id})`;
  return query
    .update(activities)
    .set({ json: create, digest: digestOf(create), carries: edit })
    .where(
      and(
        eq(activities.account, account),
        eq(activities.subject, subject),
        eq(activities.type, 'Create'),
        lt(activities.key, edit),
        isNotNull(activities.json),
        or(sql`${activities.carries} is null`, lt(activities.carries, edit)),
      ),
    );
}

/** What an activity carries when it is sent now: for the row of `deliveries` that is about to be. */
export const carriesNow = sql<number>`coalesce(deliveries.carried,
  (select coalesce(sent.carries, 0) from activities sent where sent.key = deliveries.activity))`;

/**
 * Whether a row of `deliveries` is an edit whose post went or goes to the same inbox, as is said of its row `went`. An
 * earlier edit must not have arrived: of that the inbox may have made the post, and then passes over ours as one it knows.
 */
function followsPost(went: ReturnType<typeof sql>) {
  return sql<boolean>`exists (
    select 1 from activities edit
    join activities post on post.subject = edit.subject and post.account = edit.account
      and post.type = 'Create' and post.key < edit.key
    join deliveries went on went.activity = post.key and went.inbox = deliveries.inbox
    where edit.key = deliveries.activity and edit.type = 'Update' and ${went}
    and not exists (
      select 1 from activities older
      join deliveries other on other.activity = older.key and other.inbox = deliveries.inbox
      where older.subject = edit.subject and older.account = edit.account
      and older.type = 'Update' and older.key > went.activity and older.key < edit.key
        and other.carried is not null))`;
}

const went = sql`went.outcome = 'delivered' and went.carried >= edit.key`;
const goes = sql`deliveries.due is not null and went.due is not null and coalesce(went.carried, post.carries) >= edit.key`;

/** Whether a row of `deliveries` is an edit that the inbox has already: the post arrived with it, and cannot have without. */
export const isCarried = followsPost(went);

/** The same, or it waits behind the post, which will arrive with it. */
export const isInPost = followsPost(sql`(${went} or ${goes})`);
