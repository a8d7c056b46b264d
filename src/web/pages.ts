import type { Posts, Selection, Translation } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute, hasImprint, local } from '../config.ts';
import type { Post } from '../content/post.ts';
import { actorPath, objectPath } from '../federation/addresses.ts';
import type { Html } from '../html.ts';
import { trusted } from '../html.ts';
import { languageSlug } from '../theme/language.ts';
import type { PageView, Paging, Row, SiteView, Theme } from '../theme/theme.ts';
import { blogrollPath, opmlPath } from './blogroll.ts';
import type { CardOf } from './cards.ts';
import { repliesPath } from './conversation-view.ts';
import type { CountReplies } from './count-replies.ts';
import { feedGroups } from './feed-groups.ts';
import { imprintView } from './imprint.ts';
import type { Renderings } from './renderings.ts';
import type { Replies } from './replies.ts';
import { authorView } from './site-view.ts';
import { yearsOf } from './years.ts';

/** Rows of one page of a list. */
const rows = 30;

/** So many titles are one archive; more are one for each year. A row is about 250 bytes. */
const archived = 500;

/** Every page of the blog as markup, or null where there is nothing to show. */
export interface Pages {
  home(page: number): Promise<Html | null>;
  tag(slug: string, page: number): Promise<Html | null>;
  author(user: string, page: number): Promise<Html | null>;
  /** `slug`: of the language, as it stands in the address. */
  language(slug: string, page: number): Promise<Html | null>;
  series(slug: string): Promise<Html | null>;
  subscribe(): Promise<Html>;
  /** Null: the author recommends no blog, or names nobody who is behind this one. */
  blogroll(): Html | null;
  imprint(): Html | null;
  /** Everything, or its newest year where that is too much for one page; `year`: that year alone. */
  archive(year: number | null): Promise<Html | null>;
  post(post: Post): Promise<Html>;
  /** A further page of the replies to a post, from the second on. */
  replies(post: Post, page: number): Promise<Html | null>;
  notice(status: 404 | 410 | 500 | 503): Html;
}

export function createPages({
  site,
  view,
  posts,
  replies,
  count,
  theme,
  renderings,
  cardOf,
}: {
  site: Site;
  view: SiteView;
  posts: Posts;
  replies: Replies;
  /** Rows of a list, with their replies counted where the blog wants that. */
  count: CountReplies;
  theme: Theme;
  renderings: Pick<Renderings, 'page'>;
  cardOf: CardOf;
}): Pages {
  const templates = { post: theme.post, note: theme.note, page: theme.page };

  function pageView(path: string, feeds = false): PageView {
    const below = (name: string): string => local(site, `${path}/${name}`);
    return {
      site: view,
      path,
      feeds: feeds ? { rss: below('feed.xml'), atom: below('atom.xml'), json: below('feed.json') } : null,
    };
  }

  /** One page of a list that begins at `path`; null beyond its end. The first exists even when it is empty. */
  async function list(
    path: string,
    page: number,
    selection: Omit<Selection, 'limit' | 'offset'>,
  ): Promise<{ posts: Row[]; paging: Paging } | null> {
    const pages = Math.max(1, Math.ceil((await posts.count(selection)) / rows));
    if (page < 1 || page > pages) return null;
    const address = (to: number): string | null => {
      if (to < 1 || to > pages) return null;
      return local(site, to === 1 ? path || '/' : `${path}/page/${to}`);
    };
    return {
      posts: await count(await posts.titles({ ...selection, limit: rows, offset: (page - 1) * rows })),
      paging: { page, pages, newer: address(page - 1), older: address(page + 1) },
    };
  }

  async function translationsOf({ id, translationKey, unlisted }: Post): Promise<readonly Translation[]> {
    const found = unlisted || translationKey === null ? [] : (await posts.translations()).get(translationKey);
    // Of two that are the same text in the same language one stands for both.
    return found?.some((one) => one.id === id) ? found : [];
  }

  const paged = (path: string, page: number): string => (page === 1 ? path || '/' : `${path}/page/${page}`);

  return {
    async home(page) {
      const found = await list('', page, {});
      const first = site.accounts[0];
      if (!found) return null;
      return theme.home({
        ...pageView(paged('', page)),
        ...found,
        pinned: page === 1 ? await count(await posts.titles({ pinned: true, limit: 5 })) : [],
        actor: first ? absolute(site, actorPath(first.id)) : null,
      });
    },

    async tag(slug, page) {
      const path = `/tags/${encodeURIComponent(slug)}`;
      const tag = await posts.tag(slug);
      const found = tag && (await list(path, page, { tag: slug }));
      return found ? theme.tag({ ...pageView(path, true), path: paged(path, page), tag, ...found }) : null;
    },

    async author(user, page) {
      const account = site.accounts.find((candidate) => candidate.user === user);
      const path = `/@${user}`;
      const found = account && (await list(path, page, { author: user }));
      if (!found) return null;
      return theme.author({
        ...pageView(path, true),
        path: paged(path, page),
        author: authorView(view, user),
        actor: absolute(site, actorPath(account.id)),
        ...found,
      });
    },

    async series(slug) {
      const found = await posts.series(slug);
      return found ? theme.series({ ...pageView(`/series/${encodeURIComponent(slug)}`, true), ...found }) : null;
    },

    async language(slug, page) {
      const known = (await posts.languages()).find(({ language }) => languageSlug(language) === slug);
      const path = `/languages/${slug}`;
      const found = known && (await list(path, page, { language: known.language }));
      if (!found) return null;
      const own = { ...view, language: known.language };
      return theme.language({ ...pageView(path, true), path: paged(path, page), site: own, ...found });
    },

    async subscribe() {
      return theme.subscribe({ ...pageView('/subscribe'), groups: await feedGroups(site, posts) });
    },

    blogroll() {
      if (site.blogroll.length === 0) return null;
      return theme.blogroll({ ...pageView(blogrollPath), blogs: site.blogroll, opml: local(site, opmlPath) });
    },

    imprint: () => (hasImprint(site) ? theme.text(imprintView(site, view)) : null),

    async archive(asked) {
      const years = yearsOf(await posts.dates(), site.timezone);
      const shown = asked === null ? years[0] : years.find(({ year }) => year === asked);
      if (asked !== null && !shown) return null;
      const isWhole = asked === null && years.reduce((sum, { count }) => sum + count, 0) <= archived;
      return theme.archive({
        ...pageView(asked === null ? '/archive' : archivePath(asked)),
        year: asked,
        years: isWhole ? [] : years.map(({ year, count }) => ({ year, count, path: archivePath(year) })),
        posts: await posts.titles({
          ...(isWhole || !shown ? {} : { from: shown.from, before: shown.before }),
          limit: Number.MAX_SAFE_INTEGER,
        }),
        tags: asked === null ? await posts.tags() : [],
      });
    },

    async post(post) {
      const { html, headings } = await renderings.page(post);
      const series = post.series && (await posts.series(post.series.slug));
      const none = { older: null, newer: null };
      return templates[post.kind]({
        ...pageView(post.permalink),
        post,
        content: trusted(html),
        headings,
        authors: post.authors.map((name) => authorView(view, name)),
        object: post.federate === 'no' || post.kind === 'page' ? null : absolute(site, objectPath(post)),
        ...(post.kind === 'page' ? none : await posts.neighbours(post)),
        translations: await translationsOf(post),
        card: cardOf(post),
        series: post.series && series ? { ...post.series, parts: series.posts } : null,
        conversation: await replies.page(post, 1),
      });
    },

    async replies(post, page) {
      const conversation = page < 2 ? null : await replies.page(post, page);
      return conversation && theme.replies({ ...pageView(repliesPath(post, page)), post, conversation });
    },

    notice: (status) => theme.notice({ ...pageView('/'), status }),
  };
}

function archivePath(year: number): string {
  return `/archive/${String(year).padStart(4, '0')}`;
}
