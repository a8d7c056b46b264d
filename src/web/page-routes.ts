import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import { foldPath } from '../content/permalink.ts';
import type { Html } from '../html.ts';
import { answer, notFound, redirect } from './answer.ts';
import type { Bodies } from './bodies.ts';
import type { Body } from './body.ts';
import { makeBody } from './body.ts';
import type { Pages } from './pages.ts';
import type { PublicFiles } from './public-files.ts';
import { sendFile } from './send-file.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** The pages that readers open. What has no route of its own is looked up among the permalinks. */
export function pageRoutes(
  server: FastifyInstance,
  {
    site,
    posts,
    pages,
    bodies,
    publicFiles,
  }: { site: Site; posts: Posts; pages: Pages; bodies: Bodies; publicFiles: PublicFiles },
): void {
  const body = (markup: Html, vary = 'Accept-Encoding'): Body =>
    makeBody(markup.toString(), { type: 'text/html; charset=utf-8', vary });

  /** A page that is made from the address alone. `negotiated`: another server may ask the same address for an actor. */
  function page(render: (parameters: Parameters) => Promise<Html | null>, negotiated = false): Handler {
    return async (request, reply) => {
      const parameters = readParameters(request);
      const make = async (): Promise<Body | null> => {
        const markup = await render(parameters);
        return markup && body(markup, negotiated ? 'Accept, Accept-Encoding' : undefined);
      };
      const found = parameters.page > 0 ? await bodies.get(key(request, parameters), make) : null;
      return found ? answer(request, reply, found) : notFound(reply);
    };
  }

  /** A file that was changed a moment ago is not what the table says: the folder is read again, and it is tried anew. */
  async function sendPublic(request: FastifyRequest, reply: FastifyReply, path: string): Promise<boolean> {
    const known = publicFiles.current().get(path);
    if (!known) return false;
    if (await sendFile(request, reply, known)) return true;
    await publicFiles.look();
    const changed = publicFiles.current().get(path);
    return changed !== undefined && sendFile(request, reply, changed);
  }

  server.get(
    '/',
    page(() => pages.home(1), true),
  );
  server.get(
    '/page/:page',
    page(({ page }) => (page > 1 ? pages.home(page) : Promise.resolve(null))),
  );
  server.get(
    '/archive',
    page(() => pages.archive()),
  );
  server.get(
    '/tags/:slug',
    page(({ slug }) => pages.tag(slug, 1)),
  );
  server.get(
    '/tags/:slug/page/:page',
    page(({ slug, page }) => (page > 1 ? pages.tag(slug, page) : Promise.resolve(null))),
  );
  server.get(
    '/series/:slug',
    page(({ slug }) => pages.series(slug)),
  );
  server.get(
    '/@:user',
    page(({ user }) => pages.author(user, 1), true),
  );
  server.get(
    '/@:user/page/:page',
    page(({ user, page }) => (page > 1 ? pages.author(user, page) : Promise.resolve(null))),
  );

  server.get('/*', (request, reply) => {
    const asked = pathBelow(site, request);
    // The one spelling of an address is the key of its body, so most requests end here.
    const ready = bodies.ready(`page ${asked}`);
    return ready ? answer(request, reply, ready) : find(asked, request, reply);
  });

  async function find(asked: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const path = foldPath(asked);
    if (path === null) return notFound(reply);
    if (await sendPublic(request, reply, path)) return reply;
    const found = await posts.at(path);
    if (!found) return notFound(reply);
    if (found.kind === 'moved') return redirect(reply, absolute(site, found.permalink));
    if (found.kind === 'gone') return answer(request, reply, body(pages.notice(410)), 410);
    const made = await bodies.get(`page ${found.post.permalink}`, async () =>
      body(await pages.post(found.post), 'Accept, Accept-Encoding'),
    );
    return made ? answer(request, reply, made) : notFound(reply);
  }
}

interface Parameters {
  slug: string;
  user: string;
  /** 1 where the address has none; 0 where it is no number that we would write. */
  page: number;
}

function readParameters(request: FastifyRequest): Parameters {
  const { slug = '', user = '', page = '1' } = request.params as Record<string, string | undefined>;
  return { slug, user, page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 0 };
}

// By what the address means, not by how it was spelt, so that spellings cannot fill the memory.
function key(request: FastifyRequest, { slug, user, page }: Parameters): string {
  return `${request.routeOptions.url} ${slug} ${user} ${page}`;
}

// The address as it was asked for: the router's own decoding would make a separator of `%2f`.
function pathBelow({ base }: Site, request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const query = url.indexOf('?');
  return url.slice(base.length, query === -1 ? undefined : query);
}
