import type { Posts, Selection } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import { mediumPath, type Post } from '../content/post.ts';
import type { Hub } from '../federation/websub/address.ts';
import { type Addresses, type FeedSource, itemsPerFeed, type Person } from '../feeds/feed.ts';
import { address } from '../feeds/item.ts';
import { feedTypes, renderFeed } from '../feeds/render-feed.ts';
import { languageName, languageSlug } from '../theme/language.ts';
import type { SiteView } from '../theme/theme.ts';
import type { Bodies } from './bodies.ts';
import { type Body, makeBody } from './body.ts';
import { feedLinks } from './feed-links.ts';
import type { Renderings } from './renderings.ts';
import { mayBeDiscussed } from './replies.ts';
import { authorView } from './site-view.ts';

export type Format = keyof Addresses;

/** Every address at which readers of feeds look for the blog's own, without a redirect (feeds.md, Discovery). */
const known: Record<Format, string[]> = {
  rss: ['/feed.xml', '/rss.xml', '/index.xml', '/index.rss', '/feed', '/feed/', '/rss', '/rss/'],
  atom: ['/atom.xml', '/feed.atom'],
  json: ['/feed.json'],
};

/** The names of a feed below the page that it belongs to. */
export const feedNames: Addresses = { rss: 'feed.xml', atom: 'atom.xml', json: 'feed.json' };
export const formats = Object.keys(feedNames) as Format[];

/** What a feed is of. */
export interface Subject {
  title: string;
  /** The page that it is the feed of: `''`, `/tags/trees`. */
  page: string;
  selection: Omit<Selection, 'limit' | 'offset'>;
  /** BCP 47, where it is another than the blog's. */
  language?: string;
}

/** The feeds of one kind of page: `/tags/:slug`. */
export interface FeedKind {
  page: string;
  /** What they are of, by the part of the address that is variable; null: there is no such page. */
  subject(name: string): Promise<Subject | null>;
}

/** RSS, Atom and JSON Feed of the blog, of a tag and of an author: as they are served, and as the hub sends them. */
export interface Feeds {
  main: Subject;
  /** Every address of the blog's own in a format. */
  addressesOf(format: Format): string[];
  /** All others: whoever adds to this list has them served, named and pushed. */
  kinds: readonly FeedKind[];
  /** One page of a feed, counted from 1; null beyond its end. The first exists even when it is empty. */
  body(subject: Subject, format: Format, number: number): Promise<Body | null>;
}

export interface FeedsOptions {
  site: Site;
  view: SiteView;
  posts: Posts;
  bodies: Bodies;
  renderings: Pick<Renderings, 'feed'>;
  /** Who tells readers of feeds at once, where somebody does. */
  hub: Hub | null;
}

export function createFeeds({ site, view, posts, bodies, renderings, hub }: FeedsOptions): Feeds {
  function person(name: string): Person {
    const author = authorView(view, name);
    return {
      name: author.name,
      url: author.url,
      avatar: author.avatar && absolute(site, mediumPath(author.avatar)),
    };
  }

  async function source({ title, page, selection, language }: Subject, number: number): Promise<FeedSource | null> {
    const pages = Math.max(1, Math.ceil((await posts.count(selection)) / itemsPerFeed));
    if (number < 1 || number > pages) return null;
    // Readers of feeds show no drawings.
    const picture = view.icon?.type === 'image/svg+xml' ? null : view.icon;
    const icon = picture && site.origin + picture.href;
    return {
      site: language === undefined ? site : { ...site, language },
      feed: {
        title,
        description: null,
        page: page || '/',
        self: addresses(page, number),
        first: addresses(page, 1),
        next: number < pages ? addresses(page, number + 1) : null,
        hubs: hubsOf(page, number),
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

  /** Of what was written long ago nobody is told; and another hub only of what the whole blog writes. */
  const hubsOf = (page: string, number: number): string[] =>
    hub !== null && number === 1 && (hub.isOwn || page === '') ? [hub.address] : [];

  return {
    main: { title: site.title, page: '', selection: {} },
    addressesOf: (format) => [...new Set([...known[format], ...site.feeds[format]])],
    kinds: [
      {
        page: '/tags/:slug',
        async subject(slug) {
          const tag = await posts.tag(slug);
          const page = `/tags/${encodeURIComponent(slug)}`;
          return tag && { title: `${site.title}: ${tag.name}`, page, selection: { tag: slug } };
        },
      },
      {
        page: '/series/:slug',
        async subject(slug) {
          const series = await posts.series(slug);
          const page = `/series/${encodeURIComponent(slug)}`;
          return series && { title: `${site.title}: ${series.name}`, page, selection: { series: slug } };
        },
      },
      {
        page: '/languages/:slug',
        async subject(slug) {
          const known = (await posts.languages()).find(({ language }) => languageSlug(language) === slug);
          if (!known) return null;
          const { language } = known;
          const title = `${site.title}: ${languageName(language)}`;
          return { title, page: `/languages/${slug}`, selection: { language }, language };
        },
      },
      {
        page: '/@:user',
        async subject(name) {
          const account = site.accounts.find(({ user }) => user === name);
          if (!account) return null;
          const { user } = account;
          return { title: `${site.title}: ${account.name}`, page: `/@${user}`, selection: { author: user } };
        },
      },
    ],
    body: (subject, format, number) =>
      bodies.get(`feed ${format} ${subject.page} ${number}`, async () => {
        const found = await source(subject, number);
        if (!found) return null;
        return makeBody(renderFeed(found, format), {
          type: feedTypes[format],
          // Readers wait at least so long before they ask again.
          cacheControl: 'public, max-age=900',
          lastModified: posts.changedAt(),
          headers: feedLinks(address(site, found.feed.self[format]), hubsOf(subject.page, number)),
        });
      }),
  };
}

/** Where a page of the feed of `page` stands in each format: `/tags/trees/feed.xml?page=2`. */
function addresses(page: string, number: number): Addresses {
  const of = (format: Format): string => `${page}/${feedNames[format]}${number === 1 ? '' : `?page=${number}`}`;
  return { rss: of('rss'), atom: of('atom'), json: of('json') };
}
