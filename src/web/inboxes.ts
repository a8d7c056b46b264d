import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account, Site } from '../config.ts';
import { actorPath, sharedInboxPath } from '../federation/addresses.ts';
import { type Answer, notFound, notYet, plain } from '../federation/answer.ts';
import { blockOf } from '../federation/gate/block.ts';
import type { InboxRequest } from '../federation/inbox/incoming.ts';
import { type BodyLimits, bodyLimits } from './limits.ts';
import { readBody } from './read-body.ts';
import { createRoom } from './room.ts';

/** What the inboxes need of federation. */
export interface Receiver {
  /** @param account whose inbox it came to; null for the shared one. */
  receive(request: InboxRequest, account: Account | null): Promise<Answer>;
}

export interface InboxesOptions {
  federation: Receiver;
  site: Pick<Site, 'base' | 'accounts'>;
  /** Of a body. */
  limits?: BodyLimits;
  /** Of all that are being taken in: bytes. */
  room?: { all: number; perBlock: number };
}

const refusals = {
  400: plain(400, 'The body did not come whole.'),
  408: plain(408, 'The body took too long.'),
  413: plain(413, 'The body is too large.'),
  503: notYet('Too much comes in at once.', 60),
};

/** Every inbox by its exact path, and whose it is: null for the shared one. */
export function inboxesOf(site: Pick<Site, 'base' | 'accounts'>): ReadonlyMap<string, Account | null> {
  return new Map<string, Account | null>([
    [site.base + sharedInboxPath, null],
    ...site.accounts.map((account) => [`${site.base + actorPath(account.id)}/inbox`, account] as const),
  ]);
}

/**
 * The routes of the inboxes. The signature covers the exact bytes, so nobody else may read the body, and the exact path,
 * so the router's own spelling of it counts for nothing.
 */
export async function inboxes(
  server: FastifyInstance,
  { federation, site, limits = bodyLimits.inbox, room = bodyLimits.room }: InboxesOptions,
): Promise<void> {
  const known = inboxesOf(site);
  const memory = createRoom(room);

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const target = request.raw.url ?? '';
    const account = known.get(target);
    if (account === undefined) return refuse(reply, notFound);
    const share = memory.share(blockOf(request.ip));
    try {
      const body = await readBody(request.raw, limits, share);
      if ('status' in body) return refuse(reply, refusals[body.status]);
      const { method, rawHeaders } = request.raw;
      const arrived = { method: method ?? '', target, rawHeaders, body: body.bytes, address: request.ip };
      return send(reply, await federation.receive(arrived, account));
    } finally {
      // Until then: while a key is fetched, what it is to prove is held.
      share.giveBack();
    }
  }

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _body, done) => done(null));
  server.post(site.base + sharedInboxPath, receive);
  server.post(`${site.base}/ap/actors/:id/inbox`, receive);
}

function send(reply: FastifyReply, { status, type, text, cacheControl, headers }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers, 'cache-control': cacheControl })
    .type(type)
    .send(text);
}

/** Refuses a request whose body was not read to its end: what follows on the connection is the rest of it. */
function refuse(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.raw.shouldKeepAlive = false;
  return send(reply, answer);
}
