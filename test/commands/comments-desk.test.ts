import { expect, test } from 'vitest';
import { createFeedKey } from '../../src/conversation/desk/feed-key.ts';
import { followedBlog } from './following.ts';

test('says which accounts elsewhere are believed to be yours, and where the private feed is', async () => {
  const { run, inside, site } = await followedBlog([], ['james']);
  expect(await run('comments', 'owners')).toMatchObject({
    code: 0,
    out: expect.stringContaining('owners: ["@you@example.social"]'),
  });
  const handles = '"@ada@home.example", "@bob@home.example", "@cat@home.example"';
  await site.write(
    'postern.yaml',
    `url: https://blog.example.com\nowners: [${handles}]\naccounts:\n  - handle: james\n`,
  );
  await inside(async ({ query, tables: { owners } }) => {
    const checked = new Date();
    const why = 'it does not link back\nWrite the address there.';
    await query.insert(owners).values([
      { handle: 'ada@home.example', actor: 'https://home.example/users/ada', proven: new Date('2026-11-20'), checked },
      { handle: 'bob@home.example', actor: 'https://home.example/users/bob', proven: null, checked, why },
    ]);
  });
  const told = await run('comments', 'owners');
  expect(told.code).toBe(3);
  expect(told.out).toBe(
    [
      '@ada@home.example  yours since 2026-11-20; it may decide, and is told what waits.',
      '@bob@home.example of `owners` is not looked upon as yours, or not for long: it does not link back.',
      '  Write the address there.',
      '@cat@home.example  not looked at yet; the running server does that.',
      '',
    ].join('\n'),
  );
  const { owners } = JSON.parse((await run('comments', 'owners', '--json')).out);
  expect(owners.map(({ believed }: { believed: boolean }) => believed)).toEqual([true, false, false]);

  const { out: address } = await run('comments', 'feed');
  expect(address).toMatch(/^https:\/\/blog\.example\.com\/held\/[\w-]{43}\.xml\n$/);
  expect((await run('comments', 'feed')).out).toBe(address);
  const renewed = (await run('comments', 'feed', '--renew')).out;
  expect(renewed).not.toBe(address);
  const token = /held\/(.*)\.xml/.exec(renewed)?.[1] ?? '';
  expect(await inside((database) => createFeedKey(database).opens(token))).toBe(true);
  expect((await run('comments', 'list', '--renew')).code).toBe(2);
  expect((await run('comments', 'feed', 'x')).code).toBe(2);
});
