import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Site } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { engines } from '../support/databases.ts';
import { type Peer, startPeer } from '../support/peer.ts';
import { aPost, blogSite, james, postsOf, type Served, serve } from './sample.ts';

const path = '/.well-known/webfinger';

describe.each(engines)('a handle on another host than the blog, on $name', ({ open }) => {
  let database: Database;
  let peer: Peer;
  let site: Site;
  const running: Served[] = [];

  beforeAll(async () => {
    peer = await startPeer();
    site = { ...blogSite, accounts: [{ ...james, host: peer.host }] };
  });
  beforeEach(async () => {
    database = await open();
    peer.received.length = 0;
    peer.at(path, null);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((served) => served.close()));
    await database.close();
  });
  afterAll(() => peer.close());

  const leadsHere = (actor = 'https://blog.example.com/ap/actors/james') => ({
    type: 'application/jrd+json',
    json: {
      subject: `acct:james@${peer.host}`,
      links: [{ rel: 'self', type: 'application/activity+json', href: actor }],
    },
  });

  async function begin(allowed: string[] = [], origin = site.origin): Promise<Served> {
    const served = await serve(database, {
      site: { ...site, origin },
      posts: postsOf([aPost()]),
      allowed: [peer.host, ...allowed],
    });
    running.push(served);
    return served;
  }
  const statuses = async (served: Served) =>
    Promise.all(
      ['/ap/actors/james', '/ap/actors/james/outbox', '/ap/posts/hello', '/ap/posts/hello/create'].map(
        async (address) => (await served.get(address)).status,
      ),
    );

  it('keeps the account from other servers until that host leads here, and says why and what to do', async () => {
    const served = await begin();
    const [problem] = await served.federation.start();
    expect(problem).toMatchObject({ path: 'postern.yaml', severity: 'error' });
    expect(problem?.what).toContain(`${peer.host} does not lead to this blog for @james@${peer.host}`);
    expect(problem?.what).toContain('404');
    expect(problem?.mend).toContain('postern webfinger export');
    expect(await statuses(served)).toEqual([503, 503, 503, 503]);
    expect((await served.get('/ap/actors/james')).headers.get('retry-after')).toBe('300');
  });

  it('still answers WebFinger meanwhile, since the other host may lead here', async () => {
    const served = await begin();
    await served.federation.start();
    const response = await served.get(`${path}?resource=acct:james@${peer.host}`);
    expect(await response.json()).toMatchObject({ subject: `acct:james@${peer.host}` });
  });

  it('is looked at again every few minutes, and begins as soon as it leads here', async () => {
    const served = await begin();
    await served.federation.start();
    peer.at(path, leadsHere());
    await served.clock.advance(5 * 60_000);
    await served.federation.tend();
    expect(await statuses(served)).toEqual([200, 200, 200, 200]);
    expect(served.federation.problems()).toEqual([]);
    expect((await served.json('/ap/actors/james')).webfinger).toBe(`james@${peer.host}`);
    // From then on once an hour.
    peer.received.length = 0;
    await served.clock.advance(5 * 60_000);
    await served.federation.tend();
    expect(peer.received).toEqual([]);
  });

  it('may lead here by a redirect', async () => {
    const here = await begin();
    const served = await begin([new URL(here.origin).host]);
    peer.at(path, (request, response) => {
      response.writeHead(301, { location: `${here.origin}${request.url}` }).end();
    });
    expect(await served.federation.start()).toEqual([]);
    expect(await statuses(served)).toEqual([200, 200, 200, 200]);
  });

  it('goes on after a restart while that host is silent, and stops when it leads elsewhere', async () => {
    peer.at(path, leadsHere());
    await (await begin()).federation.start();
    peer.at(path, { status: 503, text: 'later' });
    const served = await begin();
    await served.clock.advance(2 * 3600_000);
    expect(await served.federation.start()).toMatchObject([{ severity: 'warning' }]);
    expect(await statuses(served)).toEqual([200, 200, 200, 200]);
    peer.at(path, leadsHere('https://elsewhere.example/users/james'));
    await served.federation.tend();
    expect(await statuses(served)).toEqual([503, 503, 503, 503]);
    expect(served.federation.problems()[0]?.what).toContain('https://elsewhere.example/users/james');
    expect((await begin()).federation.problems()).toEqual([]);
  });

  it('does not go on at another address of the blog, to which nobody leads yet', async () => {
    peer.at(path, leadsHere());
    await (await begin()).federation.start();
    peer.at(path, { status: 503, text: 'later' });
    const moved = await begin([], 'https://new.example.com');
    await moved.federation.start();
    expect(await statuses(moved)).toEqual([503, 503, 503, 503]);
  });
});

it('a handle on the blog’s own host needs nobody', async () => {
  const [sqlite] = engines;
  if (!sqlite) throw new Error('no engine');
  const database = await sqlite.open();
  const served = await serve(database);
  expect(await served.federation.start()).toEqual([]);
  expect((await served.get('/ap/actors/james')).status).toBe(200);
  await served.close();
  await database.close();
});
