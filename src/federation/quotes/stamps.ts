import { createHash } from 'node:crypto';
import type { RemarkRow } from '../../conversation/remarks.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, desc, eq, inArray, isNotNull, or } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { quotePath } from '../addresses.ts';
import type { QuoteRequest } from './documents.ts';

export type StampRow = Tables['stamps']['$inferSelect'];

/** Whose quote of what is allowed, or is not. */
export type NewStamp = Pick<StampRow, 'account' | 'post' | 'target' | 'object' | 'author'>;

/** A permission about whose quote the owner decided otherwise since. */
export interface Unsettled {
  stamp: StampRow;
  remark: RemarkRow['state'];
}

/** Permissions to quote, as they are kept: one row for each thing that quotes, whatever became of it. */
export interface Stamps {
  /** By the id of what quotes. */
  find(object: string): Promise<StampRow | null>;
  /** By the end of its address. */
  at(id: string): Promise<StampRow | null>;
  /** How many rows there are of one person's quotes of a post. */
  count(author: string, post: number): Promise<number>;
  /** Writes one under a new id, or another in place of the one that there was. */
  write(query: Query, id: string, stamp: NewStamp, state: StampRow['state'], now: Date): Step;
  /** From one state to the other, if it is still so: throws `Unmet` within its transaction when it is not. */
  turn(query: Query, stamp: StampRow, to: Pick<StampRow, 'id' | 'state'>, now: Date): Step;
  /** Nothing is kept of what quotes: its author took it back. */
  drop(query: Query, object: string, author: string): Step;
  dropAllOf(query: Query, author: string): Step;
  /** So many of which something was decided otherwise since: what quotes is hidden and allowed, shown and not, or gone. */
  unsettled(most: number): Promise<Unsettled[]>;
  /** The request that was answered last, and where to; null: its answer is not kept any more. */
  request(stamp: Pick<StampRow, 'id' | 'object'>): Promise<QuoteRequest | null>;
  /** When it was answered last; null: never, as far as is known. */
  answered(stamp: { id: string | null; object: string }): Promise<Date | null>;
}

/** Another one each time that a quote is allowed: whoever keeps the old id keeps nothing. */
export function newStampId(object: string, now: Date): string {
  return createHash('sha256').update(`stamp\n${object}\n${now.toISOString()}`).digest('hex').slice(0, 32);
}

export function createStamps({ query: reading, tables }: Pick<Database, 'query' | 'tables'>): Stamps {
  const { activities, remarks, stamps } = tables;

  const answersOf = ({ id, object }: { id: string | null; object: string }) =>
    and(
      inArray(activities.subject, id === null ? [object] : [quotePath(id), object]),
      inArray(activities.type, ['Accept', 'Reject']),
    );

  return {
    async find(object) {
      const [row] = await reading.select().from(stamps).where(eq(stamps.object, object));
      return row ?? null;
    },
    async at(id) {
      const [row] = await reading.select().from(stamps).where(eq(stamps.id, id));
      return row ?? null;
    },
    count: (author, post) => reading.$count(stamps, and(eq(stamps.author, author), eq(stamps.post, post))),
    write(query, id, stamp, state, now) {
      const row = { ...stamp, id, state, made: now };
      return query
        .insert(stamps)
        .values(row)
        .onConflictDoUpdate({ target: stamps.object, set: row, setWhere: eq(stamps.author, stamp.author) });
    },
    turn: (query, { key, id, state }, to, now) => ({
      statement: query
        .update(stamps)
        .set({ ...to, made: now })
        .where(and(eq(stamps.key, key), eq(stamps.id, id), eq(stamps.state, state))),
      demand: 1,
    }),
    drop: (query, object, author) =>
      query.delete(stamps).where(and(eq(stamps.object, object), eq(stamps.author, author))),
    dropAllOf: (query, author) => query.delete(stamps).where(eq(stamps.author, author)),
    unsettled: (most) =>
      reading
        .select({ stamp: stamps, remark: remarks.state })
        .from(stamps)
        .innerJoin(remarks, eq(remarks.uri, stamps.object))
        .where(
          or(
            and(eq(stamps.state, 'given'), inArray(remarks.state, ['hidden', 'gone'])),
            and(eq(stamps.state, 'revoked'), inArray(remarks.state, ['shown', 'gone'])),
          ),
        )
        .orderBy(stamps.key)
        .limit(most),
    async request(stamp) {
      const [row] = await reading
        .select({ json: activities.json })
        .from(activities)
        .where(and(answersOf(stamp), isNotNull(activities.json)))
        .orderBy(desc(activities.key))
        .limit(1);
      // Only documents.ts writes these.
      return row?.json ? (JSON.parse(row.json) as { object: QuoteRequest }).object : null;
    },
    async answered(stamp) {
      const [row] = await reading
        .select({ created: activities.created })
        .from(activities)
        .where(answersOf(stamp))
        .orderBy(desc(activities.key))
        .limit(1);
      return row?.created ?? null;
    },
  };
}
