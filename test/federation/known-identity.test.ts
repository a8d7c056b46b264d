import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openSqlite } from '../../src/database/sqlite.ts';
import { createFollowers } from '../../src/federation/followers/followers.ts';
import { identityOf, lostIdentity } from '../../src/federation/known-identity.ts';
import { serve } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { typed } from '../support/typed.ts';
import { person, save } from './followers/people.ts';
import { blogSite, james } from './sample.ts';

const known = identityOf(blogSite);
const one = new Map([['james', 1]]);

describe('what followers know', () => {
  test.each([
    ['nothing', {}],
    ['the name', { accounts: [{ ...james, name: 'Jim', summary: 'New', type: 'Group' as const }] }],
    ['the user name, with the same id', { accounts: [{ ...james, user: 'jim' }] }],
    ['another account that nobody follows', { accounts: [james, { ...james, id: 'mary', user: 'mary' }] }],
  ])('is not lost when %s changes', (_, change) => {
    expect(lostIdentity(known, { ...blogSite, ...change }, one)).toBeNull();
  });

  test.each([
    ['origin', { origin: 'https://example.com' }],
    ['scheme', { origin: 'http://blog.example.com' }],
    ['path', { base: '/blog' }],
    ['account', { accounts: [] }],
    ['id of the account', { accounts: [{ ...james, id: 'jim', user: 'jim' }] }],
    ["host of the account's handle", { accounts: [{ ...james, host: 'example.com' }] }],
  ])('would be lost with another %s', (_, change) => {
    expect(lostIdentity(known, { ...blogSite, ...change }, one)).toMatch(
      /^One follower knows @james@blog\.example\.com/,
    );
    expect(lostIdentity(known, { ...blogSite, ...change }, new Map([['james', 1200]]))).toMatch(/^1200 followers know/);
    // As long as nobody follows it, everything may change.
    expect(lostIdentity(known, { ...blogSite, ...change }, new Map([['mary', 3]]))).toBeNull();
  });
});

const yaml = (account: string, url = 'https://blog.example.com') =>
  `url: ${url}\ntitle: Notes\naccounts:\n  - ${account}\n`;

async function followedSite(state: 'accept' | 'hold'): Promise<TemporarySite> {
  const site = await makeSite({ 'postern.yaml': yaml('handle: james') });
  onTestFinished(site.dispose);
  await started(site);
  const database = await openSqlite(join(site.folder, 'data/postern.db'));
  const ada = person('ada@example.social');
  await save(database, [ada]);
  const follow = { account: 'james', uri: ada.uri, follow: `${ada.uri}/follow` };
  await database.atomically((query) => createFollowers({ database })[state](query, follow, new Date()));
  await database.close();
  return site;
}

async function started(site: TemporarySite, environment: Record<string, string> = {}): Promise<void> {
  const server = await serve([], { folder: site.folder, environment });
  expect(await server.stop()).toBe(0);
}

describe('postern serve', () => {
  // Each starts processes of its own, which a busy machine does slowly.
  vi.setConfig({ testTimeout: 60_000 });

  test('starts under any name while nobody follows', async () => {
    const site = await makeSite({ 'postern.yaml': yaml('handle: james') });
    onTestFinished(site.dispose);
    await started(site);
    await site.write('postern.yaml', yaml('handle: jim@example.com', 'https://example.com/blog'));
    await started(site);
  });

  test('alone decides what its followers know: a command under another name does not', async () => {
    const site = await followedSite('accept');
    await site.write('content/posts/frost.md', '---\ntitle: Frost\n---\n');
    await site.write('postern.yaml', `${yaml('handle: james')}  - handle: mary\n`);
    await started(site);
    await site.write('postern.yaml', `${yaml('handle: james')}  - handle: mary@example.com\n`);
    expect(await typed(['publish'], { folder: site.folder })).toMatchObject({ code: 0 });
    const database = await openSqlite(join(site.folder, 'data/postern.db'));
    const ada = { account: 'mary', uri: 'https://example.social/users/ada', follow: 'https://example.social/2' };
    await database.atomically((query) => createFollowers({ database }).accept(query, ada, new Date()));
    await database.close();
    await site.write('postern.yaml', `${yaml('handle: james')}  - handle: mary\n`);
    await started(site);
  });

  test.each(['accept', 'hold'] as const)('refuses another name once somebody follows (%s)', async (state) => {
    const site = await followedSite(state);
    const refused = async (text: string, environment: Record<string, string> = {}) => {
      await site.write('postern.yaml', text);
      const environmentOfOne = { POSTERN_PORT: '0', ...environment };
      const { code, out, err } = await typed(['serve'], { folder: site.folder, environment: environmentOfOne });
      expect({ code, out }).toEqual({ code: 1, out: '' });
      return err.trim();
    };
    expect(await refused(yaml('handle: james', 'https://example.com'))).toBe(
      'One follower knows @james@blog.example.com at https://blog.example.com, and the url is https://example.com now: they would be lost. ' +
        'Put https://blog.example.com back (url in postern.yaml, or POSTERN_URL), ' +
        'or show them out first, with the old one in place: postern followers remove --all --account james',
    );
    expect(await refused(yaml('handle: jim'))).toContain('write "id: james" to the account if it has another name now');
    expect(await refused(yaml('handle: james@example.com'))).toContain('Put the host blog.example.com back');
    const moved = { POSTERN_URL: 'https://blog.example.com/blog' };
    expect(await refused(yaml('handle: james'), moved)).toContain('the url is https://blog.example.com/blog now');

    const publish = await typed(['publish'], { folder: site.folder, environment: moved });
    expect(publish).toMatchObject({ code: 1, out: '', err: expect.stringContaining('they would be lost') });

    await site.write('postern.yaml', `${yaml('handle: jim')}    id: james\n    name: Jim\n`);
    await started(site);
    await site.write('postern.yaml', yaml('handle: james', 'https://example.com'));
    await started(site, { POSTERN_URL: 'https://blog.example.com' });
  });
});
