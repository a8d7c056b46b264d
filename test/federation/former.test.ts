import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePlan } from '../../src/commands/plan/make-plan.ts';
import { openTrial } from '../../src/commands/plan/open-trial.ts';
import { asc } from '../../src/database/drizzle.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { until } from '../support/until.ts';

const minute = 60_000;
const accept = 'application/activity+json';
const both = `url: http://replaced
title: Notes
timezone: UTC
accounts:
  - handle: james
  - handle: ada
    id: '2'
    name: Ada
`;
const post = (body: string): string => `---\ntitle: Hello\nauthors: [ada]\n---\n\n${body}\n`;
const path = 'content/posts/hello.md';

let clock: TestClock;
let blog: TestBlog;
beforeAll(async () => {
  clock = createTestClock();
  blog = await startBlog({ 'postern.yaml': both }, { reachable: true, clock });
  await save(post('Text.'));
  await sent(1);
}, 60_000);
afterAll(() => blog.dispose());

async function save(text: string): Promise<void> {
  const before = blog.app.posts.change();
  await blog.site.write(path, text);
  await until(async () => {
    await clock.advance(100);
    return blog.app.posts.change() > before;
  });
}

/** What was ever written into the ledger, once it is so much. */
async function sent(count: number): Promise<string[]> {
  const { query, tables } = blog.app.database;
  const types = async (): Promise<string[]> => {
    const rows = await query.select().from(tables.activities).orderBy(asc(tables.activities.key));
    return rows.map(({ type, account }) => `${type} ${account}`);
  };
  await until(async () => {
    await clock.advance(minute);
    return (await types()).length >= count;
  }, 20_000);
  return types();
}

const read = async (address: string): Promise<Record<string, unknown>> => {
  const response = await blog.get(address, { accept });
  return { status: response.status, ...(response.status === 200 ? ((await response.json()) as object) : {}) };
};

test('what an account sent can be read when it is off the list, and nobody speaks in its name until it is back', async () => {
  const url = blog.app.config.site.origin;
  const actor = await read('/ap/actors/2');
  const object = await read('/ap/posts/hello');
  expect([actor.status, object.attributedTo]).toEqual([200, `${url}/ap/actors/2`]);

  const yaml = both.replace('http://replaced', url);
  await blog.site.write('postern.yaml', yaml.replace(/ {2}- handle: ada[\s\S]*$/, ''));
  await blog.restart();
  expect(await read('/ap/actors/2')).toEqual(actor);
  expect(await read('/ap/posts/hello')).toEqual(object);
  expect((await read('/ap/actors/2/outbox')).totalItems).toBe(1);
  const host = new URL(url).host;
  expect((await blog.get(`/.well-known/webfinger?resource=acct:ada@${host}`)).status).toBe(404);
  expect((await blog.get('/ap/actors/2/inbox', {}, 'POST')).status).toBe(404);

  await save(post('Other text.'));
  await until(async () => {
    await clock.advance(minute);
    return blog.logged.some((line) => line.includes('is not in postern.yaml any more'));
  });
  await clock.advance(60 * minute);
  expect(await sent(1)).toEqual(['Create 2']);
  const said = blog.logged.filter((line) => line.includes('not in postern.yaml any more'));
  expect(said).toEqual([expect.stringContaining('content/posts/hello.md has changed')]);
  const room = await openTrial(blog.app.config, clock.now());
  const { entries } = await makePlan(room);
  await room.close();
  expect(entries).toMatchObject([{ id: 'hello', followers: { state: 'waits', why: 'account gone', account: '2' } }]);

  await blog.site.write('postern.yaml', yaml);
  await blog.restart();
  expect(await sent(2)).toEqual(['Create 2', 'Update 2']);
}, 60_000);
