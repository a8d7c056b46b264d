import Fastify from 'fastify';
import type { Found, FoundObject, Posts } from '../../src/blog/posts.ts';
import type { Account, Site } from '../../src/config.ts';
import type { Medium, Post } from '../../src/content/post.ts';
import type { Database } from '../../src/database/database.ts';
import { createFederation, type Federation } from '../../src/federation/federation.ts';
import { createLog } from '../../src/log.ts';
import { fediverse } from '../../src/web/fediverse.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { noContact, usualComments } from '../support/comments.ts';
import { plainPost } from '../support/post.ts';

export const james: Account = {
  id: 'james',
  user: 'james',
  host: 'blog.example.com',
  type: 'Person',
  name: 'James',
  summary: 'I write about **doors**.',
  avatar: 'media/james.jpg',
  header: null,
  fields: [
    { name: 'Website', value: 'https://blog.example.com/' },
    { name: 'Pronouns', value: 'he <him>' },
  ],
  aliases: [],
  manuallyApprovesFollowers: false,
};

export const blogSite: Site = {
  folder: '/nowhere',
  origin: 'https://blog.example.com',
  base: '',
  title: 'Notes',
  description: 'What I learn',
  language: 'en',
  timezone: 'Europe/Berlin',
  permalink: '/posts/:slug',
  feeds: { rss: [], atom: [], json: [] },
  hub: 'own',
  menu: [],
  icon: null,
  owners: [],
  accounts: [james],
  pointers: [],
  publish: { auto: true, settle: 60_000, quiet: 600_000, removal: 86_400_000 },
  comments: usualComments,
  quotes: 'everyone',
  contact: noContact,
  blogroll: [],
};

export const avatar: Medium = {
  hash: '0123456789abcdef0123456789abcdef',
  name: 'james.jpg',
  type: 'image/jpeg',
  size: 1000,
  width: 400,
  height: 400,
};

/** A published post; what a test is about is given. */
export function aPost(own: Partial<Post> = {}): Post {
  return plainPost({
    excerpt: 'The beginning of it.',
    body: 'The beginning of it. A [link](/about).',
    words: 5,
    date: new Date('2026-11-20T00:00:00Z'),
    firstPublished: new Date('2026-11-20T08:00:00Z'),
    guid: `https://blog.example.com/posts/${own.id ?? 'hello'}`,
    ...own,
  });
}

/** The published index as a list in memory, the newest first. */
export function postsOf(list: Post[], gone: Record<string, FoundObject> = {}): Posts {
  const listed = list.filter((post) => !post.unlisted && post.kind !== 'page');
  const none = async () => null;
  const tags = [...new Map(list.flatMap((post) => post.tags).map((tag) => [tag.slug, tag])).values()];
  const select = ({ tag, author }: { tag?: string; author?: string }) =>
    listed
      .filter((post) => !tag || post.tags.some(({ slug }) => slug === tag))
      .filter((post) => !author || (post.authors.length === 0 ? ['james'] : post.authors).includes(author));
  return {
    change: () => list.length,
    changedAt: () => new Date('2026-11-20T09:00:00Z'),
    async at(path): Promise<Found | null> {
      const post = list.find(({ permalink }) => permalink === path);
      return post ? { kind: 'post', post } : null;
    },
    async object(id, generation): Promise<FoundObject | null> {
      const post = list.find((candidate) => candidate.id === id && candidate.generation === generation);
      return post ? { state: 'alive', post } : (gone[`${id}/${generation}`] ?? null);
    },
    list: async (selection) =>
      select(selection).slice(selection.offset ?? 0, (selection.offset ?? 0) + selection.limit),
    count: async (selection) => select(selection).length,
    titles: async () => [],
    tags: async () => tags.map((tag) => ({ ...tag, count: select({ tag: tag.slug }).length })),
    tag: none,
    series: none,
    languages: async () => [],
    allSeries: async () => [],
    translations: async () => new Map(),
    neighbours: async () => ({ older: null, newer: null }),
    dates: async () => [],
    permalinks: async () => [],
    medium: none,
  } as Posts;
}

/** A blog of federation alone, listening on this machine. */
export interface Served {
  federation: Federation;
  clock: TestClock;
  logged: string[];
  origin: string;
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  json(path: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function serve(
  database: Database,
  {
    site = blogSite,
    posts = postsOf([]),
    allowed = [],
    clock = createTestClock(),
    resolve,
    medium = (path) => (path === 'media/james.jpg' ? avatar : null),
  }: {
    site?: Site;
    posts?: Posts;
    allowed?: 'loopback' | string[];
    clock?: TestClock;
    resolve?: Parameters<typeof createFederation>[0]['resolve'];
    medium?: (path: string) => Medium | null;
  } = {},
): Promise<Served> {
  const logged: string[] = [];
  const log = createLog({ log: 'pretty', logLevel: 'info' }, (line) => logged.push(line), clock.now);
  const federation = await createFederation({
    site,
    // Nothing is told to anybody by itself.
    place: { allowPrivateAddresses: allowed, role: 'web', webhook: null },
    database,
    posts: { ...posts, refresh: async () => false },
    medium,
    clock,
    log,
    ...(resolve ? { resolve } : {}),
  });
  const server = Fastify();
  await server.register(fediverse, { federation, site });
  server.get('/*', (_request, reply) => reply.type('text/html').send('a page'));
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  const get: Served['get'] = (path, headers = {}, method = 'GET') =>
    fetch(origin + path, { headers, method, redirect: 'manual' });
  return {
    federation,
    clock,
    logged,
    origin,
    get,
    async json(path) {
      const response = await get(path);
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      return (await response.json()) as Record<string, unknown>;
    },
    async close() {
      await federation.close();
      await server.close();
    },
  };
}
