import type { Database } from '../../database/database.ts';
import { and, asc, desc, eq, gte, inArray, or } from '../../database/drizzle.ts';
import type { KeptRemark } from '../kept.ts';
import { byBlock, type Decision } from './decided.ts';

type Readable = Pick<Database, 'query' | 'tables'>;

/** A remark in the owner's list. */
export interface Listed extends Omit<KeptRemark, 'speaker' | 'post' | 'media' | 'emoji'> {
  /** Null: an account of this blog, or nobody any more. */
  author: Author | null;
  post: { key: number; slug: string; title: string | null; permalink: string } | null;
  /** Pictures and emoji, as the store of remarks keeps them. */
  extras: object | null;
  /** What was decided last, apart from blocks and their end; null: nothing yet. */
  decided: Decision | null;
  /** It is hidden because its author, or the author's server, was blocked. */
  isBlocked: boolean;
  /** Everything that was decided about it, the oldest first. */
  decisions: Decision[];
}

/** Whoever said something, as far as the owner's desk shows it. */
export interface Author {
  key: number;
  /** The actor's id. */
  uri: string;
  user: string;
  /** `ada@example.social`. A stranger chose it. */
  handle: string;
  name: string;
  /** The profile page; the id where its server names none. */
  url: string;
}

/** Which remarks; what is left out selects all. */
export interface Selection {
  keys?: readonly number[] | undefined;
  states?: readonly KeptRemark['state'][] | undefined;
  /** Posts, by their keys. */
  posts?: readonly number[] | undefined;
  /** People, by their keys. */
  people?: readonly number[] | undefined;
  /** Only what came then or later. */
  since?: Date | undefined;
  limit?: number | undefined;
}

/** So many keys in one question: SQLite takes no more than some thirty thousand. */
const most = 5000;

/** Remarks in any state, what came last first. For the owner only: what is held is among them. */
export async function listRemarks(database: Readable, selection: Selection): Promise<Listed[]> {
  const { query, tables } = database;
  const { hosts, people, posts, remarks } = tables;
  const { keys, states, since, limit } = selection;
  const rows = await query
    .select({
      remark: remarks,
      author: { key: people.key, uri: people.uri, user: people.user, name: people.name, url: people.url },
      host: hosts.name,
      post: { key: posts.key, slug: posts.slug, title: posts.title, permalink: posts.permalink },
    })
    .from(remarks)
    .leftJoin(people, eq(people.key, remarks.person))
    .leftJoin(hosts, eq(hosts.key, people.host))
    .leftJoin(posts, eq(posts.key, remarks.post))
    .where(
      and(
        keys && inArray(remarks.key, [...keys]),
        states && inArray(remarks.state, [...states]),
        selection.posts && inArray(remarks.post, [...selection.posts]),
        selection.people && inArray(remarks.person, [...selection.people]),
        since && gte(remarks.received, since),
      ),
    )
    .orderBy(desc(remarks.received), desc(remarks.key))
    .limit(limit ?? Number.MAX_SAFE_INTEGER);

  const decided = await decisionsOf(
    database,
    rows.map(({ remark }) => remark.key),
  );
  return rows.map(({ remark, author, host, post }) => {
    const { person: _person, post: _post, due: _due, missed: _missed, ...kept } = remark;
    const decisions = decided.get(remark.key) ?? [];
    return {
      ...kept,
      author: author && { ...author, url: author.url ?? author.uri, handle: `${author.user}@${host}` },
      post,
      decisions,
      decided: decisions.findLast(({ by }) => by !== byBlock) ?? null,
      isBlocked: remark.state === 'hidden' && decisions.at(-1)?.by === byBlock,
    };
  });
}

/** How many there are in each state. */
export async function countRemarks({ query, tables: { remarks } }: Readable, { posts, people, since }: Selection) {
  const states = ['held', 'shown', 'hidden'] as const;
  const counts = { held: 0, shown: 0, hidden: 0 };
  for (const state of states)
    counts[state] = await query.$count(
      remarks,
      and(
        eq(remarks.state, state),
        posts && inArray(remarks.post, [...posts]),
        people && inArray(remarks.person, [...people]),
        since && gte(remarks.received, since),
      ),
    );
  return counts;
}

/** The keys of people by the id or page of an actor, or by user and host in lower case: those of whom anything is known. */
export async function findSpeakers(
  { query, tables: { hosts, people } }: Readable,
  who: { uri: string } | { user: string; host: string },
): Promise<number[]> {
  const isMeant = 'uri' in who ? or(eq(people.uri, who.uri), eq(people.url, who.uri)) : eq(hosts.name, who.host);
  const rows = await query
    .select({ key: people.key, user: people.user })
    .from(people)
    .innerJoin(hosts, eq(hosts.key, people.host))
    .where(isMeant);
  // Compared here, since engines fold case by other rules.
  return rows.filter(({ user }) => 'uri' in who || user.toLowerCase() === who.user).map(({ key }) => key);
}

async function decisionsOf(
  { query, tables: { decisions } }: Readable,
  remarks: readonly number[],
): Promise<Map<number, Decision[]>> {
  const found = new Map<number, Decision[]>();
  for (let start = 0; start < remarks.length; start += most) {
    const rows = await query
      .select()
      .from(decisions)
      .where(inArray(decisions.remark, remarks.slice(start, start + most)))
      .orderBy(asc(decisions.key));
    for (const { key: _key, remark, ...decision } of rows) found.set(remark, [...(found.get(remark) ?? []), decision]);
  }
  return found;
}
