import { expect, test, vi } from 'vitest';
import { createReactions } from '../../src/conversation/reactions.ts';
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
    const rows = (await query.select().from(remarks)).filter(({ uri }) => uri.startsWith(ada.uri));
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

test('keeps whom posts are sent to as long as they follow', async () => {
  const { run } = await discussedBlog(undefined, [['james', bob, 'accepted']]);
  const { out } = await run('people', 'forget', '@bob@sub.example.social', '--yes');
  expect(out).toBe(
    'Erased: 1 comment of @bob@sub.example.social\nName and address are kept as long as they follow. To end that too: postern followers remove @bob@sub.example.social\n',
  );
  expect((await run('followers')).out).toContain('1 follower.');
  expect((await run('people', 'show', '@bob@sub.example.social')).out).toMatch(/ {2}follows {2}james, since/);
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
