import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readBody } from './read-body.ts';

/** Bytes, and milliseconds until all of them must be there: more than any form of ours takes. */
const limits = { size: 16 * 1024, time: 5000 };

/** Leaves the bodies of all POSTs of a plugin to `readForm`, which has limits of its own. */
export function takeForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _body, done) => done(null));
}

/** The fields of a form (application/x-www-form-urlencoded); null: there is none that can be read, and that was answered. */
export async function readForm(request: FastifyRequest, reply: FastifyReply): Promise<URLSearchParams | null> {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
  const read = isForm ? await readBody(request.raw, limits) : { status: 415 };
  if ('bytes' in read) return new URLSearchParams(read.bytes.toString());
  // What is left of the body stands before the next request on this connection.
  reply.raw.shouldKeepAlive = false;
  reply.code(read.status).header('cache-control', 'no-store').type('text/plain').send('No such form.\n');
  return null;
}
