import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFresh } from './body.ts';
import { parseRange } from './range.ts';

/** A file that is ready to be streamed: its path was made by us, never from a request. */
export interface ServedFile {
  path: string;
  type: string;
  size: number;
  /** Strong: other bytes, another tag. */
  etag: string;
  cacheControl: string;
}

/** Streams a file, whole or a part of it (RFC 9110 §14), or answers 304. */
export function sendFile(request: FastifyRequest, reply: FastifyReply, file: ServedFile): FastifyReply {
  reply.header('etag', file.etag).header('cache-control', file.cacheControl).header('accept-ranges', 'bytes');
  if (isFresh(request.headers, file.etag, null)) return reply.code(304).send();
  // A part of what the client has of another version would not fit (§13.1.5).
  const current = request.headers['if-range'] === undefined || request.headers['if-range'] === file.etag;
  const range = current ? parseRange(request.headers.range, file.size) : null;
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.size}`).type('text/plain').send('');
  }
  reply.type(file.type);
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.size}`);
  reply.header('content-length', Math.max(0, end - start + 1));
  // An empty stream, since Fastify would count the bytes of anything else and tell those to HEAD.
  if (request.method === 'HEAD' || file.size === 0) return reply.send(Readable.from([]));
  return reply.send(createReadStream(file.path, { start, end }));
}
