import type { Medium } from '../content/post.ts';
import type { Database } from '../database/database.ts';
import { and, desc, eq, inArray } from '../database/drizzle.ts';

/** A medium as it is remembered. */
export interface Remembered {
  medium: Medium;
  /** Whether an older Postern wrote it down, which did not look for its colour, nor for the size of a film. */
  isOld: boolean;
}

/** What was made of which file: so that an unchanged file is not even read again. */
export interface MediaRows {
  bySource(source: string, stamp: string): Promise<Remembered | null>;
  byHash(hash: string): Promise<Remembered | null>;
  sourceOf(hash: string): Promise<string | null>;
  /** What live posts show. */
  shown(): Promise<Medium[]>;
  /** Of several files with the same bytes, the last one is remembered. */
  put(medium: Medium, source: string, stamp: string): Promise<void>;
}

/** In the table: that it was looked for a colour, and there is none. */
const none = '';

/** The rows of the media table. */
export function mediaRows({ query, tables: { media, posts, postMedia } }: Database, now: () => Date): MediaRows {
  const columns = {
    hash: media.hash,
    name: media.name,
    type: media.type,
    size: media.size,
    width: media.width,
    height: media.height,
    tint: media.tint,
  };
  type Row = Omit<Medium, 'tint'> & { tint: string | null };
  const mediumOf = ({ tint, ...row }: Row): Medium => ({ ...row, ...(tint ? { tint } : {}) });
  const remembered = (row?: Row): Remembered | null =>
    row ? { medium: mediumOf(row), isOld: row.tint === null } : null;

  return {
    async bySource(source, stamp) {
      const found = await query
        .select(columns)
        .from(media)
        .where(and(eq(media.source, source), eq(media.stamp, stamp)))
        .limit(1);
      return remembered(found[0]);
    },
    async byHash(hash) {
      const found = await query.select(columns).from(media).where(eq(media.hash, hash)).limit(1);
      return remembered(found[0]);
    },
    async sourceOf(hash) {
      const found = await query.select({ source: media.source }).from(media).where(eq(media.hash, hash)).limit(1);
      return found[0]?.source ?? null;
    },
    async shown() {
      const live = query
        .select({ hash: postMedia.hash })
        .from(postMedia)
        .innerJoin(posts, and(eq(posts.key, postMedia.post), eq(posts.state, 'live')));
      const found = await query.select(columns).from(media).where(inArray(media.hash, live)).orderBy(desc(media.made));
      return found.map(mediumOf);
    },
    async put(medium, source, stamp) {
      const row = { ...medium, tint: medium.tint ?? none, source, stamp, made: now() };
      await query.insert(media).values(row).onConflictDoUpdate({ target: media.hash, set: row });
    },
  };
}
