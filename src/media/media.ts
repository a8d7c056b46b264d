import type { Medium } from '../content/post.ts';
import type { Database } from '../database/database.ts';

export interface Media {
  /** `source` is relative to the site's folder: `content/posts/hello/hills.jpg`. */
  prepare(source: string): Promise<Medium | { problem: string }>;
  /** The file under data/media to stream, or null when it cannot be had. */
  open(medium: Pick<Medium, 'hash' | 'name'>): Promise<{ path: string } | null>;
}

export interface MediaParts {
  database: Database;
  site: { folder: string };
  now(): Date;
}
