import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { makeKey, type Scheme, type SignOptions, type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

let ada: Stranger;
let bob: Stranger;

beforeAll(async () => {
  [ada, bob] = await Promise.all([startStranger(), startStranger({ user: 'bob', authorisedFetch: true })]);
});
beforeEach(() => {
  for (const { inbox, asked, behave } of [ada, bob]) {
    inbox.length = 0;
    asked.length = 0;
    behave({});
  }
});
afterAll(async () => {
  await Promise.all([ada.close(), bob.close()]);
});

const send = (options: SignOptions = {}) =>
  ada.deliver(bob.user.inbox, ada.activity('Follow', bob.user.id), options).then(({ status }) => status);

describe.each<Scheme>(['draft-cavage', 'rfc9421'])('a server of the tests, by %s', (scheme) => {
  it('believes another one that signs, and asks for its key once', async () => {
    expect(await send({ scheme })).toBe(202);
    expect(await send({ scheme })).toBe(202);
    expect(bob.inbox).toMatchObject([
      { verified: true, why: '', scheme, user: 'bob', activity: { type: 'Follow', actor: ada.user.id } },
      { verified: true },
    ]);
    expect(ada.count('/users/ada')).toBeLessThanOrEqual(1);
  });

  it.each<[string, SignOptions]>([
    ['a digest of something else', { digest: scheme === 'rfc9421' ? 'sha-256=:AAAA:' : 'SHA-256=AAAA' }],
    [
      'a body that is not covered',
      { covered: scheme === 'rfc9421' ? ['@method', '@target-uri'] : ['(request-target)', 'host', 'date'] },
    ],
    ['another time', { now: new Date(Date.now() - 2 * 3_600_000) }],
    ['another key', { key: makeKey().privateKey }],
    ['the id of no key', { keyId: `http://127.0.0.1:1/nobody#main-key` }],
    ['no signature', { afterwards: { signature: null, 'signature-input': null } }],
  ])('refuses %s', async (_, options) => {
    expect(await send({ scheme, ...options })).toBe(401);
    expect(bob.inbox).toMatchObject([{ verified: false, why: expect.stringMatching(/./) }]);
  });

  it('notices that another one has a new key', async () => {
    expect(await send({ scheme })).toBe(202);
    ada.rotateKey();
    expect(await send({ scheme })).toBe(202);
  });
});

describe('a server of the tests', () => {
  it('shows its actors to those who sign alone, where it wants that', async () => {
    expect((await fetch(bob.user.id)).status).toBe(401);
    expect(JSON.parse((await ada.get(bob.user.id)).text)).toMatchObject({ id: bob.user.id, inbox: bob.user.inbox });
  });

  it('is found by its handle', async () => {
    const found = await fetch(`${ada.origin}/.well-known/webfinger?resource=acct:ada@${ada.host}`);
    expect(await found.json()).toMatchObject({ links: [{ rel: 'self', href: ada.user.id }] });
    expect((await fetch(`${ada.origin}/.well-known/webfinger?resource=acct:eve@${ada.host}`)).status).toBe(404);
  });

  it('is slow, and cuts what it was saying, when it is told to', async () => {
    const follow = bob.activity('Follow', ada.user.id);
    ada.behave({ slow: 300, body: 'slow' });
    const slow = bob.deliver(ada.user.inbox, follow);
    await until(() => ada.inbox.length === 1);
    ada.behave({ body: 'quick' });
    expect(await Promise.race([slow, bob.deliver(ada.user.inbox, follow)])).toMatchObject({ text: 'quick' });
    expect(await slow).toMatchObject({ status: 202, text: 'slow' });
    ada.behave({ cut: 'within' });
    await expect(bob.deliver(ada.user.inbox, follow)).rejects.toThrow();
    ada.behave({ silent: true });
    const silent = bob.deliver(ada.user.inbox, follow);
    await until(() => ada.inbox.length === 4);
    ada.behave({ drip: 5 });
    const dripping = bob.deliver(ada.user.inbox, follow);
    await until(() => ada.inbox.length === 5);
    await Promise.all([ada.stop(), expect(silent).rejects.toThrow(), expect(dripping).rejects.toThrow()]);
    await ada.start();
    ada.behave({});
    expect(await bob.deliver(ada.user.inbox, follow)).toMatchObject({ status: 202 });
  });

  it('answers as it is told, and refuses the scheme that it is told to', async () => {
    bob.behave({ status: 503, retryAfter: 7, body: 'later' });
    const reply = await ada.deliver(bob.user.inbox, ada.activity('Follow', bob.user.id));
    expect(reply).toMatchObject({ status: 503, text: 'later', headers: { 'retry-after': '7' } });
    bob.behave({ refuses: 'draft-cavage' });
    expect([await send(), await send({ scheme: 'rfc9421' })]).toEqual([401, 202]);
    bob.behave({ cut: 'before' });
    await expect(send()).rejects.toThrow();
  });

  it('has several users behind one shared inbox, and is gone when it says so', async () => {
    const eve = bob.addUser('eve', { path: '/?author=2', key: '/main-key' });
    expect(eve.sharedInbox).toBe(bob.user.sharedInbox);
    expect(JSON.parse((await ada.get(eve.id)).text)).toMatchObject({ id: eve.id, publicKey: { id: eve.keyId } });
    eve.vanish(410);
    expect((await ada.get(eve.id)).status).toBe(410);
  });
});

describe('a reachable blog', () => {
  let blog: TestBlog;
  beforeAll(async () => {
    blog = await startBlog({}, { reachable: true });
  });
  afterAll(() => blog.dispose());

  it('is where its documents say, also after a restart', async () => {
    const id = `${blog.app.config.site.origin}/ap/actors/james`;
    for (const again of [false, true]) {
      if (again) await blog.restart();
      expect(blog.app.url).toContain(`:${new URL(id).port}`);
      expect(JSON.parse((await ada.get(id)).text)).toMatchObject({ id });
    }
  });
});
