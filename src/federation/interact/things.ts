import type { Posts } from '../../blog/posts.ts';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { foldPath } from '../../content/permalink.ts';
import type { Post } from '../../content/post.ts';
import type { KeptRemark } from '../../conversation/kept.ts';
import { toRemark } from '../../conversation/read.ts';
import { speakerColumns } from '../../conversation/speaker.ts';
import { threadElsewhere } from '../../conversation/thread-elsewhere.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, or } from '../../database/drizzle.ts';
import { accountOf, actorId, actorPath, objectPath, profilePath } from '../addresses.ts';
import { federates } from '../documents/post.ts';
import { belowBase } from '../routes.ts';

/** Something of this blog that somebody elsewhere can act upon. */
export type Thing = {
  /** By what it is found again: its address for people, or its id. */
  uri: string;
  /** Its id for other servers. */
  object: string;
  /** What somebody pastes into the search of their own server. */
  address: string;
} & (
  | { kind: 'account'; account: Account }
  | { kind: 'post'; post: Post }
  /** Something that is said about a post, and shown. */
  | { kind: 'remark'; remark: KeptRemark; post: Post }
);

export interface FindThings {
  /** What a URL names: a post, an account, a shown comment, or the thread elsewhere that belongs to a post; nothing else. */
  find(uri: string): Promise<Thing | null>;
  /** A shown comment by its key. */
  findRemark(key: number): Promise<Thing | null>;
}

const longest = 2048;

export function createFindThings({
  site,
  posts,
  database,
}: {
  site: Site;
  posts: Pick<Posts, 'at' | 'object'>;
  database: Pick<Database, 'query' | 'tables'>;
}): FindThings {
  const { query, tables } = database;
  const { adopted, remarks, people, hosts } = tables;
  const ours = new URL(site.origin).origin;

  async function ofPost(post: Post): Promise<Thing | null> {
    if (!federates(post) || !accountOf(site, post)) return null;
    const own = absolute(site, post.permalink);
    const thread = await threadElsewhere({ query, tables }, post);
    const { address, object } = thread ?? { address: own, object: absolute(site, objectPath(post)) };
    return { kind: 'post', post, uri: own, address, object };
  }

  function ofAccount(account: Account): Thing {
    return {
      ...{ kind: 'account', account },
      ...{ uri: absolute(site, profilePath(account)), object: actorId(site, account) },
      address: `@${account.user}@${account.host}`,
    };
  }

  /** The post behind a row of the index, as everybody may see it. */
  async function shown(row: { id: string; generation: number; state: string } | undefined): Promise<Post | null> {
    if (row?.state !== 'live') return null;
    const found = await posts.object(row.id, row.generation);
    return found?.state === 'alive' ? found.post : null;
  }

  async function byRemark(which: { uri: string } | { key: number }): Promise<Thing | null> {
    const named = 'uri' in which ? eq(remarks.uri, which.uri) : eq(remarks.key, which.key);
    const [row] = await query
      .select({ remark: remarks, speaker: speakerColumns(tables), post: tables.posts })
      .from(remarks)
      .innerJoin(tables.posts, eq(tables.posts.key, remarks.post))
      .leftJoin(people, eq(people.key, remarks.person))
      .leftJoin(hosts, eq(hosts.key, people.host))
      .where(and(named, eq(remarks.state, 'shown'), inArray(remarks.kind, ['reply', 'quote'])));
    const post = await shown(row?.post);
    if (!row || !post) return null;
    const remark = toRemark(row);
    const object = absolute(site, remark.uri);
    return { kind: 'remark', remark, post, uri: object, object, address: object };
  }

  async function byThread(uri: string): Promise<Thing | null> {
    const [row] = await query
      .select({ post: tables.posts, address: adopted.address })
      .from(adopted)
      .innerJoin(tables.posts, eq(tables.posts.key, adopted.post))
      .where(and(or(eq(adopted.object, uri), eq(adopted.address, uri)), isNotNull(adopted.object)));
    const post = await shown(row?.post);
    return post && post.discuss === row?.address ? ofPost(post) : null;
  }

  async function byPath(path: string): Promise<Thing | null> {
    const account = site.accounts.find((one) => actorPath(one.id) === path || profilePath(one) === path);
    if (account) return ofAccount(account);
    const [, id, generation = '1'] = /^\/ap\/posts\/([^/]+)(?:\/([2-9]|[1-9]\d{1,8}))?$/.exec(path) ?? [];
    if (id !== undefined) {
      // Of one that is hidden the object goes on being read by those who have it; nobody new is shown it.
      const isIt = and(eq(tables.posts.id, decoded(id)), eq(tables.posts.generation, Number(generation)));
      const [row] = await query.select().from(tables.posts).where(isIt);
      const post = await shown(row);
      return post && ofPost(post);
    }
    if (path.startsWith('/ap/')) return byRemark({ uri: path });
    const folded = foldPath(path);
    const first = folded === null ? null : await posts.at(folded);
    const found = first?.kind === 'moved' ? await posts.at(first.permalink) : first;
    return found?.kind === 'post' ? ofPost(found.post) : null;
  }

  async function find(uri: string): Promise<Thing | null> {
    const url = uri.length <= longest && !/[\s\p{Cc}]/u.test(uri) ? URL.parse(uri) : null;
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return null;
    if (url.origin !== ours) return (await byRemark({ uri })) ?? byThread(uri);
    const path = url.search === '' ? belowBase(site, url.pathname) : null;
    return path === null ? null : byPath(path);
  }

  return { find, findRemark: (key) => byRemark({ key }) };
}

function decoded(part: string): string {
  try {
    const plain = decodeURIComponent(part);
    // No text of a database holds a NUL.
    return plain.includes('\0') ? '' : plain;
  } catch {
    return '';
  }
}
