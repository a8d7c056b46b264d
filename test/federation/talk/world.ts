import type { DocumentLoader } from '@fedify/fedify/runtime';
import { expect } from 'vitest';
import type { Account, Site } from '../../../src/config.ts';
import { createConversations } from '../../../src/conversation/read.ts';
import type { Database } from '../../../src/database/database.ts';
import { createBlocks } from '../../../src/federation/blocks.ts';
import { createUpkeep, type Upkeep } from '../../../src/federation/erase/upkeep.ts';
import { createFollowers } from '../../../src/federation/followers/followers.ts';
import { createHandlers } from '../../../src/federation/inbox/handlers.ts';
import { createHearsay } from '../../../src/federation/inbox/hearsay.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { createLedger } from '../../../src/federation/ledger/ledger.ts';
import { createMoves } from '../../../src/federation/people/moves.ts';
import { createPeople } from '../../../src/federation/people/people.ts';
import { createQuotes } from '../../../src/federation/quotes/quotes.ts';
import { createReports } from '../../../src/federation/reports/reports.ts';
import { createTalk, type Talk } from '../../../src/federation/talk/talk.ts';
import { createThreads, type Threads } from '../../../src/federation/threads/threads.ts';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { createWorker, type Worker } from '../../../src/jobs/worker.ts';
import { createLog } from '../../../src/log.ts';
import { addPost } from '../../conversation/keeping.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { usualComments } from '../../support/comments.ts';
import { blogSite } from '../sample.ts';

export const blog = 'https://blog.example.com';
export const james = `${blog}/ap/actors/james`;
export const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/** What other servers serve: by id; a number is what they answer instead, `down` that they do not. */
export type Web = Map<string, Json | number | 'down'>;

/** Everything between a proven activity and the database, with a web of its own. */
export interface World {
  database: Database;
  clock: TestClock;
  web: Web;
  /** What is served there to browsers, by its address. */
  pages: Map<string, { type: string; link?: string; text: string }>;
  threads: Threads;
  talk: Talk;
  /** What was fetched. */
  asked: string[];
  worker: Worker;
  upkeep: Upkeep;
  /** The key of the post `/posts/hello`, whose object is `/ap/posts/hello`. */
  post: number;
  take(activity: Json, account?: Account | null): Promise<boolean>;
  /** What is shown below the post, in few words. */
  shown(): Promise<{ replies: string[]; likes: string[]; boosts: string[]; quotes: string[] }>;
  states(): Promise<Record<string, string>>;
  change(): Promise<number>;
}

export async function openWorld(
  database: Database,
  {
    comments = {},
    quotes: policy = 'everyone',
    blocked = [],
  }: { comments?: Partial<Site['comments']>; quotes?: Site['quotes']; blocked?: string[] } = {},
): Promise<World> {
  const clock = createTestClock();
  const web: Web = new Map();
  const pages: World['pages'] = new Map();
  const asked: string[] = [];
  const post = await addPublished(database, 'hello');
  const site: Site = { ...blogSite, comments: { ...usualComments, rule: 'everyone', ...comments }, quotes: policy };
  const followers = createFollowers({ database });
  const people = createPeople({ database });

  function loader(limit = 4): DocumentLoader {
    const known = new Map<string, Json | number | 'down' | undefined>();
    return async (url) => {
      if (!known.has(url)) {
        if (known.size >= limit) throw new Error('too many fetches');
        asked.push(url);
        known.set(url, web.get(url));
      }
      const found = known.get(url) ?? 404;
      if (found === 'down') throw new Error('down');
      if (typeof found === 'number')
        throw Object.assign(new Error(`answered ${found}`), { response: { status: found } });
      return { contextUrl: null, documentUrl: url, document: found };
    };
  }

  const ledger = createLedger({ database, now: clock.now });
  const blocks = createBlocks({ database, followers, ledger, site });
  const isBlocked = async (one: URL) => blocked.includes(one.href) || (await blocks.isBlocked(one));
  const talk = createTalk({
    place: { allowPrivateAddresses: [] },
    ...{ site, database, people, followers, isBlocked },
    loaders: async () => ({ forOneTask: loader }),
  });
  const threads = createThreads({
    ...{ database, people, talk, isBlocked, clock, loaders: async () => ({ forOneTask: loader }) },
    log: { error: (_, context) => expect.fail(String(context?.error)) },
    guard: {
      async get(url) {
        asked.push(url);
        const page = pages.get(url);
        if (!page) return { failed: url.startsWith('http:') ? 'refused' : 'unreachable', what: `${url} is down` };
        const { text, ...rest } = page;
        return { status: 200, url, body: Buffer.from(text), ...rest };
      },
    },
  });
  const quotes = createQuotes({ site, database, people, ledger });
  const reports = createReports(database);
  const moves = createMoves({ database, blocks });
  const hearsay = createHearsay({ database, talk, people, isBlocked, loader: async () => loader() });
  const handlers = createHandlers({
    site,
    followers,
    people,
    moves,
    ledger,
    talk,
    quotes,
    reports,
    hearsay,
    isBlocked,
  });
  const log = createLog({ log: 'json', logLevel: 'error' }, () => undefined);
  const upkeep = createUpkeep({
    ...{ site, database, people, talk, isBlocked, log },
    loaders: async () => ({ forOneTask: loader }),
  });
  const jobs = createJobs(database);
  const conversations = createConversations(database);

  return {
    ...{ database, clock, web, pages, threads, talk, asked, post, upkeep },
    worker: createWorker({
      ...{ database, jobs, clock, log },
      works: { ...talk.works, ...quotes.works, ...moves.works, ...hearsay.works, ...upkeep.works, ...threads.works },
    }),
    async take(activity, account = null) {
      const [id, type, actor] = [String(activity.id), String(activity.type), String(activity.actor)];
      const effect = await handlers[type]?.({ id, type, actor, activity, account, now: clock.now(), load: loader() });
      if (effect) await database.atomically(effect);
      return Boolean(effect);
    },
    async shown() {
      const { replies, likes, boosts, quotes } = await conversations.of(post);
      const said = (all: typeof replies) => all.map(({ html }) => (html ?? '').replace(/<[^>]+>/g, '')).sort();
      return {
        ...{ replies: said(replies), quotes: said(quotes) },
        likes: likes.map(({ speaker, emoji }) => `${speaker.user}${emoji ?? ''}`).sort(),
        boosts: boosts.map(({ speaker }) => speaker.user).sort(),
      };
    },
    async states() {
      const rows = await database.query.select().from(database.tables.remarks);
      return Object.fromEntries(rows.map(({ uri, state }) => [uri.replace(/^.*\//, ''), state]));
    },
    async change() {
      const rows = await database.query.select().from(database.tables.settings);
      return Number(rows.find(({ name }) => name === 'change')?.value);
    },
  };
}

/** A post as it is published: with its object, its path, and an old one. */
export async function addPublished(database: Database, id: string, state: 'live' | 'vanished' | 'deleted' = 'live') {
  const { objects, paths } = database.tables;
  const now = new Date('2026-11-20T08:00:00Z');
  const post = await addPost(database, id, { state });
  const isAlive = state === 'deleted' ? ('gone' as const) : ('alive' as const);
  await database.query
    .insert(objects)
    .values({ uri: `/ap/posts/${id}`, kind: 'post', post, generation: 1, state: isAlive, made: now });
  await database.query.insert(paths).values([
    { path: `/posts/${id}`, post, kind: 'current', since: now },
    { path: `/old/${id}`, post, kind: 'old', since: now },
  ]);
  return post;
}

/** An actor on another server, as it is served there. */
export function actor(web: Web, handle: string): string {
  const [user, host] = handle.split('@');
  const id = `https://${host}/users/${user}`;
  web.set(id, {
    ...{ '@context': 'https://www.w3.org/ns/activitystreams', id, type: 'Person', preferredUsername: user },
    inbox: `${id}/inbox`,
  });
  return id;
}

export function note(author: string, name: string, own: Json = {}): Json {
  return {
    ...{ id: `${author}/statuses/${name}`, type: 'Note', attributedTo: author, to: everybody },
    ...{ content: `<p>${name}</p>`, inReplyTo: `${blog}/ap/posts/hello`, published: '2026-11-21T10:00:00Z' },
    ...own,
  };
}

let counter = 0;

export function says(type: string, by: string, object: unknown, own: Json = {}): Json {
  counter += 1;
  const context = 'https://www.w3.org/ns/activitystreams';
  return { '@context': context, id: `${by}#${type}/${counter}`, type, actor: by, object, ...own };
}
