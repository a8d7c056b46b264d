import { readFileSync } from 'node:fs';
import { isActor, Object as Thing } from '@fedify/vocab';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createGuard, type Guard, type GuardOptions } from '../../src/federation/guard/guard.ts';
import { isGone, Unasked } from '../../src/federation/load/refused.ts';
import { createLoaders, type Loaders } from '../../src/federation/load.ts';
import { createLog } from '../../src/log.ts';
import { type Peer, startPeer } from '../support/peer.ts';
import { until } from '../support/until.ts';

let peer: Peer;
let other: Peer;
let usual: GuardOptions;
let guard: Guard;
let loaders: Loaders;
const logged: string[] = [];
const log = createLog({ log: 'pretty', logLevel: 'info' }, (line) => logged.push(line));

beforeAll(async () => {
  [peer, other] = [await startPeer(), await startPeer()];
  usual = {
    allowed: [peer.host, other.host],
    userAgent: 'Postern/test',
    sign: async () => ({}),
    isRefused: () => false,
  };
  guard = createGuard(usual);
  loaders = createLoaders(guard, log);
});
afterEach(() => {
  peer.received.length = 0;
  other.received.length = 0;
  logged.length = 0;
});
afterAll(async () => {
  await guard.close();
  await Promise.all([peer.close(), other.close()]);
});

const actor = (own: object = {}) => ({
  '@context': 'https://www.w3.org/ns/activitystreams',
  id: `${peer.origin}/users/gina`,
  type: 'Person',
  url: `${peer.origin}/@gina`,
  publicKey: { id: `${peer.origin}/users/gina/main-key`, publicKeyPem: 'PEM' },
  ...own,
});

describe('a document of another server', () => {
  it('is believed at its own id, in one fetch', async () => {
    peer.at('/users/gina', { json: actor() });
    const { document, documentUrl } = await loaders.forOneTask()(`${peer.origin}/users/gina#main-key`);
    expect(document).toEqual(actor());
    expect(documentUrl).toBe(`${peer.origin}/users/gina`);
    expect(peer.received).toHaveLength(1);
  });

  it('is asked of no blocked host, wherever a redirect or its id leads', async () => {
    const blocking = (isRefused: GuardOptions['isRefused']) => {
      const guard = createGuard({ ...usual, isRefused });
      onTestFinished(() => guard.close());
      return createLoaders(guard, log);
    };
    const blocked = blocking((url) => url.host === other.host);
    const theirs = { ...actor(), id: `${other.origin}/users/gina` };
    other.at('/users/gina', { json: theirs });
    peer.at('/lies', { json: theirs });
    peer.at('/leads', { status: 302, headers: { location: theirs.id } });
    for (const url of [theirs.id, `${peer.origin}/lies`, `${peer.origin}/leads`]) {
      const error: unknown = await blocked
        .forOneTask()(url)
        .catch((thrown: unknown) => thrown);
      expect(String(error)).toContain(`${other.host} is blocked`);
      expect(isGone(error)).toBe(false);
    }
    expect(other.received).toEqual([]);
    expect(peer.received).toHaveLength(2);
    // Where that could not be read, nothing is known of the other side.
    const trouble = new Error('The database is full.');
    const full = blocking(() => Promise.reject(trouble));
    await expect(full.forOneTask()(theirs.id)).rejects.toBe(trouble);
    expect(other.received).toEqual([]);
  });

  it('that is found at the address of its key or its page is fetched once more, from its id', async () => {
    const thin = { id: actor().id, publicKey: actor().publicKey, forged: true };
    for (const path of ['/users/gina/main-key', '/@gina']) {
      peer.at(path, { json: thin });
      const { document, documentUrl } = await loaders.forOneTask()(peer.origin + path);
      expect(document).toEqual(actor());
      expect(documentUrl).toBe(`${peer.origin}/users/gina`);
    }
    expect(peer.received).toHaveLength(4);
  });

  it('that redirects to another actor does not become that actor', async () => {
    peer.at('/users/mallory', { status: 302, headers: { location: '/users/gina' } });
    await expect(loaders.forOneTask()(`${peer.origin}/users/mallory`)).rejects.toThrow('does not name it');
  });

  it('that serves a copy of another actor with another key gets nothing by it', async () => {
    const forged = actor({ publicKey: { id: `${other.origin}/evil#key`, publicKeyPem: 'EVIL' } });
    other.at('/evil', { json: forged });
    await expect(loaders.forOneTask()(`${other.origin}/evil`)).rejects.toThrow('does not name it');
  });

  it('is not believed when its id serves another one', async () => {
    peer.at('/a', { json: { id: `${peer.origin}/b`, type: 'Note' } });
    peer.at('/b', { json: { id: `${peer.origin}/c`, type: 'Note' } });
    await expect(loaders.forOneTask()(`${peer.origin}/a`)).rejects.toThrow('is not what its id');
  });

  it('that is a post found by its page is the one its id serves', async () => {
    const post = { id: `${peer.origin}/posts/1`, type: 'Note', content: 'true' };
    peer.at('/page', { json: { ...post, content: 'forged' } });
    peer.at('/posts/1', { json: post });
    expect((await loaders.forOneTask()(`${peer.origin}/page`)).document).toEqual(post);
  });

  it('that its page redirects to is fetched once', async () => {
    const post = { id: `${other.origin}/posts/1`, type: 'Note' };
    peer.at('/page', { status: 302, headers: { location: post.id } });
    other.at('/posts/1', { json: post });
    expect((await loaders.forOneTask()(`${peer.origin}/page`)).document).toEqual(post);
    expect(other.received).toHaveLength(1);
  });

  it.each([
    ['of another media type', { type: 'text/html', json: {} }, 'not ActivityPub'],
    ['of plain JSON', { type: 'application/json', json: {} }, 'not ActivityPub'],
    ['of JSON-LD without the profile', { type: 'application/ld+json', json: {} }, 'not ActivityPub'],
    ['that is no JSON', { text: '{' }, 'no JSON object'],
    ['that is a list', { json: [] }, 'no JSON object'],
    ['without an id', { json: { type: 'Note' } }, 'no id'],
    ['that is gone', { status: 410, json: {} }, 'answered 410'],
  ])('%s is refused', async (_, reply, reason) => {
    peer.at('/thing', reply);
    await expect(loaders.forOneTask()(`${peer.origin}/thing`)).rejects.toThrow(reason);
  });

  it('that is no UTF-8, or at no URL, is refused', async () => {
    const url = `${peer.origin}/thing`;
    const body = Buffer.from(JSON.stringify({ id: url, name: 'Grün' }), 'latin1');
    const get = async () => ({ status: 200, url, type: 'application/activity+json', body });
    await expect(createLoaders({ get }, log).forOneTask()(url)).rejects.toThrow('no JSON object');
    await expect(loaders.forOneTask()('nonsense')).rejects.toThrow('Invalid URL');
  });

  it('may carry the ActivityStreams profile on JSON-LD', async () => {
    const type = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"; charset=utf-8';
    peer.at('/profiled', { type, json: { id: `${peer.origin}/profiled` } });
    expect((await loaders.forOneTask()(`${peer.origin}/profiled`)).document).toEqual({ id: `${peer.origin}/profiled` });
  });

  it('is the last of four that one task may fetch', async () => {
    const load = loaders.forOneTask();
    for (const name of ['one', 'two', 'three', 'four', 'five']) {
      peer.at(`/${name}`, { json: { id: `${peer.origin}/${name}` } });
      const loading = load(`${peer.origin}/${name}`);
      if (name === 'five') await expect(loading).rejects.toThrow('more than the 4 fetches');
      else await loading;
    }
    expect(peer.received).toHaveLength(4);
  });

  it('is fetched once for one task, and again for another', async () => {
    peer.at('/one', { json: { id: `${peer.origin}/one` } });
    for (const load of [loaders.forOneTask(), loaders.forOneTask()]) {
      await Promise.all([load(`${peer.origin}/one`), load(`${peer.origin}/one#fragment`)]);
      await load(`${peer.origin}/one`);
    }
    expect(peer.received).toHaveLength(2);
  });

  it('is not believed when another host says that it is that document', async () => {
    peer.at('/redirect', { status: 302, headers: { location: `${other.origin}/evil` } });
    other.at('/evil', { json: { id: `${peer.origin}/redirect`, type: 'Person' } });
    await expect(loaders.forOneTask()(`${peer.origin}/redirect`)).rejects.toThrow('another host');
    other.at('/page', { json: { id: `${peer.origin}/redirect`, type: 'Person' } });
    await expect(loaders.forOneTask()(`${other.origin}/page`)).rejects.toThrow('is not what its id');
  });

  it('is gone when its own host says so, and not when one says so that it redirects to', async () => {
    peer.at('/gone', { status: 410 });
    peer.at('/moved', { status: 302, headers: { location: `${other.origin}/gone` } });
    other.at('/gone', { status: 410 });
    const failure = (path: string) =>
      loaders
        .forOneTask()(peer.origin + path)
        .catch((error: unknown) => error);
    expect(isGone(await failure('/gone'))).toBe(true);
    expect(isGone(await failure('/moved'))).toBe(false);
    peer.at('/gone', { status: 500 });
    expect(isGone(await failure('/gone'))).toBe(false);
  });

  it('is one of two that are fetched from a host at a time, and one of a hundred that wait', async () => {
    let [running, most] = [0, 0];
    const answer = Promise.withResolvers<void>();
    // Not the real one, whose sockets would hold back the third as well.
    const get: Guard['get'] = async (url) => {
      running += 1;
      most = Math.max(most, running);
      await answer.promise;
      running -= 1;
      return { status: 500, url, type: '', body: Buffer.alloc(0) };
    };
    const slow = createLoaders({ get }, log);
    const asking = Array.from({ length: 103 }, () => slow.forOneTask()(`${peer.origin}/slow`));
    const settled = Promise.allSettled(asking);
    await expect(asking[102]).rejects.toThrow(Unasked);
    answer.resolve();
    const answered = (await settled).filter((one) => one.status === 'rejected' && !(one.reason instanceof Unasked));
    expect(answered).toHaveLength(102);
    expect(most).toBe(2);
  });
});

describe('a context', () => {
  it('that is not known is read as empty, said once, and never fetched', async () => {
    const url = `${peer.origin}/context.jsonld`;
    peer.at('/context.jsonld', { json: { '@context': { evil: 'x:y' } } });
    for (const _ of [1, 2]) expect((await loaders.contextLoader(url)).document).toEqual({ '@context': {} });
    expect(peer.received).toHaveLength(0);
    expect(logged).toHaveLength(1);
  });

  it.each(['wordpress-person', 'gotosocial-key', 'hollo-person', 'snac-person'])(
    'of a real server is known: %s can be read',
    async (name) => {
      const document = JSON.parse(
        readFileSync(new URL(`../fixtures/federation/${name}.json`, import.meta.url), 'utf8'),
      );
      const read = await Thing.fromJsonLd(document, { ...loaders, documentLoader: loaders.forOneTask() });
      expect(isActor(read)).toBe(true);
      expect(read.id?.href).toBe(document.id);
      expect(logged).toEqual([]);
    },
  );

  it.each(['__proto__', 'constructor', 'toString'])('named %s is none', async (name) => {
    expect((await loaders.contextLoader(name)).document).toEqual({ '@context': {} });
  });

  it('on the host of a Pleroma or Akkoma is known', async () => {
    const { document } = await loaders.contextLoader('https://akkoma.example/schemas/litepub-0.1.jsonld');
    expect(document).toHaveProperty('@context.Emoji');
    const other = await loaders.contextLoader('https://akkoma.example/litepub');
    expect(other.document).toEqual({ '@context': {} });
  });

  it('is not fetched for whoever asks for a document by its name', async () => {
    const { document } = await loaders.forOneTask(0)('https://www.w3.org/ns/activitystreams');
    expect(document).toHaveProperty('@context');
  });

  it('is said to be unknown a thousand times, whatever strangers name', async () => {
    const told = createLoaders(guard, log);
    for (let index = 0; index < 1010; index += 1) await told.contextLoader(`https://a.example/${index}`);
    expect(logged).toHaveLength(1000);
  });
});

describe('a server that is being stopped', () => {
  it('waits for no answer, asks nobody any more, and has learnt nothing of those', async () => {
    const stopping = createGuard({
      allowed: [peer.host],
      userAgent: 'Postern/test',
      sign: async () => ({}),
      isRefused: () => false,
    });
    const load = createLoaders(stopping, log).forOneTask();
    peer.at('/hangs', () => undefined);
    const hanging = load(`${peer.origin}/hangs`).catch((error: unknown) => error);
    await until(() => peer.received.length === 1);
    await stopping.hangUp();
    expect(await hanging).toBeInstanceOf(Unasked);
    await expect(load(`${peer.origin}/users/gina`)).rejects.toThrow(Unasked);
    expect(peer.received).toHaveLength(1);
    await stopping.close();
  });
});
