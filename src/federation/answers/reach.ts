import type { Account } from '../../config.ts';
import { isPublic } from '../../conversation/answers/may-answer.ts';
import type { Named } from '../../conversation/answers/named.ts';
import type { Database } from '../../database/database.ts';
import { eq, inArray, or, sql } from '../../database/drizzle.ts';
import type { Spread } from '../announce/reach.ts';
import { mentioned, type Said } from '../documents/answer.ts';
import { recipientsOf } from '../ledger/recipients.ts';
import type { Known, Reached } from './people.ts';
import { authorsAbove } from './thread.ts';

/** To whom an answer goes. */
export interface Reach {
  /** Those who are named, then those further up the thread. */
  people: Reached[];
  inboxes: string[];
  /** Whether the followers of its account get it as well. */
  followers: boolean;
}

/** Finds out where answers go. */
export function createReaching({
  database,
  known,
  isBlocked,
}: {
  database: Pick<Database, 'query' | 'tables'>;
  known: Known;
  isBlocked(actor: URL): Promise<boolean> | boolean;
}) {
  const { activities, deliveries, inboxes } = database.tables;

  return {
    /**
     * @param parent the remark that it answers, as that is kept; null: the post itself.
     * @param before whom it named before an edit: they have it, and hear of that.
     */
    async of(
      said: Pick<Said, 'addressed' | 'named' | 'visibility'>,
      parent: string | null,
      before: readonly Named[] = [],
    ): Promise<Reach> {
      const isOpen = isPublic(said);
      const above = isOpen && parent !== null ? await authorsAbove(database, parent) : [];
      const wanted = new Set([
        ...mentioned(said).map(({ uri }) => uri),
        ...(isOpen ? before.map(({ uri }) => uri) : []),
        ...above,
      ]);
      const found = new Map((await known.byUri([...wanted])).map((one) => [one.uri, one]));
      const people: Reached[] = [];
      for (const uri of wanted) {
        const one = found.get(uri);
        if (one && !(await isBlocked(new URL(uri)))) people.push(one);
      }
      // A shared inbox is for what everybody may read.
      const urls = people.map(({ inbox, sharedInbox }) => (isOpen ? (sharedInbox ?? inbox) : inbox));
      return { people, inboxes: [...new Set(urls)], followers: isOpen };
    },

    /** How many inboxes that are, and on how many servers. */
    async spread({ inboxes: urls, followers }: Reach, account: Pick<Account, 'id'>): Promise<Spread> {
      const following = recipientsOf({ account: account.id, subject: '', audience: 'followers' });
      const [row] = await database.query
        .select({ inboxes: sql<string>`count(*)`, servers: sql<string>`count(distinct ${inboxes.host})` })
        .from(inboxes)
        .where(or(inArray(inboxes.uri, urls), followers ? sql`${inboxes.key} in (${following})` : undefined));
      return { inboxes: Number(row?.inboxes ?? 0), servers: Number(row?.servers ?? 0) };
    },

    /** The inboxes to which something about an answer went, and that of whom it answers. */
    async before({ path, addressed }: { path: string; addressed: Named | null }): Promise<string[]> {
      const rows = await database.query
        .selectDistinct({ uri: inboxes.uri })
        .from(deliveries)
        .innerJoin(activities, eq(activities.key, deliveries.activity))
        .innerJoin(inboxes, eq(inboxes.key, deliveries.inbox))
        .where(eq(activities.subject, path));
      const still = addressed ? await known.byUri([addressed.uri]) : [];
      return [...new Set([...rows.map(({ uri }) => uri), ...still.map(({ inbox }) => inbox)])];
    },
  };
}
