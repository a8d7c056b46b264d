import { createHash } from 'node:crypto';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { actorId, quotePath } from '../addresses.ts';
import { everyone, plainContext, quoteRequestContext, stampContext } from '../documents/contexts.ts';
import type { Outgoing } from '../ledger/ledger.ts';

type At = Pick<Site, 'origin' | 'base'>;

/** A permission to quote. */
export interface Stamp {
  id: string;
  /** The id of the account that allowed it. */
  account: string;
  /** What is quoted, relative to the blog's address. */
  target: string;
  /** What quotes it, and whose it is. */
  object: string;
  author: string;
}

/** Which request is answered, as it came. */
export interface QuoteRequest {
  /** The id of the QuoteRequest. */
  id: string;
  actor: string;
  /** What it wants to quote, by the name that it used. */
  object: string;
  /** The id of what quotes. */
  instrument: string;
}

/** What whoever doubts a quote asks for (FEP-044f, "Approval stamps"). It embeds neither side. */
export function stampDocument(site: At, { id, account, target, object }: Stamp): object {
  return {
    '@context': stampContext,
    id: absolute(site, quotePath(id)),
    type: 'QuoteAuthorization',
    attributedTo: actorId(site, { id: account }),
    interactingObject: object,
    interactionTarget: absolute(site, target),
  };
}

/** In place of one that was taken back. */
export function revokedDocument(site: At, id: string): object {
  const gone = { type: 'Tombstone', formerType: 'QuoteAuthorization' };
  return { '@context': stampContext, id: absolute(site, quotePath(id)), ...gone };
}

interface Answering {
  site: At;
  account: Pick<Account, 'id'>;
  /** The inbox of whoever asked. */
  inbox: string;
  now: Date;
}

/** Allows a quote, with the request inside. Each answer has an id of its own: a lost one is given again. */
export function acceptQuote(request: QuoteRequest, stamp: Pick<Stamp, 'id'>, answering: Answering): Outgoing {
  const result = absolute(answering.site, quotePath(stamp.id));
  return answerTo(request, { type: 'Accept', subject: quotePath(stamp.id), own: { result } }, answering);
}

/** Refuses one. */
export function rejectQuote(request: QuoteRequest, answering: Answering): Outgoing {
  return answerTo(request, { type: 'Reject', subject: request.instrument, own: {} }, answering);
}

function answerTo(
  { id: asked, actor: asker, object, instrument }: QuoteRequest,
  { type, subject, own }: { type: 'Accept' | 'Reject'; subject: string; own: object },
  { site, account, inbox, now }: Answering,
): Outgoing {
  const actor = actorId(site, account);
  const digest = createHash('sha256').update(`${asked}\n${now.toISOString()}`).digest('hex').slice(0, 32);
  const id = `${actor}#${type.toLowerCase()}s/${digest}`;
  const request = { id: asked, type: 'QuoteRequest', actor: asker, object, instrument };
  const document = { '@context': quoteRequestContext, id, type, actor, to: [asker], object: request, ...own };
  return {
    ...{ id, account: account.id, type, subject, json: JSON.stringify(document) },
    ...{ audience: { inboxes: [inbox] }, signer: null },
  };
}

/** Takes a permission back: for the quote's author, and for all who may have seen it. */
export function deleteStamp({ id, account, author }: Stamp, site: At): Outgoing {
  const subject = quotePath(id);
  const object = absolute(site, subject);
  const document = {
    '@context': plainContext,
    ...{ id: `${object}#delete`, type: 'Delete', actor: actorId(site, { id: account }) },
    ...{ to: [everyone], cc: [author], object },
  };
  return {
    ...{ id: document.id, account, type: 'Delete', subject, json: JSON.stringify(document) },
    ...{ audience: 'told' as const, signer: null },
  };
}
