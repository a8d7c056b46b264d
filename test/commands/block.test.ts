import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { person } from '../federation/followers/people.ts';
import { startStranger } from '../support/stranger.ts';
import { followedBlog } from './following.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 90_000 });

const ada = person('ada@example.social');
const bob = person('bob@sub.example.social');
const cat = person('cat@example.org');

describe('postern block', () => {
  test('shows out whom a domain covers, tells them so, and takes the block back', async () => {
    const { run, waiting } = await followedBlog([
      ['james', ada, 'accepted'],
      ['mary', bob, 'pending'],
      ['james', cat, 'accepted'],
    ]);
    expect((await run('block')).out).toBe('Nothing is blocked.\n');
    const dry = await run('block', 'example.social', '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out.split('\n').slice(0, 2)).toEqual([
      'Would block: example.social, and everything below it.',
      'Would show out: @bob@sub.example.social, who follows mary',
    ]);
    expect([await waiting(), (await run('block')).out]).toEqual([[], 'Nothing is blocked.\n']);

    expect(await run('block', 'Example.SOCIAL.')).toEqual({
      code: 0,
      err: '',
      out: [
        'Blocked: example.social, and everything below it.',
        'Shown out: @bob@sub.example.social, who followed mary',
        'Shown out: @ada@example.social, who followed james',
        'The running server tells 2 followers; one that is started later does so then.\n',
      ].join('\n'),
    });
    expect(await waiting()).toEqual([`james Reject ${ada.uri} ${ada.inbox}`, `mary Reject ${bob.uri} ${bob.inbox}`]);
    expect((await run('followers')).out).toContain('1 follower.');
    expect((await run('block', 'https://example.social/')).out).toBe('example.social is blocked already.\n');
    expect((await run('block')).out).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d {2}example\.social\n$/);
    const { blocks } = JSON.parse((await run('block', '--json')).out);
    expect(blocks).toEqual([{ name: 'example.social', kind: 'domain', since: expect.any(String), why: null }]);

    expect((await run('block', 'example.social', '--remove')).out).toContain('Let in again: example.social.');
    expect(await run('block', 'example.social', '--remove')).toMatchObject({
      code: 1,
      err: 'example.social is not blocked. See: postern block\n',
    });
  });

  test('keeps out one person, by handle or by address', async () => {
    const { run } = await followedBlog([['james', ada, 'accepted']]);
    expect((await run('block', '@ada@example.social')).out).toContain(`Blocked: ${ada.uri}.\nShown out: @ada`);
    expect((await run('block', `${cat.uri}#main-key`, '--why', ' Was rude ')).out).toBe(`Blocked: ${cat.uri}.\n`);
    expect((await run('block')).out).toContain(`  ${cat.uri}  Was rude\n`);
    expect((await run('block', ada.uri, '--remove')).out).toContain(`Let in again: ${ada.uri}.`);
  });

  test('asks the host of a handle that does not follow, and says so where it does not tell', async () => {
    const stranger = await startStranger({ host: 'localhost' });
    onTestFinished(() => stranger.close());
    const allowed = { POSTERN_ALLOW_PRIVATE_ADDRESSES: stranger.host };
    const { run } = await followedBlog([], ['james'], allowed);
    expect((await run('block', `@ada@${stranger.host}`)).out).toBe(`Blocked: ${stranger.user.id}.\n`);
    const unknown = await run('block', `@nobody@${stranger.host}`);
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain('Name the URL of its actor, or block its domain.');
  });

  test.each([
    [['block', 'ada'], 2, '"ada" is neither a domain, a handle nor the URL of an actor.'],
    [['block', '--remove'], 2, '--remove needs to know whom'],
    [['block', 'example.com', '--json'], 2, '--json goes with the list.'],
    [['block', '--yes'], 2, '--yes goes with import, diff or export.'],
    [['block', 'example.com', '--silenced'], 2, '--silenced goes with import, diff or export.'],
    [['block', 'example.com', '--remove', '--why', 'x'], 2, '--why goes with a new block.'],
    [['block', 'ex*mple.com'], 2, '"ex*mple.com" is neither a domain'],
    [['block', 'example.org', 'example.net'], 2, '"example.net" is too much.'],
    [['block', 'import'], 2, 'import needs the FILE of a list.'],
    [['block', 'diff', 'a.csv', '--yes'], 2, '--yes does not go with diff.'],
    [['block', 'export', 'a.csv'], 2, '"a.csv" is too much.'],
    [['block', 'import', 'none.csv'], 1, 'none.csv is not there.'],
    [['block', 'blog.example.com'], 1, 'blog.example.com is where this blog lives itself.'],
    [['block', 'example.com'], 1, 'example.com is where this blog lives itself.'],
  ])('refuses %j', async (words, code, said) => {
    const { run } = await followedBlog([]);
    const answer = await run(...words);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(said);
  });
});
