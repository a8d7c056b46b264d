import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { typed } from '../support/typed.ts';
import { until } from '../support/until.ts';

// A whole blog and another server, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

// Followers are told soon: each second of this clock takes its time.
const yaml = `url: http://replaced
title: Notes
accounts:
  - handle: james
    name: James
publish: { settle: 10s, quiet: 30s }
`;
const post = (title: string, body = 'A text.'): string => `---\ntitle: ${title}\n---\n\n${body}\n`;
const accept = 'application/activity+json';

let blog: TestBlog;
let stranger: Stranger;
let clock: TestClock;
afterEach(() => Promise.all([blog.dispose(), stranger.close()]));

const origin = (): string => blog.app.config.site.origin;
const told = (): string[] =>
  stranger.inbox.map(({ activity }) => {
    const { type, object } = activity as { type: string; object: string | { id: string } };
    return type === 'Accept'
      ? type
      : `${type} ${String(typeof object === 'string' ? object : object.id).replace(origin(), '')}`;
  });

/** Lets time pass; with more of the real one at its end, for what reads files and answers over sockets. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 1000) {
    await clock.advance(Math.min(left, 1000));
    await new Promise((resolve) => setTimeout(resolve, left > 10_000 ? 0 : 5));
  }
}

/** Publishes by the command's way, and waits until the stranger was told. */
async function publish(files: Record<string, string | null>, expected: string): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    if (text === null) await blog.site.remove(`content/posts/${file}.md`);
    else await blog.site.write(`content/posts/${file}.md`, text);
  }
  await blog.app.publisher.publish('everything', { confirmRemovals: true });
  await until(async () => {
    await pass(10_000);
    return told().includes(expected);
  }, 60_000);
}

async function follow(): Promise<void> {
  const before = stranger.inbox.length;
  await stranger.follow(`${origin()}/ap/actors/james`, `${origin()}/ap/inbox`);
  await until(() => pass(1000).then(() => stranger.inbox.length > before));
}

/** What the world can see: an answer without the day it was given on. */
async function seen(path: string): Promise<[number, string]> {
  const response = await blog.get(path, { accept });
  return [response.status, await response.text()];
}

async function guids(): Promise<string[]> {
  return [...(await blog.text('/feed.xml')).matchAll(/<guid[^>]*>([^<]*)</g)].map(([, guid = '']) => guid).sort();
}

/** The database is lost, and only the keys are kept, as from a backup of them. */
async function loseDatabase(): Promise<void> {
  const data = join(blog.site.folder, 'data');
  const before = await openDatabase(join(data, 'postern.db'));
  const keys = await before.query.select().from(before.tables.keys);
  await before.close();
  await rm(data, { recursive: true });
  const after = await openDatabase(join(data, 'postern.db'));
  await after.query.insert(after.tables.keys).values(keys);
  await after.close();
}

test('a lost database: who follows anew gets nothing again, and finds all that they knew', async () => {
  clock = createTestClock();
  stranger = await startStranger({ now: clock.now });
  blog = await startBlog(
    { 'postern.yaml': yaml, 'content/posts/before.md': post('Before') },
    { reachable: true, clock },
  );
  await follow();
  await publish({ hello: post('Hello'), gone: post('Gone'), again: post('Again') }, 'Create /ap/posts/again');
  await publish({ gone: null, again: null }, 'Delete /ap/posts/again');
  await publish({ again: post('Again') }, 'Create /ap/posts/again/2');
  await publish({ hello: post('Hello', 'Better.') }, 'Update /ap/posts/hello');

  const addresses = ['actors/james', 'posts/before', 'posts/hello', 'posts/gone', 'posts/again', 'posts/again/2'];
  const look = () => Promise.all(addresses.map((address) => seen(`/ap/${address}`)));
  const [documents, items] = [await look(), await guids()];
  expect(documents.map(([status]) => status)).toEqual([200, 200, 200, 410, 410, 200]);
  await blog.stop();
  const file = join(blog.site.folder, 'content/.postern/identities.json');
  const text = await readFile(file, 'utf8');

  await loseDatabase();
  await clock.advance(86_400_000);
  await blog.restart();
  const sent = stranger.inbox.length;
  await follow();
  await pass(1_200_000);
  expect(told().slice(sent)).toEqual(['Accept']);
  expect(stranger.inbox.at(-1)).toMatchObject({ verified: true });
  expect(await look()).toEqual(documents);
  expect(await guids()).toEqual(items);
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await blog.app.problems()).toEqual([]);

  await publish({ again: null }, 'Delete /ap/posts/again/2');
  await publish({ again: post('Again') }, 'Create /ap/posts/again/3');
  await publish({ fresh: post('Fresh') }, 'Create /ap/posts/fresh');
  expect(told().slice(sent + 1)).toEqual([
    'Delete /ap/posts/again/2',
    'Create /ap/posts/again/3',
    'Create /ap/posts/fresh',
  ]);
});

test('an old backup: whoever follows gets nothing again but what waited then, and what is new', async () => {
  clock = createTestClock();
  stranger = await startStranger({ now: clock.now });
  blog = await startBlog(
    { 'postern.yaml': yaml, 'content/posts/before.md': post('Before') },
    { reachable: true, clock },
  );
  const [data, kept] = [join(blog.site.folder, 'data'), join(blog.site.folder, 'kept')];
  await follow();
  await publish({ hello: post('Hello'), gone: post('Gone'), again: post('Again') }, 'Create /ap/posts/again');
  stranger.behave({ status: 503 });
  await publish({ waiting: post('Waiting') }, 'Create /ap/posts/waiting');
  await blog.stop();
  await cp(data, kept, { recursive: true });
  await blog.restart();
  stranger.behave({});

  await publish({ gone: null, again: null }, 'Delete /ap/posts/again');
  await publish({ again: post('Again') }, 'Create /ap/posts/again/2');
  await publish({ hello: post('Hello', 'Better.'), fresh: post('Fresh') }, 'Update /ap/posts/hello');
  await until(() => pass(10_000).then(() => told().includes('Create /ap/posts/fresh')), 60_000);
  await until(() => pass(60_000).then(() => told().filter((one) => one === 'Create /ap/posts/waiting').length > 1));
  const addresses = ['posts/before', 'posts/hello', 'posts/gone', 'posts/again', 'posts/again/2', 'posts/fresh'];
  const look = () => Promise.all(addresses.map((address) => seen(`/ap/${address}`)));
  const [documents, items] = [await look(), await guids()];
  await blog.stop();
  const file = join(blog.site.folder, 'content/.postern/identities.json');
  const text = await readFile(file, 'utf8');
  expect(text.match(/"in":"/g)).toHaveLength(6);

  await rm(data, { recursive: true });
  await cp(kept, data, { recursive: true });
  const plan = await typed(['plan', '--json'], { folder: blog.site.folder });
  expect(JSON.parse(plan.out)).toMatchObject({ sending: { messages: 0 }, problems: [] });
  const sent = stranger.inbox.length;
  await blog.restart();
  await pass(900_000);
  // It had come for all we know then: the same activity, which the other server knows.
  expect(new Set(told().slice(sent))).toEqual(new Set(['Create /ap/posts/waiting']));
  const waiting = stranger.inbox.filter(({ activity }) => String(activity.id).endsWith('/posts/waiting/create'));
  expect(new Set(waiting.map(({ request }) => String(request.body))).size).toBe(1);
  expect(await look()).toEqual(documents);
  expect(await guids()).toEqual(items);
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await blog.app.problems()).toEqual([]);
  expect(blog.logged.join('')).toContain('The database is older than content/.postern/identities.json');

  const before = told().length;
  await publish({ hello: post('Hello', 'The best.') }, 'Update /ap/posts/hello');
  await until(() => pass(10_000).then(() => told().length > before));
  await publish({ again: null }, 'Delete /ap/posts/again/2');
  expect(told().slice(before)).toEqual(['Update /ap/posts/hello', 'Delete /ap/posts/again/2']);
});
