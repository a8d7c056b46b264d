import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import type { Tag } from '../../content/post.ts';
import { objectPath } from '../addresses.ts';
import { createActivity, type Gone, tombstone } from './activities.ts';
import { type ActorCollection, collectionId } from './actor.ts';
import { hashtagContext, plainContext } from './contexts.ts';
import { hashtagsOf } from './hashtag.ts';
import type { Outgoing, Told } from './post.ts';

/** How many activities stand on a page of an outbox. */
export const outboxPage = 20;

/** Everything an account posted; its items are on pages, the newest first. */
export function outboxDocument(site: Site, account: Account, total: number): object {
  const id = collectionId(site, account, 'outbox');
  return {
    '@context': plainContext,
    id,
    type: 'OrderedCollection',
    totalItems: total,
    first: `${id}?page=1`,
    last: `${id}?page=${Math.max(1, Math.ceil(total / outboxPage))}`,
  };
}

/** One page of an outbox. `page` counts from 1; null beyond the end. */
export function outboxPageDocument(
  site: Site,
  account: Account,
  posts: (Outgoing & { told: Told })[],
  { page, total }: { page: number; total: number },
): object | null {
  const id = collectionId(site, account, 'outbox');
  const pages = Math.max(1, Math.ceil(total / outboxPage));
  if (page < 1 || page > pages) return null;
  return {
    '@context': plainContext,
    id: `${id}?page=${page}`,
    type: 'OrderedCollectionPage',
    partOf: id,
    totalItems: total,
    ...(page > 1 ? { prev: `${id}?page=${page - 1}` } : {}),
    ...(page < pages ? { next: `${id}?page=${page + 1}` } : {}),
    orderedItems: posts.map((post) => createActivity(site, post, account, post.told)),
  };
}

/**
 * Those who follow, or are followed: counted, never listed. Mastodon hides a profile's numbers where there is no `first`,
 * so there is one, and it is empty.
 */
export function countedDocument(site: Site, account: Account, name: ActorCollection, total: number): object {
  const id = collectionId(site, account, name);
  return {
    '@context': plainContext,
    id,
    type: 'OrderedCollection',
    totalItems: total,
    first: { id: `${id}?page=1`, type: 'OrderedCollectionPage', partOf: id, totalItems: total, orderedItems: [] },
  };
}

/** Pinned and newest posts: plain URIs, since Mastodon skips embedded Articles. */
export function featuredDocument(site: Site, account: Account, posts: Outgoing[]): object {
  return {
    '@context': plainContext,
    id: collectionId(site, account, 'featured'),
    type: 'OrderedCollection',
    totalItems: posts.length,
    orderedItems: posts.map((post) => absolute(site, objectPath(post))),
  };
}

/** The hashtags that an account uses most, for its profile. */
export function tagsDocument(site: Site, account: Account, tags: Tag[]): object {
  const items = hashtagsOf(site, tags);
  return {
    '@context': hashtagContext,
    id: collectionId(site, account, 'tags'),
    type: 'Collection',
    totalItems: items.length,
    items,
  };
}

/** How many replies stand on a page of them. */
export const repliesPage = 100;

/** The replies to a post that may be shown, each by its id; they are on pages. */
export function repliesDocument(id: string, total: number): object {
  const first = total > 0 ? { first: `${id}?page=1` } : {};
  return { '@context': plainContext, id, type: 'Collection', totalItems: total, ...first };
}

/** One page of them. `page` counts from 1; null beyond the end. */
export function repliesPageDocument(id: string, uris: readonly string[], page: number): object | null {
  const items = uris.slice((page - 1) * repliesPage, page * repliesPage);
  return page < 1 || items.length === 0 ? null : repliesPartDocument(id, items, { page, total: uris.length });
}

/** The same of which only that page was read. */
export function repliesPartDocument(
  id: string,
  items: readonly string[],
  { page, total }: { page: number; total: number },
): object {
  return {
    '@context': plainContext,
    id: `${id}?page=${page}`,
    type: 'CollectionPage',
    partOf: id,
    totalItems: total,
    ...(page > 1 ? { prev: `${id}?page=${page - 1}` } : {}),
    ...(page * repliesPage < total ? { next: `${id}?page=${page + 1}` } : {}),
    items,
  };
}

/**
 * The conversation about a post: the post itself and all replies to it that may be shown, the oldest first, each by its id;
 * they are on pages (FEP-7888, FEP-f228).
 * @param owner who moderates it.
 */
export function contextDocument(id: string, owner: string, total: number): object {
  return {
    '@context': plainContext,
    id,
    type: 'OrderedCollection',
    attributedTo: owner,
    totalItems: total,
    first: `${id}?page=1`,
  };
}

/** One page of it. `page` counts from 1; null beyond the end. */
export function contextPageDocument(id: string, owner: string, uris: readonly string[], page: number): object | null {
  const { items, ...shared } = (repliesPageDocument(id, uris, page) ?? {}) as { items?: readonly string[] };
  return items ? { ...shared, type: 'OrderedCollectionPage', attributedTo: owner, orderedItems: items } : null;
}

/** Likes or shares of a post: counted, never listed. */
export function totalDocument(id: string, total: number): object {
  return { '@context': plainContext, id, type: 'Collection', totalItems: total, items: [] };
}

/** What stands where a deleted post was (ActivityPub §6.4). */
export function tombstoneDocument(id: string, gone: Gone): object {
  return { '@context': plainContext, ...tombstone(id, gone) };
}
