import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import type { Named } from '../../conversation/answers/named.ts';
import type { Visibility } from '../../conversation/remark.ts';
import { actorId, updatePath } from '../addresses.ts';
import { type Activity, digestOf, tombstone } from './activities.ts';
import { collectionId } from './actor.ts';
import { everyone, plainContext, postContext } from './contexts.ts';

/** An answer of the author's, as other servers are told of it. */
export interface Said {
  /** Relative to the blog's address. */
  path: string;
  /** The page on which it stands; null: none. */
  url: string | null;
  /** The id of what it answers. */
  inReplyTo: string;
  /** The conversation that it belongs to (FEP-7888); null: none of ours. */
  context: string | null;
  visibility: Visibility;
  addressed: Named | null;
  named: readonly Named[];
  /** HTML. */
  content: string;
  /** Markdown. */
  source: string;
  language: string;
  published: Date;
  updated: Date | null;
}

/**
 * The answer as an object, without its context.
 * @param replies how many answer it; none where it is sent, since that would be old when it arrives.
 */
export function answerObject(site: Site, said: Said, account: Account, replies?: number): object {
  const { url, context, content, source, language, published, updated } = said;
  return {
    id: absolute(site, said.path),
    type: 'Note',
    ...(url === null ? {} : { url }),
    attributedTo: actorId(site, account),
    inReplyTo: said.inReplyTo,
    ...(context === null ? {} : { context }),
    ...audienceOf(site, said, account),
    published: published.toISOString(),
    ...(updated === null ? {} : { updated: updated.toISOString() }),
    content,
    contentMap: { [language]: content },
    tag: mentioned(said).map(({ uri, handle }) => ({ type: 'Mention', href: uri, name: `@${handle}` })),
    sensitive: false,
    ...(said.visibility === 'direct' ? {} : { replies: repliesOf(`${absolute(site, said.path)}/replies`, replies) }),
    // A comment in the Markdown is a word of the author's to themselves.
    ...(source.includes('<!--') ? {} : { source: { content: source, mediaType: 'text/markdown' } }),
    generator: { type: 'Application', name: 'Postern' },
  };
}

/** The same as a document of its own. */
export function answerDocument(site: Site, said: Said, account: Account, replies: number): object {
  return { '@context': postContext, ...answerObject(site, said, account, replies) };
}

// Mastodon looks for replies only where a collection that stands in the object says where its first page is.
function repliesOf(id: string, total?: number): object | string {
  if (total === undefined) return id;
  return { id, type: 'Collection', totalItems: total, ...(total > 0 ? { first: `${id}?page=1` } : {}) };
}

/** Tells of it for the first time. */
export function createAnswerDocument(site: Site, said: Said, account: Account): Activity {
  return {
    '@context': postContext,
    id: absolute(site, `${said.path}/create`),
    type: 'Create',
    actor: actorId(site, account),
    published: said.published.toISOString(),
    ...audienceOf(site, said, account),
    object: answerObject(site, said, account),
  };
}

/** Tells of an edit. Its `updated` is a part of what the id is made from: an edit that is taken back is another. */
export function updateAnswerDocument(site: Site, said: Said, account: Account): Activity {
  const object = answerObject(site, said, account);
  return {
    '@context': postContext,
    id: absolute(site, updatePath(said.path, digestOf(object))),
    type: 'Update',
    actor: actorId(site, account),
    ...audienceOf(site, said, account),
    object,
  };
}

/** Tells that it is gone for ever. */
export function deleteAnswerDocument(
  site: Site,
  said: Pick<Said, 'path' | 'visibility' | 'addressed' | 'named'>,
  account: Account,
  deleted: Date,
): Activity {
  return {
    '@context': plainContext,
    id: absolute(site, `${said.path}/delete`),
    type: 'Delete',
    actor: actorId(site, account),
    ...audienceOf(site, said, account),
    object: answerTombstone(site, said.path, deleted),
  };
}

/** What stands where a deleted answer was (ActivityPub §6.4). */
export function tombstoneOf(site: Site, path: string, deleted: Date): object {
  return { '@context': plainContext, ...answerTombstone(site, path, deleted) };
}

function answerTombstone(site: Site, path: string, deleted: Date): object {
  return tombstone(absolute(site, path), { formerType: 'Note', deleted });
}

/** Everybody whom it mentions, each once. A direct one mentions nobody but whom it is for: others would get to read it. */
export function mentioned({ addressed, named, visibility }: Pick<Said, 'addressed' | 'named' | 'visibility'>): Named[] {
  const all = [...(addressed ? [addressed] : []), ...(visibility === 'direct' ? [] : named)];
  return [...new Map(all.map((one) => [one.uri, one])).values()];
}

function audienceOf(
  site: Site,
  said: Pick<Said, 'addressed' | 'named' | 'visibility'>,
  account: Account,
): { to: string[]; cc: string[] } {
  const people = mentioned(said).map(({ uri }) => uri);
  const followers = collectionId(site, account, 'followers');
  if (said.visibility === 'public') return { to: [everyone], cc: [followers, ...people] };
  if (said.visibility === 'unlisted') return { to: [followers], cc: [everyone, ...people] };
  return { to: people, cc: [] };
}
