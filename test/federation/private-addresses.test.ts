import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createFollowers } from '../../src/federation/followers/followers.ts';
import { replyTo } from '../../src/federation/followers/reply.ts';
import { createLedger } from '../../src/federation/ledger/ledger.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

// Whole blogs and other servers for each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** Something that listens on this machine and counts who connects, whatever they want. */
interface Listener {
  port: number;
  connections(): number;
}

async function listen(host = '127.0.0.1'): Promise<Listener | null> {
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  const listening = await new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false));
    server.listen(0, host, () => resolve(true));
  });
  if (!listening) return null;
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.address() as AddressInfo).port, connections: () => count };
}

async function neighbour(): Promise<Listener> {
  const listener = await listen();
  if (!listener) throw new Error('127.0.0.1 cannot be listened at.');
  return listener;
}

async function blogThatMayReach(allowed: string): Promise<TestBlog> {
  const blog = await startBlog({}, { reachable: true, environment: { POSTERN_ALLOW_PRIVATE_ADDRESSES: allowed } });
  onTestFinished(() => blog.dispose());
  return blog;
}

async function strangerHere(): Promise<Stranger> {
  const stranger = await startStranger();
  onTestFinished(() => stranger.close());
  return stranger;
}

const actorOf = ({ app: { config } }: TestBlog) => `${config.site.origin}/ap/actors/james`;

/** Sends a Follow in the name of an actor that is said to be there. The answer is the status. */
async function followFrom(
  blog: TestBlog,
  sender: Stranger,
  actor: string,
  keyId = `${actor}#main-key`,
): Promise<number> {
  const object = actorOf(blog);
  const activity = {
    '@context': 'https://www.w3.org/ns/activitystreams',
    ...{ id: `${actor}/follow/${Math.random()}`, type: 'Follow', actor, object },
  };
  return (await sender.deliver(`${object}/inbox`, activity, { keyId })).status;
}

/** Has the ledger send something to an inbox, and waits for what comes of the first attempt. */
async function send(blog: TestBlog, inbox: string): Promise<{ outcome: string | null; error: string | null }> {
  const { database, config } = blog.app;
  const { origin } = new URL(inbox);
  const follow = { uri: `${origin}/users/eve`, inbox, follow: `${origin}/follow` };
  const accept = replyTo(follow, 'Accept', { site: config.site, account: { id: 'james' }, now: new Date() });
  const ledger = createLedger({ database, now: () => new Date() });
  await database.atomically((query) => ledger.add(query, accept, new Date()));
  const { activities, deliveries } = database.tables;
  return until(async () => {
    const rows = await database.query.select().from(deliveries);
    const keys = await database.query.select().from(activities);
    const key = keys.find(({ uri }) => uri === accept.id)?.key;
    const row = rows.find(({ activity }) => activity === key);
    return row && row.attempts > 0 ? row : null;
  });
}

async function followers(blog: TestBlog): Promise<string[]> {
  return (await createFollowers({ database: blog.app.database }).list()).map(({ uri }) => uri);
}

test('nothing on this machine or in its network is reached unless it is allowed', async () => {
  const [blog, stranger, target, six] = await Promise.all([
    blogThatMayReach(''),
    strangerHere(),
    neighbour(),
    listen('::1'),
  ]);
  const hosts = [
    ...[
      '127.0.0.1',
      'localhost',
      '127.1',
      '0x7f000001',
      '2130706433',
      '0.0.0.0',
      '[::ffff:127.0.0.1]',
      'LOCALHOST.',
      'me.localhost',
    ],
    ...(six ? ['[::1]'] : []),
  ];
  const sent: [host: string, ReturnType<typeof send>][] = [];
  for (const host of hosts) {
    const port = host === '[::1]' ? six?.port : target.port;
    for (const scheme of ['http', 'https']) {
      const status = await followFrom(blog, stranger, `${scheme}://${host}:${port}/users/eve`);
      expect([host, scheme, status === 202 || (status >= 400 && status < 500)]).toEqual([host, scheme, true]);
    }
    // Where nobody would have to name a port.
    await followFrom(blog, stranger, `https://${host}/users/eve`);
    sent.push([host, send(blog, `http://${host}:${port}/inbox`)]);
  }
  for (const [host, attempt] of sent) expect([host, (await attempt).outcome]).toEqual([host, 'failed']);
  // The key alone, in the name of somebody who lives elsewhere.
  await followFrom(blog, stranger, 'https://example.invalid/users/eve', `http://127.0.0.1:${target.port}/key`);
  expect([target.connections(), six?.connections() ?? 0, stranger.asked.length]).toEqual([0, 0, 0]);
  expect(await followers(blog)).toEqual([]);
});

test('what is allowed is reached by http, for fetches and deliveries, and its neighbour is not', async () => {
  const [stranger, target] = await Promise.all([strangerHere(), neighbour()]);
  const blog = await blogThatMayReach(stranger.host);
  const beside = `http://127.0.0.1:${target.port}`;

  expect((await stranger.follow(actorOf(blog), `${actorOf(blog)}/inbox`)).status).toBe(202);
  await until(() => stranger.inbox.length === 1);
  expect(stranger.inbox[0]).toMatchObject({ verified: true, activity: { type: 'Accept' } });
  expect(await followers(blog)).toEqual([stranger.user.id]);

  // The same machine at another port, and by another name.
  const byName = stranger.origin.replace('127.0.0.1', 'localhost');
  const asked = stranger.asked.length;
  const sent: ReturnType<typeof send>[] = [];
  for (const origin of [beside, beside.replace('127.0.0.1', 'localhost'), byName]) {
    expect((await followFrom(blog, stranger, `${origin}/users/eve`)) >= 202).toBe(true);
    sent.push(send(blog, `${origin}/inbox`));
  }
  for (const attempt of sent) expect((await attempt).outcome).toBe('failed');
  expect([target.connections(), stranger.asked.length]).toEqual([0, asked]);

  // From the one that is allowed to the one that is not: by a redirect of its actor, and by the inbox that it names.
  const bob = stranger.addUser('bob');
  stranger.at('/users/bob', (_, response) => response.writeHead(302, { location: `${beside}/users/bob` }).end());
  expect((await stranger.follow(actorOf(blog), `${actorOf(blog)}/inbox`, { by: bob })).status).toBe(401);
  const cat = stranger.addUser('cat', {
    document: { inbox: `${beside}/inbox`, endpoints: { sharedInbox: `${beside}/inbox` } },
  });
  const { status } = await stranger.follow(actorOf(blog), `${actorOf(blog)}/inbox`, { by: cat });
  expect(status === 202 || status >= 400).toBe(true);
  // A delivery that is redirected there ends where it is.
  stranger.at('/users/ada/inbox', (_, response) => response.writeHead(307, { location: `${beside}/inbox` }).end());
  expect((await send(blog, stranger.user.inbox)).outcome).not.toBe('delivered');
  expect(target.connections()).toBe(0);
  expect(await followers(blog)).toEqual([stranger.user.id]);
});

test('the listeners would notice: where this machine is allowed, they are connected to', async () => {
  const [blog, stranger, target] = await Promise.all([blogThatMayReach('loopback'), strangerHere(), neighbour()]);
  await followFrom(blog, stranger, `http://127.0.0.1:${target.port}/users/eve`);
  const fetches = target.connections();
  expect(fetches).toBeGreaterThan(0);
  await send(blog, `http://localhost:${target.port}/inbox`);
  expect(target.connections()).toBeGreaterThan(fetches);
});
