import { createHash } from 'node:crypto';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, desc, gt, inArray, lte } from '../../database/drizzle.ts';
import type { Claim } from '../gate/claim.ts';
import { chunk, repeat } from '../ledger/in-chunks.ts';

/** What was taken in before, kept as digests: a table of strangers' addresses would grow, and tell. */
export interface Received {
  /** Whether this signature, or an activity of this actor with this id, was taken in before. */
  before(claim: Claim): Promise<{ signature: boolean; id: boolean }>;
  /**
   * The statements that note a claim. Each demands that nothing like it was noted, so that of two that come at once,
   * to whichever process, one has its effect. Its id is kept only where it must not come again: not of what may, nor of
   * what did nothing.
   */
  note(query: Query, claim: Claim, now: Date, hasEffect?: boolean): Step[];
}

const hour = 3600_000;
const day = 24 * hour;

/** A signature is good for an hour before and after it was made; a little more for clocks that are set. */
const signatureIsKept = 3 * hour;

/** Longer than any server tries again. */
const idIsKept = 90 * day;

/**
 * So many rows are kept beside the signatures, some 200 MB: strangers decide how many come. Those that were noted last stay, on a blog
 * that takes in 100,000 activities a day those of two weeks; that is longer than servers try again, and what is told twice
 * after that is known by the id of what it is about.
 */
const mostKept = 1_000_000;

/**
 * Types that may come again under the same id. Misskey and Pixelfed make the ids of a Follow and of its Undo from who follows
 * whom, so that both have the same whenever somebody follows anew; and an answer may have been lost, as that to a
 * QuoteRequest may be. An Update and a Like are judged by their handlers, which know what they saw last.
 */
const again = new Set(['Follow', 'Undo', 'Update', 'QuoteRequest', 'Like']);

export function createReceived(database: Database): Received {
  const { received } = database.tables;
  return {
    async before(claim) {
      const [signature, id] = [signatureOf(claim), idOf(claim)];
      const rows = await database.query
        .select({ digest: received.digest })
        .from(received)
        .where(inArray(received.digest, [signature, id]));
      const known = new Set(rows.map(({ digest }) => digest));
      return { signature: known.has(signature), id: known.has(id) && !again.has(claim.type) };
    },
    note(query, claim, now, hasEffect = true) {
      const insert = (digest: string, kept: number) =>
        query
          .insert(received)
          .values({ digest, expires: new Date(now.getTime() + kept) })
          .onConflictDoNothing();
      const signature = { statement: insert(signatureOf(claim), signatureIsKept), demand: 1 };
      if (again.has(claim.type) || !hasEffect) return [signature];
      const id = insert(idOf(claim), idIsKept);
      return [signature, { statement: id, demand: 1 }];
    },
  };
}

/**
 * Forgets what is too old to come again, and the oldest of what is too much. The inbox calls it once an hour, when something
 * has come in. @param most rows that are kept beside the signatures: those are as many as the rates allow, for three hours.
 */
export async function purge(database: Database, now: Date, most = mostKept): Promise<void> {
  const { query, tables } = database;
  const { digest, expires } = tables.received;
  const forget = (which: ReturnType<typeof and>): Promise<number> =>
    repeat(async () => {
      const rows = await query.select({ digest }).from(tables.received).where(which).orderBy(expires).limit(chunk);
      const digests = rows.map((row) => row.digest);
      if (digests.length > 0) await query.delete(tables.received).where(and(inArray(digest, digests), which));
      return digests.length;
    });
  await forget(lte(expires, now));
  // A signature that is still good must not be forgotten: whoever saw it could send it again.
  const isLasting = gt(expires, new Date(now.getTime() + signatureIsKept));
  const [first] = await query
    .select({ expires })
    .from(tables.received)
    .where(isLasting)
    .orderBy(desc(expires))
    .limit(1)
    .offset(most);
  if (first) await forget(and(isLasting, lte(expires, first.expires)));
}

function signatureOf({ signature }: Claim): string {
  return digestOf('signature', signature);
}

function idOf({ actor, id }: Claim): string {
  return digestOf('id', actor, id);
}

// Neither can hold a line break, so no two lists give the same text.
function digestOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
