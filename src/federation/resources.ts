import type { PostKeys } from '../blog/post-keys.ts';
import type { Posts } from '../blog/posts.ts';
import type { Account, Site } from '../config.ts';
import { absolute } from '../config.ts';
import type { Post } from '../content/post.ts';
import type { Conversations } from '../conversation/kept.ts';
import type { Keys } from '../keys/keys.ts';
import { version } from '../version.ts';
import { actorId, objectPath } from './addresses.ts';
import type { ReadStanding } from './announce/told.ts';
import { type Answer, activity, notFound, notYet } from './answer.ts';
import { answerRoutes, type ReadAnswers } from './answers/routes.ts';
import { createDocument } from './documents/activities.ts';
import { actorDocument } from './documents/actor.ts';
import {
  contextDocument,
  contextPageDocument,
  countedDocument,
  featuredDocument,
  outboxDocument,
  outboxPage,
  outboxPageDocument,
  repliesDocument,
  repliesPage,
  repliesPageDocument,
  tagsDocument,
  tombstoneDocument,
  totalDocument,
} from './documents/collections.ts';
import { hostMeta, nodeInfo, nodeInfoLinks, nodeInfoPath } from './documents/discovery.ts';
import { federates, postDocument, postObject, type Totals } from './documents/post.ts';
import { featuredOf } from './featured.ts';
import type { Outbox } from './outbox.ts';
import type { Quotes } from './quotes/quotes.ts';
import { createRemembered } from './remembered.ts';
import { accountById, type Resource, type Route } from './routes.ts';
import type { Pictures } from './webfinger/jrd.ts';
import type { Table } from './webfinger/table.ts';
import { answerWebfinger } from './webfinger/webfinger.ts';

export interface ResourceOptions {
  site: Site;
  posts: Posts;
  postKeys: PostKeys;
  conversations: Conversations;
  pictures: Pictures;
  table: Table;
  keys: Keys;
  /** Accounts that are no longer on the list, and may be read and not followed. */
  former: readonly Account[];
  outbox: Outbox;
  standing: ReadStanding;
  answers: Pick<ReadAnswers, 'read'>;
  stamp: Quotes['document'];
  /** Whether an account may be seen by other servers: whether its handle leads here. */
  isOn(account: Account): boolean;
  aliases(account: Account): string[];
  followers(account: Account): Promise<number>;
}

/** Where inboxes are: their POSTs have routes of their own (web/inboxes.ts), and come here only where nothing is taken in. */
const inbox: Resource = { post: () => notYet('Nothing is taken in here at the moment.', 3600) };

const loopOpen = notYet('The host of this handle does not lead here yet.', 300);

const featuredTags = 10;

/** Every address that federation answers, and what is there. */
export function makeRoutes(options: ResourceOptions): { root: Route[]; blog: Route[] } {
  const { site, posts, table } = options;
  const memory = createRemembered({ change: posts.change });
  // What other hosts told decides as well: whether an account federates, and who it was before.
  const told = (): string => site.accounts.map((account) => [options.isOn(account), options.aliases(account)]).join();
  const remembered = (key: string, make: () => Promise<Answer>): Promise<Answer> =>
    memory.get(`${told()} ${key}`, make);
  const read = (answer: () => Promise<Answer> | Answer): Resource => ({ read: answer });

  const root: Route[] = [
    {
      pattern: /^\/\.well-known\/webfinger$/,
      find: (_, { query }) => read(() => answerWebfinger(table, query)),
    },
    { pattern: /^\/\.well-known\/nodeinfo$/, find: () => read(() => nodeInfoLinks(site)) },
    { pattern: /^\/\.well-known\/host-meta$/, find: () => read(() => hostMeta(site)) },
  ];

  const blog: Route[] = [
    {
      pattern: /^\/nodeinfo\/2\.1$/,
      find: () => read(() => remembered(nodeInfoPath, async () => nodeInfo(site, version, await posts.count({})))),
    },
    { pattern: /^\/ap\/inbox$/, find: (_, { query }) => (query === '' ? inbox : null) },
    {
      pattern: /^\/ap\/actors\/([^/]+)$/,
      find: ([id = ''], { path }) =>
        ofAccount(options, id, (account) => remembered(path, () => readActor(options, account))),
    },
    {
      pattern: /^\/ap\/actors\/([^/]+)\/([a-z]+)$/,
      find: ([id = '', name = ''], { query }) => {
        if (name === 'inbox') return accountById(site, id) && query === '' ? inbox : null;
        const collection = collections.get(name);
        return collection ? ofAccount(options, id, (account) => collection(options, account, query)) : null;
      },
    },
    {
      pattern: /^\/ap\/posts\/([^/]+)(?:\/([2-9]|[1-9]\d{1,8}))?(?:\/(create|replies|context|likes|shares))?$/,
      find: ([id = '', generation = '', part = ''], { path, query }) => {
        const page = part === 'replies' || part === 'context' ? query : '';
        return read(() =>
          remembered(`${path}?${page}`, () => readPost(options, id, Number(generation || 1), part, page)),
        );
      },
    },
    { pattern: /^\/ap\/quotes\/([\da-f]{32})$/, find: ([id = '']) => read(() => readStamp(options, id)) },
    ...answerRoutes(options.answers, remembered),
    { pattern: /^\/ap(?:\/.*)?$/, find: () => null },
  ];
  return { root, blog };
}

function ofAccount(
  { site, former, isOn }: ResourceOptions,
  id: string,
  answer: (account: Account) => Promise<Answer>,
): Resource | null {
  const account = accountById(site, id) ?? former.find((one) => one.id === id);
  if (!account) return null;
  return { read: () => (isOn(account) ? answer(account) : loopOpen) };
}

async function readActor({ site, keys, pictures, aliases }: ResourceOptions, account: Account): Promise<Answer> {
  const identity = await keys.of(account.id);
  return activity(await actorDocument(site, account, identity, { pictures, aliases: aliases(account) }));
}

type Collection = (options: ResourceOptions, account: Account, query: string) => Promise<Answer>;

// A Map, since the name comes from the address: `constructor` is none.
const collections = new Map<string, Collection>(
  Object.entries({
    outbox: readOutbox,
    followers: async ({ site, followers }, account) =>
      activity(countedDocument(site, account, 'followers', await followers(account))),
    following: async ({ site }, account) => activity(countedDocument(site, account, 'following', 0)),
    featured: async ({ site, posts, standing }, account) =>
      activity(featuredDocument(site, account, await featuredOf(posts, standing, account))),
    tags: async ({ site, posts }, account) => {
      const most = (await posts.tags()).sort((one, other) => other.count - one.count).slice(0, 2 * featuredTags);
      const counts = await Promise.all(most.map(({ slug }) => posts.count({ tag: slug, author: account.id })));
      const used = most.filter((_, index) => (counts[index] ?? 0) > 0);
      return activity(tagsDocument(site, account, used.slice(0, featuredTags)));
    },
  } satisfies Record<string, Collection>),
);

async function readOutbox({ site, outbox }: ResourceOptions, account: Account, query: string): Promise<Answer> {
  const all = await outbox.of(account);
  if (query === '') return activity(outboxDocument(site, account, all.length));
  const page = Number(/^page=([1-9]\d{0,6})$/.exec(query)?.[1] ?? '0');
  const shown = all.slice((page - 1) * outboxPage, page * outboxPage);
  const document = outboxPageDocument(site, account, shown, { page, total: all.length });
  return document ? activity(document) : notFound;
}

async function readPost(
  options: ResourceOptions,
  id: string,
  generation: number,
  part: string,
  query: string,
): Promise<Answer> {
  const { site, posts, standing, isOn } = options;
  const found = await posts.object(id, generation);
  const address = absolute(site, objectPath({ id, generation }));
  if (found?.state === 'gone') {
    if (part !== '') return notFound;
    return { ...activity(tombstoneDocument(address, found)), status: 410 };
  }
  if (!found || !federates(found.post)) return notFound;
  const { post } = found;
  const stands = (await standing([post])).get(post);
  if (!stands) return notFound;
  const { account, told } = stands;
  if (!isOn(account)) return loopOpen;
  if (part === 'replies') return readReplies(options, post, `${address}/replies`, query);
  if (part === 'context')
    return readContext(options, post, { id: `${address}/context`, object: address, account }, query);
  if (part === '') return activity(postDocument(site, post, account, told, await totalsOf(options, post)));
  if (part === 'create') {
    return activity(createDocument(site, post, account, told, postObject(site, post, account, told)));
  }
  const totals = await totalsOf(options, post);
  return activity(totalDocument(`${address}/${part}`, part === 'likes' ? totals.likes : totals.shares));
}

async function readStamp({ stamp }: ResourceOptions, id: string): Promise<Answer> {
  const found = await stamp(id);
  if (!found) return notFound;
  return found.state === 'given' ? activity(found.document) : { ...activity(found.document), status: 410 };
}

const none: Totals = { replies: 0, likes: 0, shares: 0 };

/** How much of what others say and do is shown. */
async function totalsOf({ postKeys, conversations }: ResourceOptions, post: Post): Promise<Totals> {
  const key = await postKeys.of(post);
  const counts = key === null ? undefined : (await conversations.counts([key])).get(key);
  return counts ? { replies: counts.replies, likes: counts.likes, shares: counts.boosts } : none;
}

/** The replies, the oldest first, wherever they stand in the thread: a server that lacks one finds it here. */
async function readReplies(options: ResourceOptions, post: Post, id: string, query: string): Promise<Answer> {
  const total = (await totalsOf(options, post)).replies;
  if (query === '') return activity(repliesDocument(id, total));
  const page = pageOf(query, total);
  const document = page === null ? null : repliesPageDocument(id, await repliesOf(options, post), page);
  return document ? activity(document) : notFound;
}

/** The whole conversation: the post and its replies. */
async function readContext(
  options: ResourceOptions,
  post: Post,
  { id, object, account }: { id: string; object: string; account: Account },
  query: string,
): Promise<Answer> {
  const total = 1 + (await totalsOf(options, post)).replies;
  const owner = actorId(options.site, account);
  if (query === '') return activity(contextDocument(id, owner, total));
  const page = pageOf(query, total);
  const uris = page === null ? [] : [object, ...(await repliesOf(options, post))];
  const document = page === null ? null : contextPageDocument(id, owner, uris, page);
  return document ? activity(document) : notFound;
}

/** Which page is asked for; null: there is none. Before anything is read: anybody can ask for a million pages. */
function pageOf(query: string, total: number): number | null {
  const page = Number(/^page=([1-9]\d{0,6})$/.exec(query)?.[1] ?? '0');
  return page === 0 || (page - 1) * repliesPage >= total ? null : page;
}

async function repliesOf({ site, postKeys, conversations }: ResourceOptions, post: Post): Promise<string[]> {
  const key = await postKeys.of(post);
  const { replies } = key === null ? { replies: [] } : await conversations.of(key);
  return replies
    .sort((one, other) => one.published.getTime() - other.published.getTime() || one.key - other.key)
    .map(({ uri }) => absolute(site, uri));
}
