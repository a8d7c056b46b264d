import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createRemarks } from '../../src/conversation/remarks.ts';
import { eq } from '../../src/database/drizzle.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { held, said } from '../conversation/keeping.ts';
import { person, save } from '../federation/followers/people.ts';
import { freePort } from '../support/free-port.ts';
import { serve } from '../support/postern.ts';
import { makeSite, plainConfig } from '../support/site.ts';
import { typed } from '../support/typed.ts';
import { until } from '../support/until.ts';
import { ada, discussedBlog } from './discussed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 90_000 });

const first = 'You have not approved anything of this person yet.';

test('lists what waits first, then the newest, by state, post, person and time', async () => {
  const { run } = await discussedBlog();
  expect(await run('comments')).toEqual({
    code: 0,
    err: '',
    out: `${[
      '5  held   2026-11-21 09:04  @cat@example.org         first-frost  Psst.',
      '3  held   2026-11-21 09:02  @bob@sub.example.social  first-frost  Buy at the casino',
      '2  held   2026-11-21 09:01  @ada@example.social      first-frost  Another thought.',
      '1  held   2026-11-21 09:00  @ada@example.social      first-frost  I liked the goose. And the pond.',
      '4  shown  2026-11-21 09:03  @cat@example.org         second-snow  Well said.',
      '4 wait for you, 1 shown.',
      'Read one whole with: postern comments show 5',
      'Decide with: postern comments approve 5, or with hide, delete or block.',
    ].join('\n')}\n`,
  });
  const numbers = async (...flags: string[]) => {
    const { comments, more } = JSON.parse((await run('comments', ...flags, '--json')).out);
    return [...comments.map(({ number }: { number: number }) => number), more];
  };
  expect(await numbers('--held')).toEqual([5, 3, 2, 1, 0]);
  expect(await numbers('--post', 'second-snow')).toEqual([4, 0]);
  expect(await numbers('--by', '@Ada@example.social', '--limit', '1')).toEqual([2, 1]);
  expect(await numbers('--since', '2030-01-01')).toEqual([0]);
  expect((await run('comments', '--hidden')).out).toBe('There is nothing like that.\n');
  expect((await run('comments', '--by', '@zed@example.org')).out).toContain('of @zed@example.org is here.');
});

test('shows one whole: text, author, post, why it is held, and what was decided', async () => {
  const { run } = await discussedBlog(undefined, [['james', ada, 'accepted']]);
  expect((await run('comments', 'show', '1')).out).toBe(
    `${[
      `Comment 1: held. ${first}`,
      '',
      '  from     @ada@example.social (Ada)',
      '           follows james; a stranger so far',
      '           https://example.social/@ada',
      '  on       reply to The first frost',
      '           https://blog.example.com/posts/first-frost',
      '  written  2026-11-21 09:00, to the public, language en',
      '  there    https://example.social/users/ada/statuses/1',
      '',
      '    I liked the goose.',
      '',
      '    And the pond.',
      '',
      `  2026-11-21 09:00  held by the rules: ${first}`,
      '',
      'Let it in with: postern comments approve 1',
      'Keep it out with: postern comments hide 1',
    ].join('\n')}\n`,
  );
  const several = await run('comments', '#3', '5');
  expect(several.out).toContain('Comment 3: held. It contains “casino”.');
  expect(several.out).not.toContain('approve 5');
  const { comments } = JSON.parse((await run('comments', 'show', '3', '--json')).out);
  expect(comments).toMatchObject([
    {
      ...{ number: 3, state: 'held', why: 'It contains “casino”.', text: 'Buy at the casino' },
      author: { handle: 'bob@sub.example.social' },
      post: { slug: 'first-frost', address: 'https://blog.example.com/posts/first-frost' },
      standing: { isBlocked: false, follows: [], decided: null },
      decisions: [{ state: 'held', by: 'rule', why: 'word casino' }],
    },
  ]);
});

test('approves, hides and reopens, notes why, and names what else of the person waits', async () => {
  const { run, inside } = await discussedBlog();
  expect((await run('comments', 'approve', '1')).out).toBe(
    'Shown: 1, by @ada@example.social on first-frost: I liked the goose. And the pond.\n1 more of @ada@example.social waits. Approve it with: postern comments approve 2\n',
  );
  // What is approved is said, since it may be another text than the one that was listed before.
  await inside(async ({ query, tables: { remarks } }) => {
    await query
      .update(remarks)
      .set({ updated: new Date('2026-11-21T09:30:00Z') })
      .where(eq(remarks.key, 2));
  });
  expect((await run('comments', 'approve', '1', '2', '--why', ' Kind ')).out).toBe(
    'Comment 1 is shown already.\nShown: 2, by @ada@example.social on first-frost (edited 2026-11-21 10:30): Another thought.\n',
  );
  expect((await run('comments', 'hide', '2', '--why', 'Second thoughts')).out).toContain('Hidden: 2');
  expect((await run('comments', 'reopen', '2')).out).toContain('Waits for you again: 2');
  const { out } = await run('comments', 'show', '2');
  expect(out).toMatch(/shown by you: Kind\n.* hidden by you: Second thoughts\n.* held by you\n/);
  expect(out).toContain('does not follow; a stranger so far');
});

test('decides about all that are named, or none, and says which cannot be', async () => {
  const { run } = await discussedBlog();
  expect(await run('comments', 'approve', '1', '5')).toEqual({
    code: 1,
    out: '',
    err: 'Comment 5 is not addressed to the public, so it cannot be shown.\nNothing was done.\n',
  });
  expect(await run('comments', 'hide', '1', '77', '78')).toEqual({
    code: 1,
    out: '',
    err: 'There are no comments 77 and 78. See: postern comments\n',
  });
  expect((await run('comments', '--shown')).out).toContain('1 shown.');
});

test('deletes after it was told to, keeps the address, and forgets who wrote it', async () => {
  const { run, inside } = await discussedBlog();
  const dry = await run('comments', 'delete', '3', '--dry-run');
  expect(dry.out).toBe('Would delete: 3, by @bob@sub.example.social on first-frost: Buy at the casino\n');
  const asked = await run('comments', 'delete', '3');
  expect(asked).toMatchObject({ code: 1, out: '' });
  expect(asked.err).toContain('This erases 1 comment for good: 3. Look with --dry-run, and say so with --yes.');
  expect((await run('comments', '--held')).out).toContain('casino');

  expect((await run('comments', 'delete', '3', '--yes', '--why', 'Spam')).out).toContain('Deleted: 3');
  const after = await run('comments', 'show', '3');
  expect(after.out).toContain('Comment 3: deleted');
  expect(after.out).toContain('deleted by you: Spam');
  expect(after.out).not.toMatch(/Buy|@bob/);
  expect((await run('comments')).out).not.toContain('\n3  ');
  await inside(async ({ query, tables: { people, remarks } }) => {
    expect((await query.select().from(people)).map(({ user }) => user).sort()).toEqual(['ada', 'cat']);
    expect((await query.select().from(remarks)).find(({ key }) => key === 3)?.uri).toContain('/statuses/3');
  });
});

test('blocks who wrote one, or the whole server, which hides what was there until it is taken back', async () => {
  const { run } = await discussedBlog(undefined, [['james', ada, 'accepted']]);
  const dry = await run('comments', 'block', '1', '--domain', '--dry-run');
  expect(dry.out.split('\n').slice(0, 2)).toEqual([
    'Would block: example.social, and everything below it.',
    'Would hide: 3 comments.',
  ]);
  const done = await run('comments', 'block', '1', '--why', 'Rude');
  expect(done.out).toContain(
    `Blocked: ${ada.uri}.\nHidden: 2 comments.\nShown out: @ada@example.social, who followed james\n`,
  );
  expect((await run('block')).out).toContain(`${ada.uri}  Rude`);
  expect((await run('comments', '--hidden')).out).toContain('2 hidden.');
  const shown = await run('comments', 'show', '1');
  expect(shown.out).toContain('Comment 1: hidden. The person or the server is blocked.');
  expect(shown.out).toContain('  hidden by a block\n');
  expect((await run('comments', 'approve', '1')).err).toContain('Comment 1 is hidden by a block');
  // Your own word outlasts the block, and lets nobody past it.
  expect((await run('comments', 'hide', '2')).code).toBe(0);
  expect(await run('comments', 'approve', '2')).toEqual({
    ...{ code: 1, out: '' },
    err: 'Comment 2 is by somebody who is blocked; take the block back first.\n',
  });
  expect((await run('block', ada.uri, '--remove')).out).toContain('1 comment is as it was before the block.');
  expect((await run('comments', '--held', '--by', ada.uri)).out).toContain('1 waits for you.');
});

test('a server that runs shows at once what was approved', async () => {
  const port = await freePort();
  const environment = { POSTERN_HOST: '127.0.0.1', POSTERN_PORT: String(port) };
  const config = plainConfig.replace('http://localhost:3000', `http://127.0.0.1:${port}`);
  const post = '---\ntitle: The first frost\ndate: 2026-11-20\n---\n\nCold.\n';
  const site = await makeSite({ 'postern.yaml': config, 'content/posts/first-frost.md': post });
  onTestFinished(site.dispose);
  const run = (...words: string[]) => typed(words, { folder: site.folder, environment });
  expect((await run('publish')).code).toBe(0);
  const database = await openSqlite(join(site.folder, 'data/postern.db'));
  const writer = person('ada@example.social');
  const [row] = await database.query.select().from(database.tables.posts);
  await save(database, [writer]);
  const place = { kind: 'reply', post: row?.key ?? 0, account: null } as const;
  const remark = said(writer.uri, 'Goose');
  await database.atomically((query) => createRemarks(database).keep(query, remark, place, held, new Date()));
  await database.close();

  const server = await serve([], { folder: site.folder, environment });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const page = async () => (await fetch(`${server.url}${row?.permalink}`)).text();
  expect(await page()).not.toContain('Goose');
  expect((await run('comments', 'approve', '1')).out).toContain('Shown: 1');
  await until(async () => (await page()).includes('<p>Goose</p>'), 20_000);
  await run('comments', 'hide', '1');
  await until(async () => !(await page()).includes('Goose'), 20_000);
});

test.each([
  [['frob'], 2, '"frob" is nothing that comments does: there are list, show, approve'],
  [['approve'], 2, 'Say which to approve, by number: postern comments approve 4'],
  [['show', '1', 'x'], 2, '"x" is no number of a comment.'],
  [['list', '3'], 2, '"3" is too much.'],
  [['show', '1', '--held'], 2, '--held does not go with show.'],
  [['approve', '1', '--yes'], 2, '--yes does not go with approve.'],
  [['--limit', '0'], 2, '"0" is no number of comments.'],
  [['--since', 'never'], 2, '"never" is no date'],
  [['--by', 'ada'], 2, '"ada" is no handle.'],
  [['--post', 'nope'], 1, 'There is no post called "nope".'],
  [['show', '9'], 1, 'There is no comment 9. See: postern comments'],
])('refuses %j', async (words, code, told) => {
  const { run } = await discussedBlog([]);
  const answer = await run('comments', ...words);
  expect(answer).toMatchObject({ code, out: '' });
  expect(answer.err).toContain(told);
});

test('lists what has no text, and turns nothing around that a stranger wrote', async () => {
  const media = [{ kind: 'image', url: 'https://example.social/goose.jpg', description: 'A goose' }] as const;
  const { run } = await discussedBlog([
    { by: ada, html: '', own: { media: [...media] } },
    { by: ada, html: '' },
    { by: ada, html: '<p>a\u202eb</p>', own: { title: 'Up\u001b[2J', warning: 'Birds' } },
  ]);
  const { out } = await run('comments');
  expect(out).toContain('first-frost  (a picture)\n');
  expect(out).toContain('first-frost  (no text)\n');
  expect(out).toContain('first-frost  Up[2J [Birds] ab\n');
  expect((await run('comments', 'show', '1')).out).toContain(
    '\n    (image: A goose, https://example.social/goose.jpg)\n',
  );
});

test('says so where nobody has said anything', async () => {
  const { run } = await discussedBlog([]);
  expect(await run('comments')).toEqual({ code: 0, err: '', out: 'Nobody has said anything yet.\n' });
  expect((await run('comments', '--held')).out).toBe('Nothing waits.\n');
  expect(JSON.parse((await run('comments', '--json')).out)).toEqual({
    comments: [],
    counts: { held: 0, shown: 0, hidden: 0 },
    more: 0,
  });
});
