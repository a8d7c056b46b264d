import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from './answer.ts';
import { bodyLimits } from './limits.ts';
import { readBody } from './read-body.ts';

/** The fields of a form (application/x-www-form-urlencoded); null: there is none that can be read, and that was answered. */
export async function readForm(request: FastifyRequest, reply: FastifyReply): Promise<URLSearchParams | null> {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
  const read = isForm ? await readBody(request.raw, bodyLimits.form) : { status: 415 };
  if ('bytes' in read) return new URLSearchParams(read.bytes.toString());
  // What is left of the body stands before the next request on this connection.
  reply.raw.shouldKeepAlive = false;
  refuse(reply, read.status, 'No such form.');
  return null;
}
