import type { SQL } from 'drizzle-orm';
import type { Site } from '../config.ts';
import type { Post, Tag } from '../content/post.ts';
import { changeSetting } from '../database/change.ts';
import type { Database } from '../database/database.ts';
import { and, asc, desc, eq, gt, gte, inArray, isNotNull, lt, ne, or, sql } from '../database/drizzle.ts';
import { findPath } from './find-path.ts';
import { lookSetting } from './index-queries.ts';
import type { FoundObject, Posts, Selection } from './posts.ts';
import { detailsOf, listedColumns, objectPath, toListed, toMedium, toPost } from './row.ts';
import { findTranslations } from './translations.ts';

/** The published index as it is kept in a database. */
export interface StoredPosts extends Posts {
  /** Looks for publishes of this process and others: whether the change number is another now. */
  refresh(): Promise<boolean>;
}

/** The published index, read from a database; its change number is in memory from the beginning. */
export async function createPosts(database: Database, site: Pick<Site, 'accounts'>): Promise<StoredPosts> {
  const { query, tables } = database;
  const { posts, postTags, postAuthors, postMedia, media, objects, settings } = tables;
  const listed = listedColumns(tables);
  const newestFirst = [desc(posts.date), desc(posts.key)];
  const inLists = and(eq(posts.state, 'live'), eq(posts.unlisted, false), ne(posts.kind, 'page'));
  let change = 0;
  let changedAt = new Date(0);

  async function refresh(): Promise<boolean> {
    const rows = await query
      .select()
      .from(settings)
      .where(inArray(settings.name, [changeSetting, lookSetting]));
    changedAt = new Date(Math.max(0, ...rows.map(({ changed }) => changed.getTime())));
    const now = Number(rows.find(({ name }) => name === changeSetting)?.value ?? 0);
    if (now === change) return false;
    change = now;
    return true;
  }

  /** What the whole index is read for, and what many pages ask, also such as do not exist. */
  function onceAChange<Found>(find: () => Promise<Found>): () => Promise<Found> {
    let kept: { change: number; found: Promise<Found> } | null = null;
    return () => {
      if (kept?.change === change) return kept.found;
      const asked = { change, found: find() };
      // What failed may be asked again.
      asked.found.catch(() => {
        if (kept === asked) kept = null;
      });
      kept = asked;
      return asked.found;
    };
  }

  function matching(selection: Omit<Selection, 'limit' | 'offset'>): SQL | undefined {
    const { tag, author, series, language, kind, pinned, from, before } = selection;
    const tagged = (name: string) =>
      query.select({ post: postTags.post }).from(postTags).where(eq(postTags.slug, name));
    const by = (name: string) =>
      query.select({ post: postAuthors.post }).from(postAuthors).where(eq(postAuthors.author, name));
    return and(
      inLists,
      kind && eq(posts.kind, kind),
      series === undefined ? undefined : eq(posts.seriesSlug, series),
      language === undefined ? undefined : eq(posts.language, language),
      pinned && eq(posts.pinned, true),
      from && gte(posts.date, from),
      before && lt(posts.date, before),
      tag === undefined ? undefined : inArray(posts.key, tagged(tag)),
      author === undefined ? undefined : inArray(posts.key, by(userOf(author))),
    );
  }

  /** Accounts are kept by the user part of their handle. */
  function userOf(author: string): string {
    return site.accounts.find(({ id, user }) => id === author || user === author)?.user ?? author;
  }

  async function neighbour(post: Post, key: number, side: 'older' | 'newer') {
    const [beyond, order] = side === 'older' ? [lt, desc] : [gt, asc];
    const isBeyond = or(beyond(posts.date, post.date), and(eq(posts.date, post.date), beyond(posts.key, key)));
    const [row] = await query
      .select(listed)
      .from(posts)
      .where(and(inLists, eq(posts.kind, post.kind), isBeyond))
      .orderBy(order(posts.date), order(posts.key))
      .limit(1);
    return row ? toListed(row) : null;
  }

  await refresh();
  return {
    refresh,
    change: () => change,
    changedAt: () => changedAt,
    at: (path) => findPath(database, path),

    async object(id, generation): Promise<FoundObject | null> {
      const [found] = await query
        .select({ object: objects, post: posts })
        .from(objects)
        .innerJoin(posts, eq(posts.key, objects.post))
        .where(eq(objects.uri, objectPath(id, generation)));
      if (!found) return null;
      const { object, post } = found;
      if (object.state === 'alive') return post.kind === 'page' ? null : { state: 'alive', post: toPost(post) };
      const formerType = object.formerType === 'Note' ? 'Note' : 'Article';
      return { state: 'gone', formerType, deleted: object.gone ?? object.made };
    },

    async list({ limit, offset = 0, ...selection }) {
      const rows = await query
        .select()
        .from(posts)
        .where(matching(selection))
        .orderBy(...newestFirst)
        .limit(limit)
        .offset(offset);
      return rows.map(toPost);
    },

    count: (selection) => query.$count(posts, matching(selection)),

    async titles({ limit, offset = 0, ...selection }) {
      const rows = await query
        .select(listed)
        .from(posts)
        .where(matching(selection))
        .orderBy(...newestFirst)
        .limit(limit)
        .offset(offset);
      return rows.map(toListed);
    },

    async dates() {
      const rows = await query.select({ date: posts.date }).from(posts).where(inLists).orderBy(desc(posts.date));
      return rows.map(({ date }) => date);
    },

    async tags() {
      const rows = await query
        .select({ slug: postTags.slug, name: postTags.name, count: sql<number>`cast(count(*) as int)` })
        .from(postTags)
        .innerJoin(posts, eq(posts.key, postTags.post))
        .where(inLists)
        .groupBy(postTags.slug, postTags.name);
      return mostUsedSpellings(rows);
    },

    async tag(slug) {
      const rows = await query
        .select({ slug: postTags.slug, name: postTags.name, count: sql<number>`cast(count(*) as int)` })
        .from(postTags)
        .innerJoin(posts, eq(posts.key, postTags.post))
        .where(and(inLists, eq(postTags.slug, slug)))
        .groupBy(postTags.slug, postTags.name);
      const [tag] = mostUsedSpellings(rows);
      return tag ? { slug, name: tag.name } : null;
    },

    async series(slug) {
      const rows = await query
        .select({ ...listed, order: posts.seriesOrder })
        .from(posts)
        .where(and(inLists, eq(posts.seriesSlug, slug)))
        .orderBy(asc(posts.date), asc(posts.key));
      const [first] = rows;
      if (!first) return null;
      const inOrder = rows.sort((a, b) => (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER));
      return { name: detailsOf(first).seriesName ?? slug, posts: inOrder.map(toListed) };
    },

    async allSeries() {
      const rows = await query
        .select({
          slug: sql<string>`${posts.seriesSlug}`,
          name: sql<string>`${posts.details} ->> 'seriesName'`,
          count: sql<number>`cast(count(*) as int)`,
        })
        .from(posts)
        .where(and(inLists, isNotNull(posts.seriesSlug)))
        .groupBy(posts.seriesSlug, sql`${posts.details} ->> 'seriesName'`);
      return mostUsedSpellings(rows);
    },

    languages: onceAChange(async () => {
      const rows = await query
        .select({ language: posts.language, count: sql<number>`cast(count(*) as int)` })
        .from(posts)
        .where(inLists)
        .groupBy(posts.language);
      return rows.sort((a, b) => b.count - a.count || (a.language < b.language ? -1 : 1));
    }),

    translations: onceAChange(() => findTranslations(database)),

    async neighbours(post) {
      const [row] = await query
        .select({ key: posts.key })
        .from(posts)
        .where(and(inLists, eq(posts.id, post.id)));
      if (!row) return { older: null, newer: null };
      return { older: await neighbour(post, row.key, 'older'), newer: await neighbour(post, row.key, 'newer') };
    },

    async permalinks() {
      const rows = await query
        .select({ permalink: posts.permalink, date: posts.date, updated: posts.updated })
        .from(posts)
        .where(and(eq(posts.state, 'live'), eq(posts.unlisted, false)))
        .orderBy(...newestFirst);
      return rows.map(({ permalink, date, updated }) => ({
        permalink,
        changed: updated && updated > date ? updated : date,
      }));
    },

    async medium(hash) {
      const [found] = await query
        .select({ medium: media })
        .from(media)
        .innerJoin(postMedia, eq(postMedia.hash, media.hash))
        .innerJoin(posts, and(eq(posts.key, postMedia.post), eq(posts.state, 'live')))
        .where(eq(media.hash, hash))
        .limit(1);
      return found ? toMedium(found.medium) : null;
    },
  };
}

/** One line for each slug, under the name that most posts give it; the most used tag first. */
function mostUsedSpellings(rows: (Tag & { count: number })[]): (Tag & { count: number })[] {
  const tags = new Map<string, Tag & { count: number; most: number }>();
  for (const { slug, name, count } of rows) {
    const tag = tags.get(slug) ?? { slug, name, count: 0, most: 0 };
    const isBetter = count > tag.most || (count === tag.most && name < tag.name);
    tags.set(slug, {
      slug,
      name: isBetter ? name : tag.name,
      count: tag.count + count,
      most: Math.max(count, tag.most),
    });
  }
  return [...tags.values()]
    .map(({ slug, name, count }) => ({ slug, name, count }))
    .sort((a, b) => b.count - a.count || (a.slug < b.slug ? -1 : 1));
}
