import { createHash } from 'node:crypto';
import type { Database, Query, Step } from '../../database/database.ts';
import { eq, inArray, lt } from '../../database/drizzle.ts';

/** `gone`: what an author deleted, or an actor itself. `undone`, `done`: an activity was taken back, or done (again). */
type Work = 'gone' | 'undone' | 'done';

/**
 * What was taken back before it came, and when things were done that are done and undone under one id. Kept among what was
 * received, as digests, each good for its own actor alone.
 */
export interface Early {
  /** Whether this actor took one of these back, or is gone itself. */
  has(work: 'gone' | 'undone', actor: string, uri: string): Promise<boolean>;
  /** When that was, as its server says, at the latest; null: it was not. */
  when(work: Work, actor: string, uri: string): Promise<Date | null>;
  /** The last instant counts, whichever comes last. */
  note(query: Query, work: Work, actor: string, uri: string, at: Date): Step;
}

/** Longer than any server tries again. */
const isKept = 90 * 86_400_000;

export function createEarly({ query: reading, tables: { received } }: Pick<Database, 'query' | 'tables'>): Early {
  return {
    async has(work, actor, uri) {
      const digests = [digestOf(work, actor, uri), digestOf('gone', actor, actor)];
      const rows = await reading.select().from(received).where(inArray(received.digest, digests)).limit(1);
      return rows.length > 0;
    },
    async when(work, actor, uri) {
      const isIt = eq(received.digest, digestOf(work, actor, uri));
      const [row] = await reading.select({ expires: received.expires }).from(received).where(isIt);
      return row ? new Date(row.expires.getTime() - isKept) : null;
    },
    note(query, work, actor, uri, at) {
      const expires = new Date(at.getTime() + isKept);
      return query
        .insert(received)
        .values({ digest: digestOf(work, actor, uri), expires })
        .onConflictDoUpdate({ target: received.digest, set: { expires }, setWhere: lt(received.expires, expires) });
    },
  };
}

// Neither can hold a line break, so no two lists give the same text; what was received begins with other words.
function digestOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
