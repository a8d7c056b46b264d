import { sql } from '../../database/drizzle.ts';

/** What decides to whom an activity goes. */
export interface Addressed {
  account: string;
  subject: string;
  audience: 'followers' | 'told' | 'listed';
}

/**
 * The keys of the inboxes to which an activity goes, as a subquery: those of the followers, one for all who share it; for
 * a removal also each to which anything about its subject went.
 */
export function recipientsOf({ account, subject, audience }: Addressed): ReturnType<typeof sql> {
  const followers = sql`select coalesce(p.shared_inbox, p.inbox) from followers f join people p on p.key = f.person
      where f.account = ${account} and f.state = 'accepted'`;
  if (audience !== 'told') return followers;
  const told = sql`select d.inbox from deliveries d join activities a on a.key = d.activity
      where a.subject = ${subject} and a.account = ${account}`;
  const known = sql`${followers} union ${told}`;
  // Hosts of which only totals are left: one inbox each tells them, if nothing above does.
  const pruned = sql`select coalesce(min(p.shared_inbox), min(i.key)) from hosts h join inboxes i on i.host = h.key
      left join people p on p.inbox = i.key
      where h.delivered > 0 and h.key not in (select host from inboxes where key in (${known})) group by h.key`;
  return sql`${known} union ${pruned}`;
}
