import { setImmediate } from 'node:timers/promises';
import type { SQL } from 'drizzle-orm';
import type { PostRow } from '../blog/row.ts';
import { detailsOf, listedColumns, toListed } from '../blog/row.ts';
import type { Site } from '../config.ts';
import type { Listed, Tag } from '../content/post.ts';
import type { Database } from '../database/database.ts';
import { and, desc, eq, inArray, like, or, sql } from '../database/drizzle.ts';
import { excerpt, highlight, lookedThrough, type Piece } from './highlight.ts';
import { matchFor } from './match.ts';
import { type Filter, foldName, type Query } from './read-query.ts';

/** A post that was found, as it is shown. */
export interface FoundPost extends Listed {
  tags: Tag[];
  /** The title with what was looked for marked; empty where it has none. */
  titlePieces: Piece[];
  /** A piece of the text that has it; null where nothing of the text may be shown, or nothing stands there. */
  excerptPieces: Piece[] | null;
}

export interface Results {
  /** How many posts there are; not counted beyond `mostResults`. */
  count: number;
  isMore: boolean;
  /** From 1; the last one where a later one was asked for. */
  page: number;
  pages: number;
  posts: FoundPost[];
}

export interface Search {
  /** What readers find now: live posts, notes and pages that are in lists, the best first, newer ones before older equals. */
  find(query: Query, page: number): Promise<Results>;
}

export const [perPage, mostResults] = [20, 1000];

export function createSearch(database: Database, site: Pick<Site, 'accounts'>): Search {
  const { query: ask, tables } = database;
  const { posts, postTags, postAuthors, searchable } = tables;
  // A post that is hidden just now, or whose words are those of before an edit, is not found.
  const isCurrent = and(eq(posts.state, 'live'), eq(posts.unlisted, false), eq(searchable.revision, posts.revision));

  const isSame = eq(searchable.post, posts.key);

  async function languagesOf(): Promise<string[]> {
    const rows = await ask.selectDistinct({ language: searchable.language }).from(searchable);
    return rows.map(({ language }) => language);
  }

  async function narrowed({ name, value }: Filter): Promise<SQL | undefined> {
    if (name === 'lang') return or(eq(sql`lower(${posts.language})`, value), like(posts.language, `${value}-%`));
    if (name === 'tag') {
      const tagged = ask.select({ post: postTags.post }).from(postTags).where(eq(postTags.slug, value));
      return inArray(posts.key, tagged);
    }
    const authors = await authorsCalled(value);
    if (authors.length === 0) return sql`1 = 0`;
    return inArray(
      posts.key,
      ask.select({ post: postAuthors.post }).from(postAuthors).where(inArray(postAuthors.author, authors)),
    );
  }

  /** Accounts by handle, id or name, and other authors by their names. */
  async function authorsCalled(name: string): Promise<string[]> {
    const accounts = site.accounts.filter(({ id, user, host, name: shown }) =>
      [id, user, `${user}@${host}`, shown].some((spelling) => foldName(spelling) === name),
    );
    const rows = await ask.selectDistinct({ author: postAuthors.author }).from(postAuthors);
    const plain = rows.map(({ author }) => author).filter((author) => foldName(author) === name);
    return [...new Set([...accounts.map(({ user }) => user), ...plain])].slice(0, 100);
  }

  async function conditionOf({ filters }: Query, without: SQL | undefined) {
    const narrowing: (SQL | undefined)[] = [];
    for (const filter of filters) {
      const condition = await narrowed(filter);
      narrowing.push(filter.isExcluded ? sql`not (${condition})` : condition);
    }
    return and(isCurrent, without && sql`not (${without})`, ...narrowing);
  }

  /** What is shown of these posts, in their order. */
  async function rowsOf(keys: readonly number[]): Promise<Shown[]> {
    if (keys.length === 0) return [];
    const text = sql<string>`substr(${searchable.text}, 1, ${lookedThrough})`;
    const rows = await ask
      .select({ ...listedColumns(tables), key: posts.key, text })
      .from(posts)
      .innerJoin(searchable, isSame)
      .where(and(isCurrent, inArray(posts.key, [...keys])));
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.flatMap((key) => byKey.get(key) ?? []);
  }

  return {
    async find(query, asked) {
      if (query.terms.length + query.filters.length === 0)
        return { count: 0, isMore: false, page: 1, pages: 1, posts: [] };
      const match = matchFor(database, await languagesOf());
      const wanted = query.terms.filter(({ isExcluded }) => !isExcluded);
      const unwanted = query.terms.filter(({ isExcluded }) => isExcluded);
      const condition = await conditionOf(query, unwanted.length > 0 ? match.any(unwanted) : undefined);
      const [source, isFound] = [match.all(wanted), sql`ranked.found = ${posts.key}`];
      const isRanked = wanted.length > 0;

      const keys = ask.select({ key: posts.key }).from(posts).innerJoin(searchable, isSame).$dynamic();
      // One question for what there is and its order: to weigh words is what a search costs.
      const found = await (isRanked ? keys.innerJoin(source, isFound) : keys)
        .where(condition)
        .orderBy(...(isRanked ? [sql`ranked.rank`] : []), desc(posts.date), desc(posts.key))
        .limit(mostResults + 1);
      const count = Math.min(found.length, mostResults);
      const pages = Math.max(1, Math.ceil(count / perPage));
      const page = Math.min(Math.max(1, asked), pages);

      const wants = found.slice((page - 1) * perPage, Math.min(page * perPage, count)).map(({ key }) => key);
      const shown: FoundPost[] = [];
      for (const row of await rowsOf(wants)) {
        shown.push(show(row, wanted));
        // Pages are served between two texts.
        await setImmediate();
      }
      return { count, isMore: found.length > mostResults, page, pages, posts: shown };
    },
  };
}

type Shown = Pick<PostRow, keyof ReturnType<typeof listedColumns>> & { text: string };

function show(row: Shown, terms: Query['terms']): FoundPost {
  const listed = toListed(row);
  const { language, title, contentWarning, summary, excerpt: beginning } = listed;
  // What is behind a warning stays there.
  const found = contentWarning === null ? excerpt(row.text, terms, language) : null;
  const otherwise = contentWarning ?? summary ?? beginning;
  return {
    ...listed,
    tags: detailsOf(row).tags,
    titlePieces: title === null ? [] : highlight(title, terms, language),
    excerptPieces:
      found ?? (contentWarning === null && otherwise !== '' ? highlight(otherwise, terms, language) : null),
  };
}
