import type { Database } from '../../database/database.ts';
import { and, asc, eq, inArray, isNull } from '../../database/drizzle.ts';

/** A complaint, as the owner sees it. */
export interface ListedReport {
  key: number;
  /** The actor that sent it, which is often a whole server; null: a reader of the blog. */
  by: string | null;
  /** The number of the comment that it is about, and who wrote that. */
  comment: number | null;
  author: { handle: string; uri: string } | null;
  /** The slug and permalink of the post. */
  post: { slug: string; permalink: string } | null;
  account: string | null;
  /** Plain text of a stranger. */
  text: string;
  received: Date;
  closed: Date | null;
}

/** Which: by their numbers, or all that are open, or all. */
export interface Wanted {
  keys?: readonly number[];
  isClosedToo?: boolean;
}

/** What is open first, the oldest of it at the top; then what is closed, the newest first. */
export async function listReports(
  { query, tables }: Pick<Database, 'query' | 'tables'>,
  { keys, isClosedToo = false }: Wanted,
): Promise<ListedReport[]> {
  const { hosts, people, posts, remarks, reports } = tables;
  const rows = await query
    .select({
      report: reports,
      post: { slug: posts.slug, permalink: posts.permalink },
      author: people,
      host: hosts.name,
    })
    .from(reports)
    .leftJoin(posts, eq(posts.key, reports.post))
    .leftJoin(remarks, eq(remarks.key, reports.remark))
    .leftJoin(people, eq(people.key, remarks.person))
    .leftJoin(hosts, eq(hosts.key, people.host))
    .where(
      and(keys ? inArray(reports.key, [...keys]) : undefined, keys || isClosedToo ? undefined : isNull(reports.closed)),
    )
    .orderBy(asc(reports.received), asc(reports.key));
  const found = rows.map(({ report: { key, by, remark, account, text, received, closed }, post, author, host }) => ({
    ...{ key, by, comment: remark, account, text, received, closed, post: post?.slug == null ? null : post },
    author: author && host !== null ? { handle: `${author.user}@${host}`, uri: author.uri } : null,
  }));
  return [...found.filter(({ closed }) => !closed), ...found.filter(({ closed }) => closed).reverse()];
}
