import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import { foldPath } from '../content/permalink.ts';
import type { Post } from '../content/post.ts';
import type { Html } from '../html.ts';
import { answer, notFound, redirect } from './answer.ts';
import { blogrollOpml, blogrollPath, opmlPath } from './blogroll.ts';
import type { Bodies } from './bodies.ts';
import type { Body } from './body.ts';
import { makeBody } from './body.ts';
import { type CommentFeeds, commentsPath } from './comment-feeds.ts';
import { commentFeedPath, repliesPath } from './conversation-view.ts';
import { imprintPath } from './imprint.ts';
import type { Pages } from './pages.ts';
import { privacyPath } from './privacy/privacy.ts';
import type { PublicFiles } from './public-files.ts';
import { closingOf, type Replies } from './replies.ts';
import { sendPublic } from './send-public.ts';

/** The pages that readers open. What has no route of its own is looked up among the permalinks. */
export function pageRoutes(
  server: FastifyInstance,
  {
    site,
    posts,
    pages,
    replies,
    comments,
    privacy,
    bodies,
    publicFiles,
    now,
  }: {
    site: Site;
    posts: Posts;
    pages: Pages;
    replies: Replies;
    comments: CommentFeeds;
    /** What is kept of others, where the author's own page does not say it. */
    privacy(): Html;
    bodies: Bodies;
    publicFiles: PublicFiles;
    now: () => Date;
  },
): void {
  const body = (markup: Html, vary = 'Accept-Encoding', until: Date | null = null): Body =>
    makeBody(markup.toString(), { type: 'text/html; charset=utf-8', vary, until });

  /** Of a post; it says how to reply until the replies close. */
  const postBody = (post: Post, markup: Html): Body => {
    const closing = closingOf(site, post);
    return body(markup, 'Accept, Accept-Encoding', closing !== null && closing > now() ? closing : null);
  };

  /**
   * A page that is made from the address alone; with a slash too many, the way there. `negotiated`: another server may
   * ask the same address for an actor.
   */
  function page(address: string, render: (parameters: Parameters) => Promise<Html | null>, negotiated = false): void {
    async function find(request: FastifyRequest): Promise<Body | null> {
      const parameters = readParameters(request);
      if (parameters.page === 0) return null;
      return bodies.get(key(address, parameters), async () => {
        const markup = await render(parameters);
        return markup && body(markup, negotiated ? 'Accept, Accept-Encoding' : undefined);
      });
    }

    server.get(address, async (request, reply) => {
      const found = await find(request);
      return found ? answer(request, reply, found) : notFound(reply);
    });
    if (address === '/') return;
    server.get(`${address}/`, async (request, reply) => {
      const path = foldPath(pathBelow(site, request));
      const found = path !== null && (await find(request));
      return found ? redirect(reply, absolute(site, path.slice(0, -1))) : notFound(reply);
    });
  }

  const beyondFirst = (page: number, render: () => Promise<Html | null>) =>
    page > 1 ? render() : Promise.resolve(null);
  page('/', () => pages.home(1), true);
  page('/page/:page', ({ page }) => beyondFirst(page, () => pages.home(page)));
  page('/archive', () => pages.archive(null));
  page('/archive/:year(^\\d{4}$)', ({ year }) => pages.archive(year));
  page('/tags/:slug', ({ slug }) => pages.tag(slug, 1));
  page('/tags/:slug/page/:page', ({ slug, page }) => beyondFirst(page, () => pages.tag(slug, page)));
  page('/languages/:slug', ({ slug }) => pages.language(slug, 1));
  page('/languages/:slug/page/:page', ({ slug, page }) => beyondFirst(page, () => pages.language(slug, page)));
  page('/series/:slug', ({ slug }) => pages.series(slug));
  page('/subscribe', () => pages.subscribe());
  page('/@:user', ({ user }) => pages.author(user, 1), true);
  page('/@:user/page/:page', ({ user, page }) => beyondFirst(page, () => pages.author(user, page)));

  const feed = (request: FastifyRequest, reply: FastifyReply, body: Body | null) =>
    body ? answer(request, reply.header('cross-origin-resource-policy', 'cross-origin'), body) : notFound(reply);
  server.get(commentsPath, async (request, reply) => feed(request, reply, await comments.blog()));

  server.get(opmlPath, async (request, reply) => {
    const body = await bodies.get(opmlPath, async () =>
      site.blogroll.length > 0 ? makeBody(blogrollOpml(site), { type: 'text/xml; charset=utf-8' }) : null,
    );
    return feed(request, reply, body);
  });

  /** Pages that the blog writes where the author writes none, as far as there is anything to say. */
  const written = new Map<string, () => Html | null>([
    [privacyPath, privacy],
    [imprintPath, pages.imprint],
    [blogrollPath, pages.blogroll],
  ]);

  function findWritten(path: string): Promise<Body | null> {
    const write = written.get(path);
    return bodies.get(`written ${path}`, async () => {
      const markup = write?.();
      return markup ? body(markup) : null;
    });
  }

  server.get('/*', (request, reply) => {
    const asked = pathBelow(site, request);
    const part = partOf(request);
    if (part) return findPart(asked, part, request, reply);
    // The one spelling of an address is the key of its body, so most requests end here.
    const ready = bodies.ready(`page ${asked}`);
    return ready ? answer(request, reply, ready) : find(asked, '', request, reply);
  });

  /** `query`: what goes on with a path that leads elsewhere. */
  async function find(
    asked: string,
    query: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const path = foldPath(asked);
    if (path === null) return notFound(reply);
    if (await sendPublic(publicFiles, path, request, reply)) return reply;
    const commented = /^(.+)\/comments\.xml$/.exec(path)?.[1];
    if (commented !== undefined) return findFeed(path, commented, request, reply);
    const found = await posts.at(path);
    const own = found?.kind !== 'post' && written.has(path) ? await findWritten(path) : null;
    if (own) return answer(request, reply, own);
    if (!found) {
      const way = path.slice(0, -1);
      const isNear = path.endsWith('/') && written.has(way) && (await findWritten(way));
      return isNear ? redirect(reply, absolute(site, way) + query) : notFound(reply);
    }
    if (found.kind === 'moved') return redirect(reply, absolute(site, found.permalink) + query);
    if (found.kind === 'gone') return answer(request, reply, body(pages.notice(410)), 410);
    const made = await bodies.get(`page ${found.post.permalink}`, async () =>
      postBody(found.post, await pages.post(found.post)),
    );
    return made ? answer(request, reply, made) : notFound(reply);
  }

  /** The feed of what is said about the post at a path, whose address may end in a slash or be an old one. */
  async function findFeed(asked: string, path: string, request: FastifyRequest, reply: FastifyReply) {
    const first = await posts.at(path);
    const found = first?.kind === 'moved' ? await posts.at(first.permalink) : first;
    if (found?.kind !== 'post') return notFound(reply);
    const own = commentFeedPath(found.post);
    return own === asked ? feed(request, reply, await comments.post(found.post)) : redirect(reply, absolute(site, own));
  }

  /** A further page of the replies to a post, or the way to the page on which one of them stands now. */
  async function findPart(path: string, part: Part, request: FastifyRequest, reply: FastifyReply) {
    const found = await posts.at(path);
    // Links to a reply stand in readers of feeds for years, and outlive the address of the post.
    if (found?.kind !== 'post')
      return find(path, part.number === 0 ? '' : `?${part.name}=${part.number}`, request, reply);
    const { post } = found;
    if (part.name === 'reply') {
      const page = await replies.pageWith(post, part.number);
      const to = absolute(site, repliesPath(post, Math.max(1, page))) + (page === 0 ? '' : `#reply-${part.number}`);
      return reply.code(302).header('location', to).header('cache-control', 'no-cache').send();
    }
    const made = await bodies.get(`page ${post.permalink} replies ${part.number}`, async () => {
      const markup = await pages.replies(post, part.number);
      return markup && postBody(post, markup);
    });
    return made ? answer(request, reply, made) : notFound(reply);
  }
}

/** What is asked for beside a page itself: `?replies=2`, a page of replies; `?reply=12`, one of them. */
interface Part {
  name: 'replies' | 'reply';
  /** 0: no number that we would write. */
  number: number;
}

function partOf({ raw: { url = '' } }: FastifyRequest): Part | null {
  const query = url.indexOf('?');
  if (query < 0) return null;
  const [, name, text = ''] = /(?:^|&)(repl(?:ies|y))=([^&]*)/.exec(url.slice(query + 1)) ?? [];
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  return name === 'replies' || name === 'reply' ? { name, number } : null;
}

interface Parameters {
  slug: string;
  user: string;
  /** 0 where the address has none. */
  year: number;
  /** 1 where the address has none; 0 where it is no number that we would write. */
  page: number;
}

function readParameters(request: FastifyRequest): Parameters {
  const { slug = '', user = '', year = '0', page = '1' } = request.params as Record<string, string | undefined>;
  return { slug, user, year: Number(year), page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 0 };
}

// By what the address means, not by how it was spelt, so that spellings cannot fill the memory.
function key(address: string, { slug, user, year, page }: Parameters): string {
  return `${address} ${slug} ${user} ${year} ${page}`;
}

// The address as it was asked for: the router's own decoding would make a separator of `%2f`.
function pathBelow({ base }: Site, request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const query = url.indexOf('?');
  return url.slice(base.length, query === -1 ? undefined : query);
}
