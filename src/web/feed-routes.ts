import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answer, notFound } from './answer.ts';
import { type Feeds, type Format, feedNames, formats, type Subject } from './feeds.ts';

/** The routes of all feeds of posts. */
export function feedRoutes(server: FastifyInstance, { feeds }: { feeds: Feeds }): void {
  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    format: Format,
    subject: Subject,
  ): Promise<FastifyReply> {
    const body = await feeds.body(subject, format, pageOf(request));
    return body ? answer(request, reply.header('cross-origin-resource-policy', 'cross-origin'), body) : notFound(reply);
  }

  for (const format of formats) {
    for (const address of feeds.addressesOf(format)) {
      server.get(address, (request, reply) => send(request, reply, format, feeds.main));
    }
    for (const { page, subject } of feeds.kinds) {
      server.get(`${page}/${feedNames[format]}`, async (request, reply) => {
        const [name = ''] = Object.values(request.params as Record<string, string>);
        const found = await subject(name);
        return found ? send(request, reply, format, found) : notFound(reply);
      });
    }
  }
}

/** Which page is asked for: the first without a word, 0 for what is no number that we would write. */
function pageOf({ query }: FastifyRequest): number {
  const { page = '1' } = query as { page?: unknown };
  return typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 0;
}
