import { expect, test, vi } from 'vitest';
import { createReports } from '../../src/federation/reports/reports.ts';
import { ada, bob, discussedBlog } from './discussed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 90_000 });

test('shows what others complain of, and puts it aside', async () => {
  const { run, inside } = await discussedBlog();
  expect((await run('reports')).out).toBe('Nothing was reported that is open.\n');
  const at = new Date('2026-11-21T10:00:00Z');
  const none = { remark: null, post: null, account: null };
  const evil = '\u001b[2JRude.\nSecond line.';
  await inside(async (database) => {
    const { query, tables } = database;
    const [post] = await query.select().from(tables.posts);
    const store = createReports(database);
    for (const report of [
      {
        ...none,
        uri: 'https://a.example/1',
        by: 'https://a.example/actor',
        remark: 1,
        post: post?.key ?? 0,
        text: evil,
      },
      { ...none, uri: 'https://b.example/1', by: 'https://b.example/actor', account: 'james', text: '' },
      { ...none, uri: null, by: null, post: post?.key ?? 0, text: 'Wrong.' },
    ]) {
      const keep = await store.add(report, at);
      if (keep) await database.atomically(keep);
    }
  });
  const { out } = await run('reports');
  expect(out).toContain('1  2026-11-21 11:00  comment 1 on first-frost  a.example');
  expect(out).toContain('account james');
  expect(out).toContain('a reader');
  expect(out).toContain('3 reports open.');
  expect(out).not.toContain('\u001b');
  const shown = (await run('reports', 'show', '1', '3')).out;
  for (const said of [
    'by       https://a.example/actor',
    `comment  1, by @${ada.user}@${ada.host}`,
    'Second line.',
    'Wrong.',
  ])
    expect(shown).toContain(said);
  const { reports, counted } = JSON.parse((await run('reports', '--json')).out);
  expect(counted).toBe(0);
  expect(reports).toMatchObject([
    { number: 1, comment: 1, author: { uri: ada.uri } },
    { account: 'james' },
    { by: null },
  ]);

  expect((await run('reports', 'close', '1')).out).toBe('Closed: 1 report.\n');
  expect((await run('reports', 'close', '1')).out).toBe('Report 1 closed already.\nNothing was to be closed.\n');
  expect(await run('reports', 'close', '9')).toMatchObject({ code: 1, out: '' });
  expect((await run('reports', '--all')).out).toContain('(closed)');
  expect((await run('reports', 'close', '--all')).out).toBe('Closed: 2 reports.\n');
  for (const words of [['x'], ['show'], ['close'], ['list', '1'], ['close', '1', '--all'], ['show', '1', '--all']])
    expect(await run('reports', ...words)).toMatchObject({ code: 2, out: '' });
});

test('a flood of one server is only counted, and hides nothing of others', async () => {
  const { run, inside } = await discussedBlog();
  await inside(async (database) => {
    const store = createReports(database);
    const add = async (host: string, name: string): Promise<void> => {
      const report = { uri: `https://${host}/${name}`, by: `https://${host}/actor`, account: 'james', text: name };
      const keep = await store.add({ ...report, remark: null, post: null }, new Date());
      if (keep) await database.atomically(keep);
    };
    for (let count = 0; count < 25; count += 1) await add('flood.example', `n${count}`);
    await add('flood.example', 'n1');
    await add(bob.host, 'honest');
  });
  const { out } = await run('reports');
  expect(out).toContain('21 reports open.\n5 more reports only counted');
  expect(out).toContain('honest');
  await run('reports', 'close', '--all');
  expect((await run('reports')).out).toBe('Nothing was reported that is open.\n');
});
