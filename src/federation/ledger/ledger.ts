import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, gt, gte, isNotNull } from '../../database/drizzle.ts';
import { addActivity } from './add.ts';
import { createClaims } from './claim.ts';
import { createExpansion } from './expand.ts';
import { giveBack, type Held, recoverLeases } from './lease.ts';
import { retryNow } from './retry-now.ts';
import { createSettling } from './settle.ts';

/** An activity that is to be sent. */
export interface Outgoing {
  /** Its whole URI, derived from what it is about: adding it twice is adding it once. */
  id: string;
  /** The id of the account in whose name it goes. */
  account: string;
  /** `Create`, `Update`, `Delete`, `Accept`, `Reject`. */
  type: string;
  /** What it is about: the relative URI of a post's object, an actor's id. Per subject and inbox the order is kept. */
  subject: string;
  /** The exact bytes that are signed and sent. */
  json: string;
  /**
   * To whom. `followers`: those of the account when it is added. `told`: those, and every inbox that anything about the
   * subject went to, for a Delete. Or these inboxes, by their URIs, at once; where it says so, the followers follow in
   * their turns, and an inbox that is both gets one.
   */
  audience: 'followers' | 'told' | { inboxes: string[]; followers?: boolean };
  /** Which of the account's RSA keys signs, by the instant it was made; null: the one it has when it is sent. */
  signer: Date | null;
  /**
   * Of an edit: the bytes of its post's Create as it is told from now on, with this edit in it, to whoever has not had it.
   * They take the place of those that the ledger has.
   */
  create?: string;
}

/** One activity on its way to one inbox. */
export interface Delivery {
  activity: number;
  inbox: number;
  uri: string;
  /** The inbox's URL, and the row of its host. */
  url: string;
  host: number;
  account: string;
  type: string;
  subject: string;
  signer: Date | null;
  /** What its host is known to accept. */
  signature: 'draft-cavage' | 'rfc9421';
  /** How often it was tried before. */
  attempts: number;
  /** Its host failed lately: this one finds out whether it still does. */
  probe: boolean;
  /** Until when nobody else takes it. Whoever comes back later may find it in other hands, and leaves it alone. */
  lease: Date;
  /** When its seven days began: when the activity was added, or when the owner asked for it again. */
  created: Date;
  /** What an earlier attempt carried that may have arrived; null: none may have. See `deliveries.carried`. */
  carried: number | null;
}

/** Which deliveries are meant; all of it holds together. */
export interface Selection {
  /** What their activities are about, or their activities' own URIs: either will do. Null: all. */
  about: { subjects: string[]; uris: string[] } | null;
  /** Only of activities that were added since then. */
  since: Date | null;
  /** Only what goes to that server: as it stands in URLs, with port where it has one. */
  host: string | null;
  /** Only what failed for good, not what waits. */
  failed: boolean;
}

/** What came of one attempt. `doubtful`: it may have arrived all the same. */
export type Outcome =
  | { kind: 'delivered'; status: number; signature: 'draft-cavage' | 'rfc9421' }
  /** To be tried again; `after` in milliseconds is what the other side asked for. `blame`: whether its host as a whole is in trouble. */
  | { kind: 'retry'; status: number | null; error: string; after: number | null; blame: boolean; doubtful: boolean }
  | { kind: 'failed'; status: number | null; error: string; doubtful: boolean };

/** What trying again does. */
export interface Retried {
  /** How many that had failed, and that wait, are due. */
  failed: number;
  waiting: number;
  /** How many stay failed: something later took their place, or their text is not kept any more. */
  past: number;
}

/** The durable list of what is to be sent, and of what came of it. */
export interface Ledger {
  /** The statements that add an activity, for a transaction together with what caused it. Call `wake` of the deliverer after it. */
  add(query: Query, outgoing: Outgoing, now: Date): Step[];
  /** Writes the next chunk of deliveries of activities that have not all of theirs yet. False: nothing was left to do. */
  expand(): Promise<boolean>;
  /**
   * Takes up to so many deliveries that are due, in their order, one an inbox and subject; healthy hosts first. Nobody
   * else gets them until the lease runs out. A host has two at a time, and a failing one a single one.
   * @param options.probes how many of them may go to failing hosts; by default all.
   */
  claim(limit: number, options?: { probes?: number }): Promise<Delivery[]>;
  /** The exact bytes of an activity and their digest. */
  content(activity: number): Promise<{ json: string; digest: string } | null>;
  /** Writes what came of an attempt, and when it is tried next. What comes in within 50 ms is one transaction. */
  settle(delivery: Delivery, outcome: Outcome): Promise<void>;
  /**
   * Gives claimed deliveries back without an outcome: for the end of the process.
   * @param options.isSent they were on their way and may have arrived; else they were not tried.
   */
  release(deliveries: Delivery[], options?: { isSent?: boolean }): Promise<void>;
  /**
   * For the start of a server: on SQLite, where there is one at a time, what is leased was leased by one that died, and
   * is due at once. On PostgreSQL the leases of others run out by themselves.
   */
  recover(): Promise<void>;
  /** When the next that is not due yet falls due; now while deliveries are still to be written; null when nothing waits. */
  nextDue(): Promise<Date | null>;
  /**
   * Makes what failed, and what waits, due at once; what failed has seven days again, and attempts are counted on. What
   * a later activity took the place of stays as it is. The deliverer of the running server notices by itself.
   * @param options.count only count them, and change nothing.
   * @returns how many deliveries are due by this, and how many stay failed.
   */
  retryNow(selection: Selection, options?: { count?: boolean }): Promise<Retried>;
}

/** How many deliveries of fan-outs fall due in a second, where nothing else is said. */
export const usualPace = 50;

export interface LedgerOptions {
  database: Database;
  now(): Date;
  /** From 0 to 1, for pauses that are not all alike; `Math.random` by default. */
  random?(): number;
  /** How many deliveries of fan-outs fall due in a second; `usualPace` by default. */
  pace?: number;
}

/** The ledger in the tables of a database. Commands and servers may each have their own on the same one. */
export function createLedger({ database, now, random = Math.random, pace = usualPace }: LedgerOptions): Ledger {
  const { query, tables } = database;
  const { activities, deliveries } = tables;
  const held: Held = { hosts: new Map(), rows: new Set() };
  const settling = createSettling({ database, now, random, held });

  return {
    add: (builder, outgoing, instant) => addActivity(builder, tables, outgoing, instant),
    expand: createExpansion({ database, now, pace }),
    claim: createClaims({ database, now, held }),
    async content(activity) {
      const [row] = await query
        .select({ json: activities.json, digest: activities.digest })
        .from(activities)
        .where(and(eq(activities.key, activity), isNotNull(activities.json)));
      return row?.json ? { json: row.json, digest: row.digest } : null;
    },
    settle: settling,
    release: (given, { isSent = false } = {}) => giveBack(database, { given, isSent }, held, now()),
    recover: () => recoverLeases(database, now()),
    async nextDue() {
      const instant = now();
      const [open] = await query
        .select({ key: activities.key })
        .from(activities)
        .where(gte(activities.cursor, 0))
        .limit(1);
      if (open) return instant;
      const [next] = await query
        .select({ due: deliveries.due })
        .from(deliveries)
        .where(gt(deliveries.due, instant))
        .orderBy(deliveries.due)
        .limit(1);
      return next?.due ?? null;
    },
    retryNow: (selection, { count = false } = {}) => retryNow(database, selection, now(), count),
  };
}
