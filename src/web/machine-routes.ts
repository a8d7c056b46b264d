import type { FastifyInstance } from 'fastify';
import type { Posts, Translation } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute, hasImprint } from '../config.ts';
import { escapeHtml } from '../html.ts';
import { alternatesOf } from '../theme/alternates.ts';
import { answer, notFound } from './answer.ts';
import { blogrollPath } from './blogroll.ts';
import type { Bodies } from './bodies.ts';
import { makeBody } from './body.ts';
import type { Fediverse } from './fediverse.ts';
import { imprintPath } from './imprint.ts';
import { privacyPath } from './privacy/privacy.ts';
import type { PublicFiles } from './public-files.ts';
import { securityText, securityTextPath } from './security-text.ts';
import { sendPublic } from './send-public.ts';

/** The sitemap protocol's own limit (sitemaps.org) is 50,000 addresses a file; the pages that the blog writes by itself are five of them. */
const most = 49_995;

/** What crawlers and orchestrators ask for. */
export function machineRoutes(
  server: FastifyInstance,
  { site, posts, bodies }: { site: Site; posts: Posts; bodies: Bodies },
): void {
  server.get('/sitemap.xml', async (request, reply) => {
    const body = await bodies.get('sitemap', async () =>
      makeBody(
        sitemap(site, withWritten(site, (await posts.permalinks()).slice(0, most)), await translationsIn(posts)),
        { type: 'application/xml; charset=utf-8' },
      ),
    );
    return body ? answer(request, reply, body) : notFound(reply);
  });
}

/** Health, robots and security.txt stand at the root of the host, wherever the blog itself lives. */
export function rootRoutes(
  server: FastifyInstance,
  {
    site,
    posts,
    bodies,
    publicFiles,
    federation,
    now,
  }: {
    site: Site;
    posts: Pick<Posts, 'count'>;
    bodies: Bodies;
    publicFiles: PublicFiles;
    federation: Pick<Fediverse, 'skew'>;
    now: () => Date;
  },
): void {
  const canRead = looksAt(posts);
  const robots = makeBody(robotsFile(site), { type: 'text/plain; charset=utf-8' });
  server.get('/robots.txt', (request, reply) => answer(request, reply, robots));
  server.get(securityTextPath, async (request, reply) => {
    // An author's own file may name a key, or a policy.
    if (await sendPublic(publicFiles, securityTextPath, request, reply)) return reply;
    const body = await bodies.get('security.txt', async () => {
      const said = securityText(site, now());
      return said && makeBody(said.text, { type: 'text/plain; charset=utf-8', until: said.until });
    });
    return body ? answer(request, reply, body) : notFound(reply);
  });
  server.get('/healthz', (_, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  server.get('/readyz', async (_, reply) => {
    const isThere = await canRead();
    // A wrong clock keeps nobody from reading: it is told and is no reason to take the server away.
    const { seconds, servers } = federation.skew?.() ?? { seconds: null, servers: 0 };
    const clock = { ahead: seconds, servers };
    const said = isThere
      ? { status: 'ready', database: 'ok', clock }
      : { status: 'not ready', database: 'failed', clock };
    return reply
      .code(isThere ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(said);
  });
}

/** Milliseconds: whoever asks whether we are ready waits no longer. */
const patience = 2000;

/**
 * Whether the database answers. What is wrong with it is said in the log, and not to whoever asks here. It is asked one
 * question at a time: one that hangs would gather one more with everybody who wants to know.
 */
function looksAt(posts: Pick<Posts, 'count'>): () => Promise<boolean> {
  let reading: Promise<boolean> | null = null;
  return async () => {
    reading ??= posts
      .count({ kind: 'note' })
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        reading = null;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), patience);
    });
    return Promise.race([reading, late]).finally(() => clearTimeout(timer));
  };
}

/** The pages that the blog writes by itself, where the author has none there. */
function withWritten(site: Site, pages: { permalink: string; changed: Date | null }[]) {
  const taken = new Set(pages.map(({ permalink }) => permalink));
  const written = [
    '/subscribe',
    ...(site.blogroll.length > 0 ? [blogrollPath] : []),
    privacyPath,
    ...(hasImprint(site) ? [imprintPath] : []),
  ];
  return [...pages, ...written.filter((path) => !taken.has(path)).map((permalink) => ({ permalink, changed: null }))];
}

/** By their addresses: the translations of each text, itself among them. */
async function translationsIn(posts: Posts): Promise<Map<string, readonly Translation[]>> {
  const groups = [...(await posts.translations()).values()];
  return new Map(groups.flatMap((group) => group.map(({ permalink }) => [permalink, group] as const)));
}

function robotsFile(site: Site): string {
  return `User-agent: *\nAllow: /\nSitemap: ${absolute(site, '/sitemap.xml')}\n`;
}

function sitemap(
  site: Site,
  pages: { permalink: string; changed: Date | null }[],
  translations: Map<string, readonly Translation[]>,
): string {
  const urls = pages.map(({ permalink, changed }) => {
    const { id = '' } = translations.get(permalink)?.find((one) => one.permalink === permalink) ?? {};
    const where = { url: absolute(site, '/').slice(0, -1), language: site.language };
    const links = alternatesOf(where, translations.get(permalink) ?? [], id).map(
      ({ language, url }) => `<xhtml:link rel="alternate" hreflang="${language}" href="${escapeHtml(url)}"/>`,
    );
    const date = changed ? `<lastmod>${changed.toISOString()}</lastmod>` : '';
    return `<url><loc>${escapeHtml(absolute(site, permalink))}</loc>${date}${links.join('')}</url>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"${translations.size > 0 ? ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' : ''}>`,
    `<url><loc>${escapeHtml(absolute(site, '/'))}</loc></url>`,
    ...urls,
    '</urlset>',
    '',
  ].join('\n');
}
