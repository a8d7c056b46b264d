import { expect, test, vi } from 'vitest';
import type { Json } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { bob, cat, discussedBlog, usual } from './discussed.ts';
import { followedServer, servedBlog } from './served-blog.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 90_000 });

const held = { verdict: { state: 'held', why: 'private', found: null } } as const;
const comments = [...usual, { by: cat, html: '<p>Only for you.</p>', own: { visibility: 'direct' as const }, ...held }];

test('answers a comment, which lets in what waits, and says to whom it goes', async () => {
  const { run, waiting } = await discussedBlog(comments, [['james', bob, 'accepted']]);
  const dry = await run('comments', 'reply', '4', 'Thank', 'you!', '--dry-run');
  expect(dry).toMatchObject({ code: 0, err: '' });
  const [first, ...rest] = dry.out.replace('Its address and its number are given when it is sent.\n', '').split('\n');
  expect(first).toBe(
    'Would answer as @james@blog.example.com, public: to @cat@example.org and your followers, 2 inboxes on 2 servers.',
  );
  expect(JSON.parse(rest.join('\n'))).toMatchObject({
    ...{ type: 'Create', actor: 'https://blog.example.com/ap/actors/james' },
    object: { type: 'Note', inReplyTo: `${cat.uri}/statuses/4`, content: expect.stringContaining(' Thank you!</p>') },
  });
  expect(await waiting()).toEqual([]);

  // A comment that waits is let in by the answer to it.
  const sent = await run('comments', 'reply', '1', 'Thank you, @cat@example.org!');
  expect(sent).toEqual({
    ...{ code: 0, err: '' },
    out: [
      'Shown: 1, since you answer it: I liked the goose. And the pond.',
      'Answered with 7, as @james@blog.example.com, public: to @ada@example.social, @cat@example.org and your followers, 3 inboxes on 3 servers.',
      'https://blog.example.com/posts/first-frost?reply=7',
      'The running server sends it; one that is started later does so then.\n',
    ].join('\n'),
  });
  const [one, two] = await waiting();
  expect([one, two]).toEqual([
    expect.stringMatching(/^james Create \/ap\/notes\/[0-9a-f]{18} https:\/\/example\.org\/inbox$/),
    expect.stringMatching(/^james Create \/ap\/notes\/[0-9a-f]{18} https:\/\/example\.social\/inbox$/),
  ]);

  const shown = await run('comments', 'show', '7');
  expect(shown.out).toContain('Comment 7: shown');
  expect(shown.out).toContain('  from     james\n');
  expect(shown.out).toMatch(
    /\n {2}to {7}@ada@example\.social\n {2}there {4}https:\/\/blog\.example\.com\/ap\/notes\/[0-9a-f]+\n/,
  );
  expect(shown.out).toContain('\n  sent     new: 2 waiting, and more are being added\n');
  expect(shown.out).toContain('    Thank you, @cat!');
  expect((await run('comments', '--shown')).out).toContain('7  shown');
  expect((await run('deliveries')).out).toContain('  new   answer to @ada@example.soci…');
  const { comments: all } = JSON.parse((await run('comments', 'show', '7', '--json')).out);
  expect(all[0]).toMatchObject({
    ...{ isOwn: true, uri: expect.stringMatching(/^https:\/\/blog\.example\.com\/ap\/notes\//), author: null },
    page: 'https://blog.example.com/posts/first-frost?reply=7',
  });
  for (const word of ['approve', 'hide', 'reopen'])
    expect(await run('comments', word, '7')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is an answer of yours'),
    });
});

test('edits and deletes an answer, and answers it again, and the post itself', async () => {
  const { run, waiting } = await discussedBlog(comments, [['james', bob, 'accepted']]);
  await run('comments', 'reply', '4', 'Thank you!');
  const dry = await run('comments', 'edit', '7', 'Thanks!', '--dry-run', '--json');
  expect(JSON.parse(dry.out)).toMatchObject({ dryRun: true, number: 7, activity: { type: 'Update' } });
  expect((await run('comments', 'edit', '7', 'Thank you!')).out).toBe('Comment 7 says that already.\n');
  expect((await run('comments', 'edit', '7', 'Thanks!')).out).toContain(
    'Edited 7, as @james@blog.example.com, public:',
  );
  expect((await run('comments', 'show', '7')).out).toContain('    Thanks!');

  const again = JSON.parse((await run('comments', 'reply', '7', 'And more.', '--json')).out);
  expect(again).toMatchObject({ number: 8, people: ['cat@example.org'], account: 'james', dryRun: false });
  const post = JSON.parse((await run('comments', 'reply', '--post', 'second-snow', 'By', 'the', 'way.', '--json')).out);
  expect(post).toMatchObject({ number: 9, people: [], followers: true, inboxes: 1 });
  expect(post.activity.object).toMatchObject({
    ...{ inReplyTo: 'https://blog.example.com/ap/posts/second-snow', content: '<p>By the way.</p>' },
  });

  expect(await run('comments', 'delete', '7')).toMatchObject({ code: 1 });
  expect(await run('comments', 'delete', '7', '--yes', '--why', 'Wrong.')).toEqual({
    ...{ code: 0, err: '' },
    out: 'Deleted: 7, by james on second-snow. Whoever had it is told.\n',
  });
  expect((await run('comments', 'show', '7')).out).toContain('deleted by you: Wrong.');
  const left = (await waiting()).map((line) => line.replace(/ \/ap\/notes\/\S+/, ''));
  // The server ends what waits of the deleted one when it sends the removal.
  expect(left.map((line) => line.split(' ')[1])).toEqual(['Create', 'Create', 'Update']);
  expect((await run('comments', 'delete', '7', '--yes')).out).toBe('Comment 7 is deleted already.\n');
  expect(await run('comments', 'edit', '7', 'Hm.')).toMatchObject({
    code: 1,
    err: 'Comment 7 is deleted, and nothing of it is left.\n',
  });
});

test('answers what was said to the author alone to that person alone, and tells so', async () => {
  const { run, waiting } = await discussedBlog(comments, [['james', bob, 'accepted']]);
  const sent = await run('comments', 'reply', '6', 'Nobody hears us.');
  expect(sent.out).toBe(
    [
      'Answered with 7, as @james@blog.example.com, for nobody else to read: to @cat@example.org, 1 inbox on 1 server.',
      'The running server sends it; one that is started later does so then.\n',
    ].join('\n'),
  );
  expect(await waiting()).toEqual([
    expect.stringMatching(/^james Create \S+ https:\/\/example\.org\/users\/cat\/inbox$/),
  ]);
  const shown = await run('comments', 'show', '7');
  expect(shown.out).toContain('Comment 7: private');
  expect(shown.out).toContain('to whom it answers alone');
  expect(shown.out).not.toContain('there    ');
});

test('says what stands against it, and does nothing then', async () => {
  const { run, waiting } = await discussedBlog(comments);
  const refused: [string[], number, string][] = [
    [['reply', '99', 'Hm.'], 1, 'There is no comment 99.'],
    [['reply'], 2, 'Say which to reply, by number: postern comments reply 4'],
    [['reply', 'hm'], 2, '"hm" is no number of a comment.'],
    [['reply', '4'], 1, 'There is no text. Write it after the number, or - to have it read from standard input.'],
    [['reply', '4', '-'], 1, 'Nothing was written, so nothing is sent.'],
    [['reply', '4', ' '], 1, 'Nothing was written, so nothing is sent.'],
    [['reply', '4', 'Hm.', '--account', 'zed'], 2, '"zed" is none of your accounts.'],
    [['reply', '--post', 'nowhere', 'Hm.'], 1, 'There is no post called "nowhere".'],
    [['edit', '4', 'Hm.'], 1, 'Comment 4 is not yours. You can edit your own answers.'],
    [['edit', '4', 'Hm.', '--account', 'james'], 2, '--account does not go with edit.'],
  ];
  for (const [words, code, why] of refused) {
    const said = await run('comments', ...words);
    expect([words, said.code, said.err.startsWith(why) || said.err]).toEqual([words, code, true]);
  }
  await run('comments', 'hide', '4');
  expect((await run('comments', 'reply', '4', 'Hm.')).err).toBe(
    'Comment 4 is hidden, and the answer would be public; approve it first.\n',
  );
  await run('comments', 'block', '1');
  expect((await run('comments', 'reply', '1', 'Hm.')).err).toContain('is by somebody who is blocked');
  await run('comments', 'delete', '3', '--yes');
  expect((await run('comments', 'reply', '3', 'Hm.')).err).toBe('Comment 3 is deleted, and nothing of it is left.\n');
  expect(await waiting()).toEqual([]);
});

test('is sent by the server that runs, and shown at once', async () => {
  const blog = await servedBlog({ 'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n' });
  await followedServer(blog);
  const { stranger, origin } = blog;
  const note: Json = {
    ...{ id: `${stranger.origin}/notes/1`, type: 'Note', attributedTo: stranger.user.id, content: '<p>Hm?</p>' },
    ...{ to: ['https://www.w3.org/ns/activitystreams#Public'], inReplyTo: `${origin}/ap/posts/hello` },
  };
  await stranger.deliver(`${origin}/ap/inbox`, stranger.activity('Create', note));
  const { number } = JSON.parse((await blog.run('comments', 'reply', '1', 'Hm!', '--json')).out);
  const [create, ...more] = await blog.arrived(1);
  expect(create?.activity).toMatchObject({ type: 'Create', object: { inReplyTo: note.id } });
  expect(more).toEqual([]);
  await until(async () => (await (await fetch(`${origin}/posts/hello`)).text()).includes(`id="reply-${number}"`));
  await blog.run('comments', 'delete', String(number), '--yes');
  expect((await blog.arrived(2)).map(({ activity }) => activity.type)).toEqual(['Create', 'Delete']);
  const { id } = (create?.activity.object ?? {}) as { id: string };
  await until(async () => (await fetch(id)).status === 410);
});
