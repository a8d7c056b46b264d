import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import type { PostKeys } from '../blog/post-keys.ts';
import type { Posts } from '../blog/posts.ts';
import type { Config } from '../config.ts';
import type { Held } from '../conversation/desk/held.ts';
import type { Conversations } from '../conversation/kept.ts';
import type { Complaints } from '../conversation/report.ts';
import { hubOf } from '../federation/websub/address.ts';
import type { Log } from '../log.ts';
import { createCards } from '../media/card/cards.ts';
import type { Filler } from '../search/fill.ts';
import type { Search } from '../search/search.ts';
import type { Theme } from '../theme/theme.ts';
import { answer, hasBody, refuse, refuseMethod } from './answer.ts';
import { createBodies } from './bodies.ts';
import type { Body } from './body.ts';
import { makeBody } from './body.ts';
import { cardRoutes, createCardOf } from './cards.ts';
import { createCommentFeeds } from './comment-feeds.ts';
import { createCountReplies } from './count-replies.ts';
import { type Fediverse, fediverse } from './fediverse.ts';
import { feedRoutes } from './feed-routes.ts';
import { createFeeds } from './feeds.ts';
import { type Files, fileRoutes, type SmallFiles } from './file-routes.ts';
import { securityHeaders } from './headers.ts';
import { heldFeedRoute } from './held-feed.ts';
import { hubRoute } from './hub.ts';
import { inboxes, inboxesOf } from './inboxes.ts';
import { interactRoutes } from './interact.ts';
import { interactPath } from './interact-path.ts';
import { machineRoutes, rootRoutes } from './machine-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { createPages } from './pages.ts';
import { privacyView } from './privacy/privacy.ts';
import type { PublicFiles } from './public-files.ts';
import { createRenderings } from './renderings.ts';
import { createReplies } from './replies.ts';
import { reportPath, reportRoutes } from './report.ts';
import { searchRoutes } from './search.ts';
import type { SiteMedia } from './site-pictures.ts';
import { makeSiteView } from './site-view.ts';
import { makeStylesheet } from './stylesheet.ts';
import { createTopics } from './topics.ts';
import { askAgain, seldom, whyUnavailable } from './unavailable.ts';

export interface ServerOptions {
  config: Config;
  posts: Posts;
  postKeys: PostKeys;
  conversations: Conversations;
  held: Held;
  complaints: Complaints;
  search: Search;
  filler: Pick<Filler, 'fill'>;
  theme: Theme;
  media: Files;
  small: SmallFiles;
  siteMedia: SiteMedia;
  publicFiles: PublicFiles;
  federation: Fediverse;
  /** What every answer carries; none: what the blog's readers are to have. */
  headers?: Record<string, string>;
  log: Log;
  now: () => Date;
}

/** What is read, and written to. */
const forms: ReadonlySet<string> = new Set([interactPath, reportPath]);

/** The whole of HTTP: what is asked for comes in here, in this order. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { config, posts, theme, log } = options;
  const { site, place } = config;
  const bodies = createBodies({ change: posts.change, now: options.now });
  const stylesheet = makeStylesheet(theme.stylesheet);
  const view = makeSiteView(site, options.siteMedia, stylesheet.path, theme);
  const replies = createReplies({ ...options, site, view });
  const count = createCountReplies({ ...options, site });
  const renderings = createRenderings(site);
  const cards = createCards(join(site.folder, 'data', 'cards'));
  const cardOf = createCardOf({ site, view, cards });
  const pages = createPages({ site, view, posts, replies, count, theme, renderings, cardOf });
  const hub = options.federation.websub ? hubOf(site, place) : null;
  const feeds = createFeeds({ site, view, posts, bodies, renderings, hub });
  const comments = createCommentFeeds({ ...options, site, view, bodies, hub });
  const privacy = () => theme.text(privacyView({ config, view }));
  const security = options.headers ?? securityHeaders(site.origin);
  const tellUnavailable = seldom((why) => log.error(`${why} Readers are asked to come back.`), options.now);

  const server = Fastify({
    trustProxy: place.trustProxy,
    routerOptions: { maxParamLength: 1_000, ignoreTrailingSlash: false },
    frameworkErrors: (_error, request, reply) => notice(request, reply, 404),
  });

  const notices = new Map<number, Body>();
  function notice(request: FastifyRequest, reply: FastifyReply, status: 404 | 500 | 503): unknown {
    let body = notices.get(status);
    if (!body) {
      body = makeBody(pages.notice(status).toString(), { type: 'text/html; charset=utf-8', cacheControl: 'no-store' });
      notices.set(status, body);
    }
    return answer(request, reply.headers(security), body, status);
  }

  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(security);
    // Nothing reads it, and what is left of it stands before the next request on this connection.
    if (request.method !== 'POST' && hasBody(request)) reply.raw.shouldKeepAlive = false;
    done();
  });
  // Inboxes and forms read what they are sent; nobody else does.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _body, done) => done(null));
  server.setNotFoundHandler((request, reply) => {
    const [path = ''] = (request.raw.url ?? '').split('?');
    const isForm = path.startsWith(site.base) && forms.has(path.slice(site.base.length));
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    // What was sent by a form and is about nothing that is there.
    if (isReading || (isForm && request.method === 'POST')) return notice(request, reply, 404);
    return refuseMethod(request, reply, isForm);
  });
  server.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    // Never the message: it may say what was sent.
    if (status < 500) return refuse(reply, status);
    const unavailable = whyUnavailable(error);
    if (unavailable) {
      tellUnavailable(unavailable);
      return notice(request, reply.header('retry-after', String(askAgain)), 503);
    }
    log.error('A request failed.', { method: request.method, path: request.routeOptions.url ?? 'unknown', error });
    return notice(request, reply, 500);
  });

  const { receive, interact, websub } = options.federation;
  websub?.serve(createTopics({ site, posts, feeds, comments }));
  server.register(fediverse, {
    federation: options.federation,
    site,
    ...(receive ? { inboxes: inboxesOf(site) } : {}),
  });
  if (receive) server.register(inboxes, { federation: { receive }, site });
  if (interact) server.register(interactRoutes, { prefix: site.base, ...options, site, view, interact });
  if (websub?.take) server.register(hubRoute, { prefix: site.base, take: websub.take });
  rootRoutes(server, { ...options, site, bodies });
  server.register(
    async (blog) => {
      feedRoutes(blog, { feeds });
      blog.register(reportRoutes, { site, view, theme, posts, complaints: options.complaints, now: options.now });
      cardRoutes(blog, { view, posts, cards });
      searchRoutes(blog, { ...options, site, view, bodies });
      machineRoutes(blog, { site, posts, bodies });
      heldFeedRoute(blog, { site, held: options.held });
      fileRoutes(blog, { ...options, bodies, stylesheet });
      pageRoutes(blog, { ...options, site, pages, replies, comments, privacy, bodies });
    },
    { prefix: site.base },
  );
  return server;
}
