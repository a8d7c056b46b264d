import { createHash } from 'node:crypto';
import type { Database, Query, Step } from '../../database/database.ts';
import { inArray } from '../../database/drizzle.ts';

/**
 * What was taken back before it came: `gone` is what an author deleted, or an actor itself; `undone` an activity. Kept
 * among what was received, as digests, each good for its own actor alone.
 */
export interface Early {
  /** Whether this actor took one of these back, or is gone itself. */
  has(work: 'gone' | 'undone', actor: string, uri: string): Promise<boolean>;
  note(query: Query, work: 'gone' | 'undone', actor: string, uri: string, now: Date): Step;
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
    note: (query, work, actor, uri, now) =>
      query
        .insert(received)
        .values({ digest: digestOf(work, actor, uri), expires: new Date(now.getTime() + isKept) })
        .onConflictDoNothing(),
  };
}

// Neither can hold a line break, so no two lists give the same text; what was received begins with other words.
function digestOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
