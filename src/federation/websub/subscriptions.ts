import type { Database, Query, Step } from '../../database/database.ts';
import { and, asc, eq, gt, isNull, ne } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { domainOf } from './callback.ts';

export type Subscription = Tables['subscriptions']['$inferSelect'];

/**
 * What is kept at most: in all, for the hosts of one owner, and different feeds, since each change of the blog makes all
 * of those anew.
 */
export const mostKept = { all: 2_000, perDomain: 100, topics: 200 };

/** Those who are told of feeds, and have confirmed that they want it. */
export type Subscriptions = ReturnType<typeof createSubscriptions>;

export function createSubscriptions({ query: reading, tables: { subscriptions } }: Pick<Database, 'query' | 'tables'>) {
  const isIt = (topic: string, callback: string) =>
    and(eq(subscriptions.callback, callback), eq(subscriptions.topic, topic));

  async function has({ topic, callback }: Pick<Subscription, 'topic' | 'callback'>): Promise<boolean> {
    const rows = await reading.select({ key: subscriptions.key }).from(subscriptions).where(isIt(topic, callback));
    return rows.length > 0;
  }

  return {
    /** Whether there is room for one more; one that is there already needs none. */
    async hasRoom(
      { topic, callback, host }: Pick<Subscription, 'topic' | 'callback' | 'host'>,
      now: Date,
    ): Promise<boolean> {
      if (await has({ topic, callback })) return true;
      const all = await reading
        .select({ topic: subscriptions.topic, host: subscriptions.host })
        .from(subscriptions)
        .where(gt(subscriptions.expires, now));
      const topics = new Set(all.map((one) => one.topic));
      const domain = domainOf(host);
      return (
        all.length < mostKept.all &&
        (topics.has(topic) || topics.size < mostKept.topics) &&
        all.filter((one) => domainOf(one.host) === domain).length < mostKept.perDomain
      );
    },

    has,

    /** The step that keeps one; where it is there already it lasts longer, and what it was told stays. */
    keep(query: Query, one: Omit<Subscription, 'key' | 'pushed' | 'failingSince'>): Step {
      const { secret, expires } = one;
      return query
        .insert(subscriptions)
        .values(one)
        .onConflictDoUpdate({
          target: [subscriptions.callback, subscriptions.topic],
          set: { secret, expires, failingSince: null },
        });
    },

    end: (query: Query, { topic, callback }: Pick<Subscription, 'topic' | 'callback'>): Step =>
      query.delete(subscriptions).where(isIt(topic, callback)),

    async remove(key: number): Promise<void> {
      await reading.delete(subscriptions).where(eq(subscriptions.key, key));
    },

    /** The feeds of which somebody is told. */
    async topics(now: Date): Promise<string[]> {
      const rows = await reading
        .selectDistinct({ topic: subscriptions.topic })
        .from(subscriptions)
        .where(gt(subscriptions.expires, now));
      return rows.map(({ topic }) => topic);
    },

    /** The hosts where somebody has a feed as it was. */
    async hostsBehind(topic: string, digest: string, now: Date): Promise<string[]> {
      const rows = await reading
        .selectDistinct({ host: subscriptions.host })
        .from(subscriptions)
        .where(and(eq(subscriptions.topic, topic), ne(subscriptions.digest, digest), gt(subscriptions.expires, now)));
      return rows.map(({ host }) => host);
    },

    ofHost: (host: string, now: Date): Promise<Subscription[]> =>
      reading
        .select()
        .from(subscriptions)
        .where(and(eq(subscriptions.host, host), gt(subscriptions.expires, now)))
        .orderBy(asc(subscriptions.key)),

    async told(key: number, digest: string, now: Date): Promise<void> {
      await reading
        .update(subscriptions)
        .set({ digest, pushed: now, failingSince: null })
        .where(eq(subscriptions.key, key));
    },

    /** Nothing fails any more, since there is nothing to tell. */
    async well(key: number): Promise<void> {
      await reading.update(subscriptions).set({ failingSince: null }).where(eq(subscriptions.key, key));
    },

    async failing(key: number, now: Date): Promise<void> {
      await reading
        .update(subscriptions)
        .set({ failingSince: now })
        .where(and(eq(subscriptions.key, key), isNull(subscriptions.failingSince)));
    },
  };
}

/** How many are told, at how many hosts, and how many pushes fail: for the owner. */
export async function countSubscriptions(
  { query, tables: { subscriptions } }: Pick<Database, 'query' | 'tables'>,
  now: Date,
): Promise<{ all: number; hosts: number; failing: number }> {
  const rows = await query
    .select({ host: subscriptions.host, since: subscriptions.failingSince })
    .from(subscriptions)
    .where(gt(subscriptions.expires, now));
  return {
    all: rows.length,
    hosts: new Set(rows.map(({ host }) => host)).size,
    failing: rows.filter(({ since }) => since !== null).length,
  };
}
