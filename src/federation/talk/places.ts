import { findPath } from '../../blog/find-path.ts';
import { detailsOf, type PostRow } from '../../blog/row.ts';
import type { Site } from '../../config.ts';
import type { CommentRule } from '../../conversation/moderation/rules.ts';
import type { Remarks } from '../../conversation/remarks.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, isNotNull, or } from '../../database/drizzle.ts';
import { notePath } from '../addresses.ts';
import { federates } from '../documents/post.ts';
import { belowBase } from '../routes.ts';
import { isStillRead } from '../threads/hindrance.ts';

/** A post that can be answered. */
export interface Answered {
  key: number;
  /** Its own `comments`. */
  rule: CommentRule | null;
  since: Date;
}

/**
 * What something answers. `waiting`: a remark of which that is not known yet. `unknown`: something elsewhere. `closed`:
 * ours, and nothing that can be answered: a draft, hidden, deleted or never there, all alike. `elsewhere`: it belongs to no
 * post, as is known of it, or is nowhere that can be asked.
 */
export type Found = { state: 'post'; post: Answered } | { state: 'waiting' | 'unknown' | 'closed' | 'elsewhere' };

/** Finds the posts that others speak of. */
export interface Places {
  /** A post of ours, by the id of its object or by any address that it has or had. */
  post(reference: string): Promise<Answered | null>;
  /** The name by which what it means is kept: that of an answer of the blog's own is relative to its address. */
  nameOf(reference: string): string;
  /** Whether this blog gave it its name. */
  isOurs(reference: string): boolean;
  /** What a parent belongs to: a post, an answer of ours, or a remark that is known. */
  parent(reference: string): Promise<Found>;
  /** By its key, whether it can be answered now or not. */
  byKey(key: number): Promise<Answered | null>;
}

export function createPlaces({
  site,
  database,
  remarks,
  isAskable,
}: {
  site: Pick<Site, 'origin' | 'base'>;
  database: Database;
  remarks: Pick<Remarks, 'find'>;
  /** Whether another server could be asked for it at all. What cannot be asked for is not waited for. */
  isAskable(reference: string): boolean;
}): Places {
  const { query, tables } = database;
  const { objects, posts, adopted } = tables;

  /** A path of the blog, as it was asked for; null: of another server. */
  function ownPath(reference: string): string | null {
    if (reference.startsWith('/')) return reference;
    if (!URL.canParse(reference)) return null;
    const { origin, pathname } = new URL(reference);
    return origin === new URL(site.origin).origin ? (belowBase(site, pathname) ?? '') : null;
  }

  async function behind(path: string): Promise<PostRow | null> {
    const [alive] = await query
      .select({ post: posts })
      .from(objects)
      .innerJoin(posts, eq(posts.key, objects.post))
      .where(and(eq(objects.uri, decoded(path)), eq(objects.state, 'alive')));
    if (alive) return alive.post;
    const found = await findPath(database, path);
    const right = found?.kind === 'moved' ? await findPath(database, found.permalink) : found;
    if (right?.kind !== 'post') return null;
    const [row] = await query.select().from(posts).where(eq(posts.id, right.post.id));
    return row ?? null;
  }

  async function ownPost(path: string): Promise<Answered | null> {
    const row = path === '' ? null : await behind(path);
    return row && canBeAnswered(row) ? answered(row) : null;
  }

  /** The post that a thread elsewhere belongs to (`discuss:`), by the id of what begins it or by its address. */
  async function adopter(reference: string): Promise<Found | null> {
    const found = await query
      .select({ post: posts, why: adopted.why })
      .from(adopted)
      .innerJoin(posts, eq(posts.key, adopted.post))
      .where(and(or(eq(adopted.object, reference), eq(adopted.address, reference)), isNotNull(adopted.object)));
    // Whoever is proven to be the owner no more begins no thread of the blog's.
    const live = found.find(({ post, why }) => isLive(post) && isStillRead(why));
    if (live) return { state: 'post', post: answered(live.post) };
    return found.length > 0 ? { state: 'closed' } : null;
  }

  async function rowOf(key: number): Promise<PostRow | null> {
    const [row] = await query.select().from(posts).where(eq(posts.key, key));
    return row ?? null;
  }

  return {
    async post(reference) {
      const path = ownPath(reference);
      return path === null ? null : ownPost(path);
    },
    isOurs: (reference) => ownPath(reference) !== null,
    nameOf(reference) {
      const path = ownPath(reference);
      return path?.startsWith(notePath('')) ? path : reference;
    },
    async parent(reference) {
      const path = ownPath(reference);
      const thread = path === null ? await adopter(reference) : null;
      if (thread) return thread;
      const post = path === null ? null : await ownPost(path);
      if (post) return { state: 'post', post };
      const known = await remarks.find(path ?? reference);
      if (!known && path === null) return { state: isAskable(reference) ? 'unknown' : 'elsewhere' };
      if (!known) return { state: 'closed' };
      const { row } = known;
      const isLost = row.state === 'gone' && row.kind === 'reply' && row.post === null && row.parent !== null;
      if (row.state === 'waiting' || isLost) return { state: 'waiting' };
      if (row.post === null || row.kind !== 'reply') return { state: 'elsewhere' };
      const answers = await rowOf(row.post);
      return answers && (canBeAnswered(answers) || isLive(answers))
        ? { state: 'post', post: answered(answers) }
        : { state: 'closed' };
    },
    async byKey(key) {
      const row = await rowOf(key);
      return row && answered(row);
    },
  };
}

/** Whether what is said in a thread elsewhere may stand below it: also where it is not sent to anybody itself. */
function isLive(row: PostRow): boolean {
  return row.state === 'live' && Boolean(detailsOf(row).discuss);
}

function canBeAnswered(row: PostRow): boolean {
  return row.state === 'live' && federates({ kind: row.kind, federate: detailsOf(row).federate });
}

function answered(row: PostRow): Answered {
  return { key: row.key, rule: detailsOf(row).comments ?? null, since: row.firstPublished };
}

function decoded(path: string): string {
  try {
    const plain = decodeURIComponent(path);
    // No text of a database holds a NUL, which would be left out of what is looked for.
    return plain.includes('\0') ? path : plain;
  } catch {
    return path;
  }
}
