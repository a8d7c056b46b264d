import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Posts, Selection } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import { mediumPath, type Post } from '../content/post.ts';
import { type Addresses, type FeedSource, itemsPerFeed, type Person } from '../feeds/feed.ts';
import { feedTypes, renderFeed } from '../feeds/render-feed.ts';
import type { SiteView } from '../theme/theme.ts';
import { answer, notFound } from './answer.ts';
import type { Bodies } from './bodies.ts';
import { makeBody } from './body.ts';
import type { Renderings } from './renderings.ts';
import { mayBeDiscussed } from './replies.ts';
import { authorView } from './site-view.ts';

type Format = keyof Addresses;

/** Every address at which readers of feeds look for the blog's own, without a redirect (feeds.md, Discovery). */
const known: Record<Format, string[]> = {
  rss: ['/feed.xml', '/rss.xml', '/index.xml', '/index.rss', '/feed', '/feed/', '/rss', '/rss/'],
  atom: ['/atom.xml', '/feed.atom'],
  json: ['/feed.json'],
};

/** The names of a feed below the page that it belongs to. */
const names: Addresses = { rss: 'feed.xml', atom: 'atom.xml', json: 'feed.json' };
const formats = Object.keys(names) as Format[];

interface Subject {
  title: string;
  /** The page that it is the feed of: `''`, `/tags/trees`. */
  page: string;
  selection: Omit<Selection, 'limit' | 'offset'>;
}

/** RSS, Atom and JSON Feed of the blog, of a tag and of an author. */
export function feedRoutes(
  server: FastifyInstance,
  {
    site,
    view,
    posts,
    bodies,
    renderings,
  }: { site: Site; view: SiteView; posts: Posts; bodies: Bodies; renderings: Pick<Renderings, 'feed'> },
): void {
  function person(name: string): Person {
    const author = authorView(view, name);
    return {
      name: author.name,
      url: author.url,
      avatar: author.avatar && absolute(site, mediumPath(author.avatar)),
    };
  }

  /** One page of a feed, counted from 1; null beyond its end. The first exists even when it is empty. */
  async function source({ title, page, selection }: Subject, number: number): Promise<FeedSource | null> {
    const pages = Math.max(1, Math.ceil((await posts.count(selection)) / itemsPerFeed));
    if (number < 1 || number > pages) return null;
    // Readers of feeds show no drawings.
    const picture = view.icon?.type === 'image/svg+xml' ? null : view.icon;
    const icon = picture && site.origin + picture.href;
    return {
      site,
      feed: {
        title,
        description: null,
        page: page || '/',
        self: addresses(page, number),
        first: addresses(page, 1),
        next: number < pages ? addresses(page, number + 1) : null,
      },
      icon,
      favicon: icon,
      posts: await posts.list({ ...selection, limit: itemsPerFeed, offset: (number - 1) * itemsPerFeed }),
      authorsOf: (post: Post) => post.authors.map(person),
      commentsOf: (post: Post) => (mayBeDiscussed(site, post) ? `${post.permalink}#replies` : null),
      contentOf: renderings.feed,
      changed: posts.changedAt(),
    };
  }

  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    format: Format,
    subject: Subject,
  ): Promise<FastifyReply> {
    const number = pageOf(request);
    const body = await bodies.get(`feed ${format} ${subject.page} ${number}`, async () => {
      const found = await source(subject, number);
      if (!found) return null;
      return makeBody(renderFeed(found, format), {
        type: feedTypes[format],
        // Readers wait at least so long before they ask again.
        cacheControl: 'public, max-age=900',
        lastModified: posts.changedAt(),
      });
    });
    return body ? answer(request, reply.header('cross-origin-resource-policy', 'cross-origin'), body) : notFound(reply);
  }

  for (const format of formats) {
    const main: Subject = { title: site.title, page: '', selection: {} };
    for (const address of new Set([...known[format], ...site.feeds[format]])) {
      server.get(address, (request, reply) => send(request, reply, format, main));
    }

    server.get<{ Params: { slug: string } }>(`/tags/:slug/${names[format]}`, async (request, reply) => {
      const { slug } = request.params;
      const tag = await posts.tag(slug);
      if (!tag) return notFound(reply);
      const title = `${site.title}: ${tag.name}`;
      return send(request, reply, format, {
        title,
        page: `/tags/${encodeURIComponent(slug)}`,
        selection: { tag: slug },
      });
    });

    server.get<{ Params: { user: string } }>(`/@:user/${names[format]}`, async (request, reply) => {
      const account = site.accounts.find(({ user }) => user === request.params.user);
      if (!account) return notFound(reply);
      const title = `${site.title}: ${account.name}`;
      return send(request, reply, format, { title, page: `/@${account.user}`, selection: { author: account.user } });
    });
  }
}

/** Where a page of the feed of `page` stands in each format: `/tags/trees/feed.xml?page=2`. */
function addresses(page: string, number: number): Addresses {
  const of = (format: Format): string => `${page}/${names[format]}${number === 1 ? '' : `?page=${number}`}`;
  return { rss: of('rss'), atom: of('atom'), json: of('json') };
}

/** Which page is asked for: the first without a word, 0 for what is no number that we would write. */
function pageOf({ query }: FastifyRequest): number {
  const { page = '1' } = query as { page?: unknown };
  return typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 0;
}
