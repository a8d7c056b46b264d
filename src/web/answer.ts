import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Body } from './body.ts';
import { chooseEncoding, encode, etag, isFresh } from './body.ts';

/** Answers with a body: 304 when the client has it, else the bytes in the best encoding it takes. */
export function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Body,
  status = 200,
): FastifyReply | Promise<FastifyReply> {
  const encoding = chooseEncoding(request.headers['accept-encoding'], body.bytes.length);
  reply.headers(body.headers).header('vary', body.vary).header('cache-control', body.cacheControl);
  if (status === 200) {
    const tag = etag(body, encoding);
    reply.header('etag', tag);
    if (body.lastModified) reply.header('last-modified', body.lastModified.toUTCString());
    if (isFresh(request.headers, tag, body.lastModified)) return reply.code(304).send();
  }
  reply.code(status).header('content-type', body.type);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  const bytes = encode(body, encoding);
  return Buffer.isBuffer(bytes) ? reply.send(bytes) : bytes.then((encoded) => reply.send(encoded));
}

/** A permanent redirect within the blog, or to nowhere else (RFC 9110 §15.4.2). */
export function redirect(reply: FastifyReply, url: string): FastifyReply {
  return reply.code(301).header('location', url).header('cache-control', 'public, max-age=3600').send();
}

/** The blog's own page for what is not there. */
export function notFound(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}
