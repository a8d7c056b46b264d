import type { Database } from '../../database/database.ts';
import { and, desc, eq, gt, gte, inArray, isNotNull, lt, or, sql } from '../../database/drizzle.ts';
import { isInPost } from './carried.ts';
import type { Selection } from './ledger.ts';
import { isBehind } from './supersede.ts';

/** How far an activity has come. */
export interface Sent {
  key: number;
  uri: string;
  account: string;
  type: string;
  subject: string;
  created: Date;
  /** False while deliveries are still being written: the numbers are not all yet. */
  complete: boolean;
  delivered: number;
  waiting: number;
  failed: number;
  superseded: number;
}

export const states = ['failed', 'waiting', 'delivered', 'superseded'] as const;
export type State = (typeof states)[number];

/** How one activity fares at one inbox. */
export interface Attempted {
  host: string;
  /** The inbox's URL. */
  inbox: string;
  state: State;
  attempts: number;
  /** When it was finished, or is tried next. */
  finished: Date | null;
  due: Date | null;
  /** What the inbox answered last, and what was wrong. */
  status: number | null;
  error: string | null;
  /** Of its host: until when nothing is sent there, and since when it fails. */
  pausedUntil: Date | null;
  failingSince: Date | null;
  /** Of an edit: it went there with the post, or waits to do so, since the post has not arrived there without it. */
  inPost: boolean;
  /** It waits for something earlier about the same, which goes there first. */
  behind: boolean;
}

/** A server to which nothing can be sent at the moment. */
export interface Troubled {
  name: string;
  failingSince: Date;
  pausedUntil: Date | null;
  waiting: number;
}

/** As many activities, or rows, are read at once. */
const page = 500;

export type Outcomes = ReturnType<typeof createOutcomes>;

/** Reads the ledger for people: nothing here changes it. */
export function createOutcomes({ query, tables }: Database) {
  const { activities, deliveries, hosts, inboxes } = tables;

  const rightHost = (host: string | null) =>
    host === null
      ? undefined
      : eq(deliveries.host, query.select({ key: hosts.key }).from(hosts).where(eq(hosts.name, host)));
  const isFailed = (failed: boolean) => (failed ? eq(deliveries.outcome, 'failed') : undefined);

  /** By way of the host's inboxes, since no index leads from a host to what is finished. */
  function goesTo({ host, failed }: Selection) {
    if (host === null && !failed) return undefined;
    const one = query
      .select({ one: sql`1` })
      .from(inboxes)
      .innerJoin(hosts, eq(hosts.key, inboxes.host))
      .innerJoin(deliveries, and(eq(deliveries.activity, activities.key), eq(deliveries.inbox, inboxes.key)))
      .where(and(host === null ? undefined : eq(hosts.name, host), isFailed(failed)));
    return sql`exists ${one}`;
  }

  async function counted(keys: number[], selection: Selection): Promise<Map<number, Map<string | null, number>>> {
    const counts = new Map<number, Map<string | null, number>>();
    if (keys.length === 0) return counts;
    const rows = await query
      .select({ activity: deliveries.activity, outcome: deliveries.outcome, count: sql<number>`count(*)` })
      .from(deliveries)
      .where(and(inArray(deliveries.activity, keys), rightHost(selection.host)))
      .groupBy(deliveries.activity, deliveries.outcome);
    for (const { activity, outcome, count } of rows) {
      const known = counts.get(activity) ?? new Map<string | null, number>();
      counts.set(activity, known.set(outcome, Number(count)));
    }
    return counts;
  }

  return {
    /** The newest activities of a selection, up to `limit` of them. */
    async newest(selection: Selection, limit: number): Promise<Sent[]> {
      const { about, since } = selection;
      const found: Sent[] = [];
      let before: number | null = null;
      while (found.length < limit) {
        const size: number = Math.min(page, limit - found.length);
        const rows = await query
          .select({
            key: activities.key,
            uri: activities.uri,
            account: activities.account,
            type: activities.type,
            subject: activities.subject,
            created: activities.created,
            cursor: activities.cursor,
          })
          .from(activities)
          .where(
            and(
              about ? or(inArray(activities.subject, about.subjects), inArray(activities.uri, about.uris)) : undefined,
              since ? gte(activities.created, since) : undefined,
              before === null ? undefined : lt(activities.key, before),
              goesTo(selection),
            ),
          )
          .orderBy(desc(activities.key))
          .limit(size);
        const keys = rows.map(({ key }) => key);
        const counts = await counted(keys, selection);
        for (const { cursor, ...row } of rows) {
          const of = (outcome: string | null): number => counts.get(row.key)?.get(outcome) ?? 0;
          const [delivered, waiting, failed] = [of('delivered'), of(null), of('failed')];
          found.push({ ...row, complete: cursor === null, delivered, waiting, failed, superseded: of('superseded') });
        }
        if (rows.length < size) break;
        before = keys.at(-1) ?? null;
      }
      return found;
    },

    /** Every inbox of an activity, as far as the selection goes; read in pages, in no order. */
    async attempts(activity: number, { host, failed }: Pick<Selection, 'host' | 'failed'>): Promise<Attempted[]> {
      const found: Attempted[] = [];
      for (let after = 0; ; ) {
        const rows = await query
          .select({
            delivery: deliveries,
            inbox: inboxes.uri,
            host: hosts,
            inPost: sql<boolean>`${activities.type} = 'Update' and ${isInPost}`.mapWith(Boolean),
            behind: sql<boolean>`${deliveries.due} is not null and ${isBehind}`.mapWith(Boolean),
          })
          .from(deliveries)
          .innerJoin(activities, eq(activities.key, deliveries.activity))
          .innerJoin(inboxes, eq(inboxes.key, deliveries.inbox))
          .innerJoin(hosts, eq(hosts.key, deliveries.host))
          .where(
            and(
              eq(deliveries.activity, activity),
              gt(deliveries.inbox, after),
              host === null ? undefined : eq(hosts.name, host),
              isFailed(failed),
            ),
          )
          .orderBy(deliveries.inbox)
          .limit(page);
        for (const { delivery, inbox, host: server, inPost, behind } of rows) {
          const { attempts, due, finished, status, error } = delivery;
          const { name, pausedUntil, failingSince } = server;
          const state = delivery.outcome ?? 'waiting';
          found.push({
            ...{ host: name, inbox, state, attempts, finished, due, status, error },
            ...{ pausedUntil, failingSince, inPost, behind },
          });
        }
        if (rows.length < page) return found;
        after = rows.at(-1)?.delivery.inbox ?? after;
      }
    },

    /** Servers that fail and for which something waits, or one of them; those that fail longest come first. */
    async troubled(limit: number, host: string | null = null): Promise<Troubled[]> {
      const rows = await query
        .select({
          name: hosts.name,
          failingSince: hosts.failingSince,
          pausedUntil: hosts.pausedUntil,
          waiting: sql<number>`count(*)`,
        })
        .from(deliveries)
        .innerJoin(hosts, eq(hosts.key, deliveries.host))
        .where(
          and(
            isNotNull(deliveries.due),
            isNotNull(hosts.failingSince),
            host === null ? undefined : eq(hosts.name, host),
          ),
        )
        .groupBy(hosts.key, hosts.name, hosts.failingSince, hosts.pausedUntil)
        .orderBy(hosts.failingSince, hosts.key)
        .limit(limit);
      return rows.flatMap(({ failingSince, waiting, ...row }) =>
        failingSince ? [{ ...row, failingSince, waiting: Number(waiting) }] : [],
      );
    },

    /** Whether anything was ever sent to a server. */
    async knowsHost(name: string): Promise<boolean> {
      const rows = await query.select({ key: hosts.key }).from(hosts).where(eq(hosts.name, name));
      return rows.length > 0;
    },
  };
}
