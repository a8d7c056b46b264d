import { createPublicKey } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { accounts } from '../../src/commands/accounts.ts';
import { scriptedCall } from '../support/call.ts';
import { verifySignature } from '../support/peer.ts';
import { followedServer, servedBlog } from './served-blog.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 120_000 });

const fingerprint = /SHA256:[A-Za-z0-9+/]{43}/;

describe('postern accounts', () => {
  test('shows each account with its addresses and keys', async () => {
    const blog = await servedBlog({});
    const { code, out, err } = await blog.run('accounts');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const host = blog.origin.replace('http://', '');
    expect(out.split('\n').slice(0, 4)).toEqual([
      `@james@${host}  James`,
      `  actor        ${blog.origin}/ap/actors/james`,
      `  inbox        ${blog.origin}/ap/actors/james/inbox`,
      '  followed by  0 followers',
    ]);
    expect(out).toMatch(/ {2}RSA key {6}SHA256:[A-Za-z0-9+/]{43} {2}since 20\d\d-\d\d-\d\d\n/);
    const {
      accounts: [james],
    } = JSON.parse((await blog.run('accounts', '--json')).out);
    expect(james).toMatchObject({ id: 'james', handle: `@james@${host}`, followers: 0, keys: [{}, {}] });
    expect(JSON.stringify(james)).not.toMatch(/"d":|private/i);
    expect((await blog.run('accounts', 'list')).out).toBe(out);
  });

  test('gives new keys, which the running server shows, and tells followers by a message that the old key signs', async () => {
    const blog = await servedBlog({});
    await followedServer(blog);
    const actor = `${blog.origin}/ap/actors/james`;
    const pem = async (): Promise<string> => {
      const response = await fetch(actor, { headers: { accept: 'application/activity+json' } });
      return ((await response.json()) as { publicKey: { publicKeyPem: string } }).publicKey.publicKeyPem;
    };
    const before = await pem();
    const { code, out } = await blog.run('accounts', 'rotate', 'james', '--yes');
    expect(code).toBe(0);
    expect(out).toMatch(
      /has new keys:\n {2}RSA {6}SHA256:.*\n {2}Ed25519 {2}SHA256:.*\nThe running server tells 1 follower, /,
    );
    await vi.waitUntil(async () => (await pem()) !== before, { timeout: 20_000 });
    const [update] = await blog.arrived(1);
    if (!update) throw new Error('nothing came');
    const { method, url, headers } = update.request;
    const asReceived = { method, url: new URL(url).pathname, headers };
    expect(verifySignature(asReceived, before)).toEqual({ keyId: `${actor}#main-key` });
    expect(verifySignature(asReceived, await pem())).toBeNull();
    expect(update.activity).toMatchObject({
      type: 'Update',
      object: { id: actor, publicKey: { publicKeyPem: await pem() } },
    });

    await blog.site.write('content/posts/hello.md', '---\ntitle: Hello\n---\n');
    await blog.run('publish');
    const [, create] = await blog.arrived(2);
    expect(create).toMatchObject({ verified: true, activity: { type: 'Create' } });
    const {
      accounts: [james],
    } = JSON.parse((await blog.run('accounts', '--json')).out);
    expect(james.keys.map(({ retired }: { retired: string | null }) => retired === null)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(createPublicKey(await pem()).asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  test('asks before it does that, and takes no answer for no', async () => {
    const { site, run } = await servedBlog({});
    const before = (await run('accounts')).out;
    const no = scriptedCall({ words: ['rotate', 'james'], flags: { site: site.folder }, answers: [''] });
    expect(await accounts.run(no.call)).toBe(0);
    expect(no.said.out.at(-1)).toBe('Nothing was done.');
    expect(no.asked).toEqual(['Do that now? yes or']);
    expect((await run('accounts', 'rotate', '@james')).err).toContain('Say so with --yes.');
    expect((await run('accounts')).out).toBe(before);
    const yes = scriptedCall({ words: ['rotate', 'james'], flags: { site: site.folder }, answers: ['yes'] });
    expect(await accounts.run(yes.call)).toBe(0);
    expect(yes.said.out.join('\n')).toMatch(fingerprint);
    expect((await run('accounts')).out).toMatch(/RSA key .* to .*, retired/);
  });

  test.each([
    [['rotate'], 2, /Say whose keys/],
    [['rotate', 'nobody'], 1, /There is no account "nobody" .* There are: @james@/],
    [['make'], 2, /nothing that accounts does/],
    [['list', '--yes'], 2, /does not go with list/],
  ])('refuses %s', async (words, expected, said) => {
    const { code, err } = await (await servedBlog({})).run('accounts', ...words);
    expect(code).toBe(expected);
    expect(err).toMatch(said);
  });
});
