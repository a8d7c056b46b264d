import { createHash } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { and, desc, eq, inArray, lt, sql } from '../../database/drizzle.ts';
import type { RemoteKey } from './remote-key.ts';

/** What is remembered of a key, or of the failure to get it. Times in milliseconds. */
export interface Kept {
  /** Null: it could not be read, or is gone. */
  key: RemoteKey | null;
  gone: boolean;
  /** Its server was not there, too slow or too busy when it was last asked. */
  away?: true;
  /** When it was last asked for. */
  asked: number;
  /** Until then it is not asked for again. */
  until: number;
  /** How often in a row it could not be read. */
  failures: number;
  /** When the key was last seen at its owner's. */
  seen: number;
}

export interface KeptKeys {
  find(id: string): Promise<Kept | null>;
  keep(id: string, kept: Kept): Promise<void>;
}

/** After `until`: the key still serves while its server is down, and failures go on being counted. */
const afterwards = 7 * 86_400_000;
const pauseOfPurge = 3_600_000;

/**
 * Keys of others in `caches`, so that a restart asks nobody again. Strangers decide how many there are: those of the last
 * asked are kept, and nothing longer than a week past its time.
 * @param most rows, as far as an hourly purge can hold them to it.
 */
export function createKeptKeys(
  { query, tables }: Pick<Database, 'query' | 'tables'>,
  now: () => Date,
  { most = 20_000, mostInMemory = 2000 }: { most?: number; mostInMemory?: number } = {},
): KeptKeys {
  const { caches } = tables;
  const memory = new Map<string, Kept>();
  const isKey = sql`substr(${caches.key}, 1, ${prefix.length}) = ${prefix}`;
  let purged = 0;

  function remember(id: string, kept: Kept): void {
    // Deleted and set again: a Map lists the oldest first.
    memory.delete(id);
    memory.set(id, kept);
    const [oldest] = memory.keys();
    if (memory.size > mostInMemory && oldest !== undefined) memory.delete(oldest);
  }

  async function purge(): Promise<void> {
    const time = now();
    if (time.getTime() - purged < pauseOfPurge) return;
    purged = time.getTime();
    await query.delete(caches).where(and(isKey, lt(caches.expires, time)));
    const oldest = query.select({ key: caches.key }).from(caches).where(isKey).orderBy(desc(caches.stored), caches.key);
    // A cap of its own, since SQLite knows no offset without one.
    await query.delete(caches).where(inArray(caches.key, oldest.limit(1_000_000).offset(most)));
  }

  return {
    async find(id) {
      const known = memory.get(id);
      if (known) return known;
      const [row] = await query
        .select({ value: caches.value })
        .from(caches)
        .where(eq(caches.key, rowOf(id)));
      // Somebody may have asked its server meanwhile, and knows better.
      const meanwhile = memory.get(id);
      if (meanwhile || !row) return meanwhile ?? null;
      const kept = JSON.parse(row.value) as Kept;
      remember(id, kept);
      return kept;
    },
    async keep(id, kept) {
      remember(id, kept);
      const value = JSON.stringify(kept);
      const row = { value, stored: new Date(kept.asked), expires: new Date(kept.until + afterwards) };
      await query
        .insert(caches)
        .values({ key: rowOf(id), ...row })
        .onConflictDoUpdate({ target: caches.key, set: row });
      await purge();
    },
  };
}

const prefix = 'key:';

/** Of one length, since strangers choose the ids. */
function rowOf(id: string): string {
  return prefix + createHash('sha256').update(id).digest('base64url');
}
