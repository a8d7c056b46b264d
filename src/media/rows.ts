import type { Medium } from '../content/post.ts';
import type { Database } from '../database/database.ts';
import { and, eq } from '../database/drizzle.ts';

/** What was made of which file: so that an unchanged file is not even read again. */
export interface MediaRows {
  bySource(source: string, stamp: string): Promise<Medium | null>;
  byHash(hash: string): Promise<Medium | null>;
  sourceOf(hash: string): Promise<string | null>;
  /** Of several files with the same bytes, the last one is remembered. */
  put(medium: Medium, source: string, stamp: string): Promise<void>;
}

/** The rows of the media table. */
export function mediaRows({ query, tables: { media } }: Database, now: () => Date): MediaRows {
  const columns = {
    hash: media.hash,
    name: media.name,
    type: media.type,
    size: media.size,
    width: media.width,
    height: media.height,
  };
  return {
    async bySource(source, stamp) {
      const found = await query
        .select(columns)
        .from(media)
        .where(and(eq(media.source, source), eq(media.stamp, stamp)))
        .limit(1);
      return found[0] ?? null;
    },
    async byHash(hash) {
      const found = await query.select(columns).from(media).where(eq(media.hash, hash)).limit(1);
      return found[0] ?? null;
    },
    async sourceOf(hash) {
      const found = await query.select({ source: media.source }).from(media).where(eq(media.hash, hash)).limit(1);
      return found[0]?.source ?? null;
    },
    async put(medium, source, stamp) {
      const row = { ...medium, source, stamp, made: now() };
      await query.insert(media).values(row).onConflictDoUpdate({ target: media.hash, set: row });
    },
  };
}
