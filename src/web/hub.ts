import type { FastifyInstance } from 'fastify';
import { hubPath } from '../federation/websub/address.ts';
import type { Take } from '../federation/websub/hub.ts';
import { refuse } from './answer.ts';
import { readForm } from './forms.ts';

/** Where readers of feeds ask to be told at once (WebSub §5.1). Servers do: no browser has anything to do here. */
export async function hubRoute(server: FastifyInstance, { take }: { take: Take }): Promise<void> {
  server.post(hubPath, async (request, reply) => {
    const { 'sec-fetch-site': site, origin } = request.headers;
    if (site !== undefined || origin !== undefined) {
      reply.raw.shouldKeepAlive = false;
      return refuse(reply, 403, 'Only readers of feeds subscribe here, not browsers.');
    }
    const form = await readForm(request, reply);
    if (!form) return reply;
    const { status, sentence, retryAfter } = await take(form, request.ip);
    if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
    return refuse(reply, status, sentence);
  });
}
