import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createReactions } from '../../src/conversation/reactions.ts';
import { createLeave } from '../../src/federation/erase/leave.ts';
import { createFollowers } from '../../src/federation/followers/followers.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { createWorker } from '../../src/jobs/worker.ts';
import { createLog } from '../../src/log.ts';
import { save } from '../federation/followers/people.ts';
import { ada, bob, discussedBlog } from './discussed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 90_000 });

test('shows everything that is kept of somebody, and erases it after it was told to', async () => {
  const { run, inside } = await discussedBlog();
  await inside(async (database) => {
    const [post] = await database.query.select().from(database.tables.posts);
    const deed = { uri: `${ada.uri}#like`, person: ada.uri, post: post?.key ?? 0, kind: 'like', emoji: null } as const;
    await database.atomically((query) => createReactions(database).keep(query, deed, 'shown', new Date()));
  });
  const { out } = await run('people', 'show', '@ada@example.social');
  for (const said of [
    '@ada@example.social (Ada)',
    `actor    ${ada.uri}`,
    `inbox    ${ada.inbox}`,
    'I liked the goose.',
    'like ',
  ])
    expect(out).toContain(said);
  const { people } = JSON.parse((await run('people', 'show', ada.uri, '--json')).out);
  expect(people).toMatchObject([
    {
      handle: 'ada@example.social',
      follows: [],
      comments: [{ number: 2 }, { number: 1 }],
      reactions: [{ kind: 'like' }],
    },
  ]);

  const what = '2 comments and 1 like or boost, name and address of @ada@example.social\n';
  expect((await run('people', 'forget', '@ada@example.social', '--dry-run')).out).toBe(`Would erase: ${what}`);
  expect(await run('people', 'forget', '@ada@example.social')).toMatchObject({ code: 1, out: '' });
  expect((await run('people', 'forget', '@ada@example.social', '--yes')).out).toBe(`Erased: ${what}`);
  expect(await run('people', 'show', '@ada@example.social')).toMatchObject({
    code: 1,
    err: 'Nothing is kept of @ada@example.social.\n',
  });
  await inside(async ({ query, tables: { decisions, reactions, remarks } }) => {
    const rows = (await query.select().from(remarks)).filter(({ uri }) => uri.startsWith('gone:'));
    expect(rows.map(({ state, person, html }) => [state, person, html])).toEqual([
      ['gone', null, null],
      ['gone', null, null],
    ]);
    expect(await query.select().from(reactions)).toMatchObject([{ state: 'undone', person: null, post: null }]);
    expect((await query.select().from(decisions)).filter(({ state }) => state === 'gone')).toMatchObject([
      { by: 'owner' },
      { by: 'owner' },
    ]);
  });
});

test('ends what they follow, keeps a block of them without their name, and writes the list beside the database', async () => {
  const { run, inside, waiting, site } = await discussedBlog(undefined, [['james', bob, 'accepted']]);
  await run('block', bob.uri, '--why', 'Bob was rude');
  await run('block', bob.uri, '--remove');
  await inside(async (database) => {
    const following = { account: 'james', uri: bob.uri, follow: `${bob.uri}#again` };
    await save(database, [bob]);
    await database.atomically((query) => createFollowers({ database }).accept(query, following, new Date()));
    const { blocks, caches, reports } = database.tables;
    const now = new Date();
    await database.query.insert(blocks).values({ name: bob.uri, kind: 'actor', since: now, why: 'Bob was rude' });
    await database.query.insert(reports).values({ by: bob.uri, text: 'Mean!', received: now });
    const key = { key: { id: `${bob.uri}#main-key`, owner: bob.uri, pem: 'PEM' }, gone: false };
    await database.query.insert(caches).values({ key: 'key:x', value: JSON.stringify(key), stored: now });
  });
  const { out: before } = await run('people', 'show', '@bob@sub.example.social');
  for (const said of ['follows  james', 'report ', 'Mean!', `key      ${bob.uri}#main-key`])
    expect(before).toContain(said);

  const { out } = await run('people', 'forget', '@bob@sub.example.social', '--yes');
  expect(out).toBe(
    'Erased: 1 comment, what they follow (james), name and address of @bob@sub.example.social\nTheir server is told by the running server; by one that is started later then.\n',
  );
  expect((await run('followers')).out).toContain('Nobody follows');
  expect(await waiting()).toContainEqual(`james Reject ${bob.uri} ${bob.inbox}`);
  expect((await run('people', 'show', '@bob@sub.example.social')).code).toBe(1);
  expect((await run('block')).out).toMatch(/somebody who was forgotten/);
  const again = await run('block', bob.uri, '--remove', '--dry-run');
  expect(again.out).toContain('Would let in again');
  const lines = readFileSync(join(site.folder, 'data/erased.txt'), 'utf8').split('\n');
  expect(lines.filter((line) => /^\d{4}-.* [\w-]{12} [\w-]{43}$/.test(line)).length).toBe(2);

  await inside(async (database) => {
    const worker = createWorker({
      ...{ database, jobs: createJobs(database), works: { leave: createLeave(database) } },
      clock: systemClock,
      log: createLog({ log: 'json', logLevel: 'silent' }),
    });
    // What waits for their inbox goes first.
    await worker.tend();
    expect(await database.query.$count(database.tables.jobs)).toBe(1);
    await database.query
      .update(database.tables.deliveries)
      .set({ due: null, finished: new Date(), outcome: 'delivered' });
    await database.query.update(database.tables.jobs).set({ due: new Date(0) });
    await worker.tend();
    const tables = Object.values(database.tables) as (typeof database.tables.people)[];
    const all = JSON.stringify(await Promise.all(tables.map((table) => database.query.select().from(table))));
    for (const name of [bob.uri, 'bob', 'Bob']) expect(all).not.toContain(name);
  });
});

test.each([
  [['people'], 2, 'Say what: show or forget.'],
  [['people', 'show'], 2, 'Say whom: postern people show'],
  [['people', 'show', 'ada'], 2, '"ada" is no handle.'],
  [['people', 'show', ada.uri, '--yes'], 2, '--yes does not go with show.'],
  [['people', 'forget', '@zed@example.org'], 1, 'Nothing is kept of @zed@example.org.'],
])('refuses %j', async (words, code, told) => {
  const { run } = await discussedBlog([]);
  const answer = await run(...words);
  expect(answer).toMatchObject({ code, out: '' });
  expect(answer.err).toContain(told);
});
