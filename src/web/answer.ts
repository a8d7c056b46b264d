import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Body, Encoding } from './body.ts';
import { chooseEncoding, encode, etag, isFresh } from './body.ts';

/** Answers with a body: 304 when the client has it, else the bytes in the best encoding it takes. */
export function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Body,
  status = 200,
): FastifyReply | Promise<FastifyReply> {
  // A picture is compressed as it is.
  const encoding = /^image\/(?:webp|png)$/.test(body.type)
    ? 'identity'
    : chooseEncoding(request.headers['accept-encoding'], body.bytes.length);
  if (status === 200 && isFresh(request.headers, etag(body, encoding), body.lastModified)) {
    return write(reply, 304, headLines(reply, body, 304, encoding, 0), null);
  }
  const bytes = encode(body, encoding);
  return Buffer.isBuffer(bytes) ? send(bytes) : bytes.then(send);

  function send(encoded: Buffer): FastifyReply {
    const lines = headLines(reply, body, status, encoding, encoded.length);
    return write(reply, status, lines, request.method === 'HEAD' ? null : encoded);
  }
}

/** Past Fastify's own writing, which would go through every header again at every answer. */
function write(reply: FastifyReply, status: number, lines: string[], bytes: Buffer | null): FastifyReply {
  reply.hijack();
  reply.raw.writeHead(status, lines);
  reply.raw.end(bytes);
  return reply;
}

const known = new WeakMap<Body, Map<string, string[]>>();

/**
 * The header of an answer, as names and values in turn. A body belongs to one route, and what that route and the hooks
 * before it set is the same for all its good answers: those are put together once.
 */
function headLines(reply: FastifyReply, body: Body, status: number, encoding: Encoding, length: number): string[] {
  const ofBody = known.get(body) ?? new Map<string, string[]>();
  const name = `${status} ${encoding}`;
  const lines = ofBody.get(name);
  if (lines) return lines;
  const made = Object.entries({
    ...reply.getHeaders(),
    ...body.headers,
    vary: body.vary,
    'cache-control': body.cacheControl,
    ...(status === 200 || status === 304 ? validators(body, encoding) : {}),
    ...(status === 304 ? {} : content(body, encoding, length)),
  }).flatMap(([header, value]) => [header, String(value)]);
  if (status === 200 || status === 304) known.set(body, ofBody.set(name, made));
  return made;
}

function validators(body: Body, encoding: Encoding): Record<string, string> {
  const tag = { etag: etag(body, encoding) };
  return body.lastModified ? { ...tag, 'last-modified': body.lastModified.toUTCString() } : tag;
}

function content({ type }: Body, encoding: Encoding, length: number): Record<string, string> {
  const coding = encoding === 'identity' ? {} : { 'content-encoding': encoding };
  return { 'content-type': type, ...coding, 'content-length': String(length) };
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

/** Nothing else of the blog can be changed by a request (RFC 9110 §15.5.6). What was sent along is not read. */
export function refuseMethod(request: FastifyRequest, reply: FastifyReply, isForm = false): FastifyReply {
  if (hasBody(request)) reply.raw.shouldKeepAlive = false;
  reply.header('allow', isForm ? 'GET, HEAD, POST' : 'GET, HEAD');
  return refuse(reply, 405, 'This method is not answered here.');
}

/** A status with a sentence, for whoever asked what no reader does. */
export function refuse(reply: FastifyReply, status: number, sentence = `${STATUS_CODES[status]}.`): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(`${sentence}\n`);
}

/** Whether a request has a body, or says that it has one. */
export function hasBody({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
