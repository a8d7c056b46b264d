import { createHash } from 'node:crypto';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { actorId, createPath, deletePath, objectPath, updatePath } from '../addresses.ts';
import { collectionId } from './actor.ts';
import { actorContext, everyone, plainContext, postContext } from './contexts.ts';
import { audience, type Outgoing, type Told } from './post.ts';

/** A document that is sent: its id is derived from what it is about, so that a retry cannot mint a second one. */
export type Activity = { id: string; type: 'Create' | 'Update' | 'Delete' } & Record<string, unknown>;

/** What is known of a post that was deleted. */
export interface Gone {
  formerType: 'Article' | 'Note';
  deleted: Date;
}

/** The Create of a post. Its object is named, or embedded where it is sent or asked for by itself. */
export function createActivity(site: Site, post: Outgoing, account: Account, told: Told, object?: object): Activity {
  return {
    id: absolute(site, createPath(post)),
    type: 'Create',
    actor: actorId(site, account),
    published: told.published.toISOString(),
    ...audience(site, post, account),
    object: object ?? absolute(site, objectPath(post)),
  };
}

/** The same as a document of its own, with its object inside. */
export function createDocument(site: Site, post: Outgoing, account: Account, told: Told, object: object): Activity {
  return { '@context': postContext, ...createActivity(site, post, account, told, object) };
}

/** Tells of an edit. The object's `updated` is a part of what the id is made from: an edit that is taken back is another. */
export function updateDocument(site: Site, post: Outgoing, account: Account, object: object): Activity {
  return {
    '@context': postContext,
    id: absolute(site, updatePath(objectPath(post), digestOf(object))),
    type: 'Update',
    actor: actorId(site, account),
    ...audience(site, post, account),
    object,
  };
}

/** Tells that a post is gone for ever. Some servers pass over a Delete that only names its object. */
export function deleteDocument(site: Site, post: Outgoing, account: Account, gone: Gone): Activity {
  return {
    '@context': plainContext,
    id: absolute(site, deletePath(post)),
    type: 'Delete',
    actor: actorId(site, account),
    ...audience(site, post, account),
    object: tombstone(absolute(site, objectPath(post)), gone),
  };
}

/**
 * Tells that an account looks otherwise, or has other keys. An actor has no `updated`, so the instant is in the activity
 * and in its id: a profile that is changed and changed back is told twice.
 */
export function actorUpdateDocument(site: Site, account: Account, actor: object, at: Date): Activity {
  const { '@context': _context, ...object } = actor as Record<string, unknown>;
  const id = actorId(site, account);
  const body = {
    actor: id,
    published: at.toISOString(),
    to: [everyone],
    cc: [collectionId(site, account, 'followers')],
    object,
  };
  return { '@context': actorContext, id: updatePath(id, digestOf(body)), type: 'Update', ...body };
}

/** Without a context: inside a Delete, or behind the address of what is gone. */
export function tombstone(id: string, { formerType, deleted }: Gone): object {
  return { id, type: 'Tombstone', formerType, deleted: deleted.toISOString() };
}

/** SHA-256 of a document as it is written, hex. */
export function digestOf(document: object): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}
