import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { followers } from '../../src/commands/followers.ts';
import { person } from '../federation/followers/people.ts';
import { scriptedCall } from '../support/call.ts';
import { followedBlog } from './following.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 90_000 });

const ada = person('ada@example.social', { name: 'Ada Lovelace' });
const bob = person('bob@example.org');
const eve = person('eve@evil.example', { name: '\u001b[2JEve\u202e\nof many lines' });
const waitsFor = (account: string, type: string, { uri, inbox }: typeof ada) => `${account} ${type} ${uri} ${inbox}`;

describe('postern followers', () => {
  test('says that nobody follows yet', async () => {
    const { run } = await followedBlog([]);
    expect(await run('followers')).toEqual({ code: 0, out: 'Nobody follows yet.\n', err: '' });
    expect((await run('followers', '--pending')).out).toBe('Nobody waits.\n');
    expect((await run('followers', 'approve', '--all')).out).toBe('Nobody waits.\n');
  });

  test('lists who follows and who waits, the newest first, and nothing that would disturb a terminal', async () => {
    const { run } = await followedBlog([
      ['james', ada, 'accepted'],
      ['mary', bob, 'pending'],
      ['james', eve, 'accepted'],
    ]);
    expect(await run('followers')).toEqual({
      code: 0,
      err: '',
      out: [
        'follows  2026-11-20 11:00  james  @eve@evil.example    [2JEve of many lines',
        'waits    2026-11-20 10:00  mary   @bob@example.org     Bob',
        'follows  2026-11-20 09:00  james  @ada@example.social  Ada Lovelace',
        '2 followers, 1 waits.',
        'Let them in with: postern followers approve --all, or by their handles.\n',
      ].join('\n'),
    });
    expect((await run('followers', 'list', '--pending')).out.split('\n')[0]).toMatch(/^waits {2}.* @bob/);
    expect((await run('followers', '--account', '@james@blog.example.com')).out).not.toContain('bob');
    const { followers } = JSON.parse((await run('followers', '--json')).out);
    expect(followers[1]).toEqual({
      account: 'mary',
      handle: 'bob@example.org',
      uri: bob.uri,
      name: 'Bob',
      host: 'example.org',
      state: 'pending',
      since: '2026-11-20T09:00:00.000Z',
    });
  });

  test('lets in who waits: they are accepted, and the answer waits for the server', async () => {
    const { run, waiting } = await followedBlog([
      ['james', ada, 'pending'],
      ['mary', ada, 'pending'],
      ['james', bob, 'pending'],
    ]);
    expect((await run('followers', 'approve', '@ada@example.social', '--dry-run')).out).toBe(
      'Would let in: @ada@example.social, who follows mary\nWould let in: @ada@example.social, who follows james\n',
    );
    expect(await waiting()).toEqual([]);
    expect(await run('followers', 'approve', 'ADA@example.social', bob.uri, '--account', 'james')).toEqual({
      code: 0,
      err: '',
      out: [
        'Let in: @ada@example.social, who follows james',
        'Let in: @bob@example.org, who follows james',
        'The running server tells them; one that is started later does so then.\n',
      ].join('\n'),
    });
    expect(await waiting()).toEqual([waitsFor('james', 'Accept', bob), waitsFor('james', 'Accept', ada)]);
    expect((await run('followers', 'list', '--pending')).out).toContain('1 waits.');
    expect((await run('followers', 'approve', '--all')).out).toContain('Let in: @ada@example.social, who follows mary');
    const again = await run('followers', 'approve', '@ada@example.social');
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toBe(
      '@ada@example.social does not wait, but follows already. To show them out: postern followers remove @ada@example.social\n',
    );
  });

  test('refuses who waits, and shows out who follows, and tells them so', async () => {
    const { site, run, waiting } = await followedBlog(
      [
        ['james', ada, 'pending'],
        ['james', bob, 'accepted'],
      ],
      ['james'],
    );
    expect((await run('followers', 'reject', '@bob@example.org')).err).toContain('follows already');
    expect((await run('followers', 'reject', '--all')).out).toContain('Rejected: @ada@example.social\n');
    expect((await run('followers', 'remove', '@bob@example.org', '--dry-run')).out).toBe(
      'Would remove: @bob@example.org\n',
    );
    const no = scriptedCall({ words: ['remove'], flags: { site: site.folder, all: true }, answers: ['no'] });
    expect(await followers.run(no.call)).toBe(0);
    expect([no.asked, no.said.out]).toEqual([['Show out 1 follower? yes or'], ['Nothing was done.']]);
    expect((await run('followers', 'remove', '--all')).out).toContain('Removed: @bob@example.org\n');
    expect(await waiting()).toEqual([waitsFor('james', 'Reject', bob), waitsFor('james', 'Reject', ada)]);
    expect((await run('followers')).out).toBe('Nobody follows yet.\n');
  });

  test('does nothing at all where one of several is not there', async () => {
    const { run, waiting } = await followedBlog([['james', ada, 'accepted']]);
    const { code, out, err } = await run('followers', 'remove', '@ada@example.social', '@nobody@example.org');
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: '@nobody@example.org does not follow here. See: postern followers\n',
    });
    expect(await waiting()).toEqual([]);
  });

  test('exports the CSV that Mastodon reads', async () => {
    const { run, site } = await followedBlog([
      ['james', ada, 'accepted'],
      ['mary', ada, 'accepted'],
      ['james', bob, 'accepted'],
      ['james', eve, 'pending'],
    ]);
    const csv = 'Account address\nbob@example.org\nada@example.social\n';
    expect(await run('followers', 'export')).toEqual({ code: 0, out: csv, err: '' });
    expect((await run('followers', 'export', '--output', 'followers.csv')).out).toBe('followers.csv: 2 followers.\n');
    expect(await readFile(join(site.folder, 'followers.csv'), 'utf8')).toBe(csv);
    expect((await run('followers', 'export', '--account', 'mary')).out).toBe('Account address\nada@example.social\n');
    const nowhere = await run('followers', 'export', '--output', 'no/where.csv');
    expect(nowhere).toMatchObject({ code: 1, out: '' });
  });

  test.each([
    [['followers', 'approve'], 'Say whom to approve: handles, or --all.'],
    [['followers', 'remove', '@ada@example.social', '--all'], 'Say whom to remove: handles, or --all.'],
    [['followers', 'invite'], '"invite" is nothing that followers does'],
    [['followers', 'list', 'ada'], '"ada" is too much.'],
    [['followers', 'approve', '--all', '--json'], '--json does not go with approve.'],
    [['followers', '--dry-run'], '--dry-run does not go with list.'],
    [['followers', 'remove', 'ada'], '"ada" is no handle. Write @ada@example.social'],
  ])('says how it is written: %j', async (words, said) => {
    const { run } = await followedBlog([]);
    const { code, out, err } = await run(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
    expect(err).toContain('See: postern help followers');
  });

  test('knows its accounts', async () => {
    const { run } = await followedBlog([]);
    const { code, err } = await run('followers', '--account', 'peter');
    expect({ code, err }).toEqual({
      code: 1,
      err: 'There is no account "peter" in postern.yaml. There are: james, mary.\n',
    });
  });
});
