import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Site } from '../config.ts';
import { asksForActivity } from '../federation/accept.ts';
import type { Answer, Asked } from '../federation/answer.ts';
import type { Interact } from '../federation/interact/interact.ts';
import type { Skew } from '../federation/skew.ts';
import type { Websub } from '../federation/websub/websub.ts';
import { answer as answerBody, hasBody } from './answer.ts';
import { type Body, makeBody } from './body.ts';
import type { Receiver } from './inboxes.ts';

/** What the bridge needs of federation. */
export interface Fediverse {
  /** Null: not federation's, the blog answers. */
  answer(asked: Asked): Promise<Answer | null>;
  /** Takes in what comes to an inbox; without it, inboxes are closed. */
  receive?: Receiver['receive'];
  /** Sends visitors to their own servers; without it, nobody is sent anywhere. */
  interact?: Interact;
  /** Tells readers of feeds at once; without it, nobody is told. */
  websub?: Pick<Websub, 'take' | 'serve'>;
  /** How far our clock is from those of other servers. */
  skew?(): Skew;
}

/**
 * The bridge between HTTP and federation. It looks at a request before any route does, and lets everything pass that
 * concerns no other server. The request's Host is never read.
 */
export function fediverse(
  server: FastifyInstance,
  {
    federation,
    site,
    inboxes,
  }: {
    federation: Fediverse;
    site: Pick<Site, 'base'>;
    /** The exact paths whose POSTs have routes of their own. */
    inboxes?: ReadonlyMap<string, unknown>;
  },
  done: () => void,
): void {
  // An answer that is kept there keeps its bytes and their compressed forms here.
  const bodies = new WeakMap<Answer, Body>();
  const own = new RegExp(
    `^(?:/\\.well-known/(?:webfinger|nodeinfo|host-meta)$|${literally(site.base)}/(?:ap|nodeinfo)(?:/|$))`,
  );

  function bodyOf(answer: Answer): Body {
    const { type, cacheControl, headers } = answer;
    const { vary, ...others } = headers;
    const known = bodies.get(answer);
    if (known) return known;
    const varies = vary === undefined ? {} : { vary: `${vary}, Accept-Encoding` };
    const body = makeBody(answer.text, { type, cacheControl, headers: others, ...varies });
    bodies.set(answer, body);
    return body;
  }

  server.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void) => {
    const [path, query] = split(request.raw.url ?? '/');
    const accept = request.headers.accept ?? '';
    if (!own.test(path) && !asksForActivity(accept)) return next();
    if (request.method === 'POST' && inboxes?.has(request.raw.url ?? '')) return next();
    // Nothing reads a body here: what is left of it must not stand before the next request on this connection. No header
    // of ours says so, since those are kept for the answers to all others.
    if (own.test(path) && hasBody(request)) reply.raw.shouldKeepAlive = false;
    federation
      .answer({ method: request.method, path, query, accept })
      .then((answer) => (answer ? answerBody(request, reply, bodyOf(answer), answer.status) : next()))
      .catch(next);
  });
  done();
}

// Fastify would otherwise keep the hook from the blog's own routes, whose permalinks negotiate.
Object.assign(fediverse, { [Symbol.for('skip-override')]: true });

function split(url: string): [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
