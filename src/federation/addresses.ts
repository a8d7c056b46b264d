import type { Account, Site } from '../config.ts';
import { absolute } from '../config.ts';
import type { Post } from '../content/post.ts';

/** Where an account's actor lives, relative to the blog's address. Its id never changes, so neither does this. */
export function actorPath(id: string): string {
  return `/ap/actors/${encodeURIComponent(id)}`;
}

/** Where a post's object lives: by its identity, never by its slug. A post published again after a Delete has a new one. */
export function objectPath({ id, generation }: Pick<Post, 'id' | 'generation'>): string {
  const first = `/ap/posts/${encodeURIComponent(id)}`;
  return generation === 1 ? first : `${first}/${generation}`;
}

/** The Create of a post: derived from its object, so that a retry cannot mint a second one. */
export function createPath(post: Pick<Post, 'id' | 'generation'>): string {
  return `${objectPath(post)}/create`;
}

/** The Delete of a post: there is one at most, since a post that comes back has another object. */
export function deletePath(post: Pick<Post, 'id' | 'generation'>): string {
  return `${objectPath(post)}/delete`;
}

/** An Update of an object or an actor, derived from what it says. */
export function updatePath(subject: string, digest: string): string {
  return `${subject}/update/${digest.slice(0, 32)}`;
}

/** An answer of the author's own; a random id, since nothing it is made of tells it from another. */
export function notePath(id: string): string {
  return `/ap/notes/${id}`;
}

/** A permission to quote. */
export function quotePath(id: string): string {
  return `/ap/quotes/${id}`;
}

/** The page of an account, for people. */
export function profilePath(account: Pick<Account, 'user'>): string {
  return `/@${account.user}`;
}

export const sharedInboxPath = '/ap/inbox';

/** Whole URL of an account's actor, which is the actor's id. */
export function actorId(site: Pick<Site, 'origin' | 'base'>, account: Pick<Account, 'id'>): string {
  return absolute(site, actorPath(account.id));
}

/** The id of the key an account signs requests with. Servers compare what stands before the `#` with the actor. */
export function keyId(site: Pick<Site, 'origin' | 'base'>, account: Pick<Account, 'id'>): string {
  return `${actorId(site, account)}#main-key`;
}

/** `blog.example.com`, with port where it has one: the host of handles that name none. */
export function hostOf(site: Pick<Site, 'origin'>): string {
  return new URL(site.origin).host;
}

/**
 * The account in whose name a post goes out: the first of its authors that is one, else the blog's first.
 * Null on a blog without accounts.
 */
export function accountOf(site: Pick<Site, 'accounts'>, post: Pick<Post, 'authors'>): Account | null {
  for (const author of post.authors) {
    const [name = '', host] = author.replace(/^@/, '').toLowerCase().split('@');
    const account = site.accounts.find(
      ({ id, user, host: own }) =>
        (id.toLowerCase() === name || user.toLowerCase() === name) && (host === undefined || host === own),
    );
    if (account) return account;
  }
  return site.accounts[0] ?? null;
}
