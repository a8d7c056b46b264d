import { createHash } from 'node:crypto';
import type { Database, Query, Step } from '../../database/database.ts';
import { inArray, lte } from '../../database/drizzle.ts';
import type { Claim } from '../gate/claim.ts';

/** What was taken in before, kept as digests: a table of strangers' addresses would grow, and tell. */
export interface Received {
  /** Whether this signature, or an activity of this actor with this id, was taken in before. */
  before(claim: Claim): Promise<{ signature: boolean; id: boolean }>;
  /**
   * The statements that note a claim. Each demands that nothing like it was noted, so that of two that come at once,
   * to whichever process, one has its effect; but the id of what may come again is only noted.
   */
  note(query: Query, claim: Claim, now: Date): Step[];
}

const hour = 3600_000;
const day = 24 * hour;

/** A signature is good for an hour before and after it was made; a little more for clocks that are set. */
const signatureIsKept = 3 * hour;

/** Longer than any server tries again. */
const idIsKept = 90 * day;

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
    note(query, claim, now) {
      const insert = (digest: string, kept: number) =>
        query
          .insert(received)
          .values({ digest, expires: new Date(now.getTime() + kept) })
          .onConflictDoNothing();
      const id = insert(idOf(claim), idIsKept);
      return [
        { statement: insert(signatureOf(claim), signatureIsKept), demand: 1 },
        again.has(claim.type) ? id : { statement: id, demand: 1 },
      ];
    },
  };
}

/** Forgets what is too old to come again. The inbox calls it once an hour, when something has come in. */
export async function purge(database: Database, now: Date): Promise<void> {
  const { received } = database.tables;
  await database.query.delete(received).where(lte(received.expires, now));
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
