import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Site } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { engines } from '../support/databases.ts';
import { type Peer, startPeer, verifySignature } from '../support/peer.ts';
import { blogSite, james, type Served, serve } from './sample.ts';

const path = '/.well-known/webfinger';
const week = 7 * 24 * 3600_000;

describe.each(engines)('a name that points to an account elsewhere, on $name', ({ open }) => {
  let database: Database;
  let peer: Peer;
  let other: Peer;
  let site: Site;
  const running: Served[] = [];

  beforeAll(async () => {
    [peer, other] = [await startPeer(), await startPeer()];
    const pointer = { user: 'makkes', host: 'blog.example.com', identityOf: `makkes@${peer.host}` };
    site = { ...blogSite, pointers: [pointer] };
  });
  beforeEach(async () => {
    database = await open();
    peer.received.length = 0;
    peer.at(path, good());
    other.at(path, null);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((served) => served.close()));
    await database.close();
  });
  afterAll(() => Promise.all([peer.close(), other.close()]));

  const jrd = (own: object = {}) => ({
    subject: `acct:makkes@${peer.host}`,
    aliases: [`${peer.origin}/@makkes`, `${peer.origin}/users/makkes`],
    links: [
      { rel: 'self', type: 'application/activity+json', href: `${peer.origin}/users/makkes` },
      { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: `${peer.origin}/@makkes` },
      { rel: 'http://webfinger.net/rel/avatar', type: 'image/png', href: `${peer.origin}/avatar.png` },
      { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${peer.origin}/authorize?uri={uri}` },
    ],
    ...own,
  });
  const good = (own: object = {}) => ({ type: 'application/jrd+json; charset=utf-8', json: jrd(own) });

  async function begin(): Promise<Served> {
    const served = await serve(database, { site, allowed: [peer.host, other.host] });
    running.push(served);
    return served;
  }
  const ask = (served: Served) => served.get(`${path}?resource=acct:makkes@blog.example.com`);
  const said = async (served: Served): Promise<unknown> => (await ask(served)).json();

  it('gets 503 with Retry-After before that server has answered', async () => {
    const response = await ask(await begin());
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('gets the other account’s descriptor: its subject, never ours', async () => {
    peer.at(path, good({ properties: { a: 'b' }, evil: '<script>' }));
    const served = await begin();
    expect(await served.federation.start()).toEqual([]);
    const response = await ask(served);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/jrd+json');
    expect(await response.json()).toEqual(jrd());
  });

  it('is asked for by a signed request', async () => {
    const served = await begin();
    await served.federation.start();
    const [received] = peer.received;
    expect(received?.url).toBe(`${path}?resource=${encodeURIComponent(`acct:makkes@${peer.host}`)}`);
    const actor = (await served.json('/ap/actors/james')) as { publicKey: { id: string; publicKeyPem: string } };
    expect(received && verifySignature(received, actor.publicKey.publicKeyPem)).toEqual({ keyId: actor.publicKey.id });
  });

  it('has no actor and no page here', async () => {
    const served = await begin();
    await served.federation.start();
    expect((await served.get('/ap/actors/makkes')).status).toBe(404);
    expect((await served.get(`${path}?resource=https://blog.example.com/@makkes`)).status).toBe(404);
  });

  it('is asked again after a week, not before, and not at a restart', async () => {
    const served = await begin();
    await served.federation.start();
    await (await begin()).federation.start();
    await served.clock.advance(week - 1000);
    await served.federation.tend();
    expect(peer.received).toHaveLength(1);
    peer.at(path, good({ aliases: [] }));
    await served.clock.advance(2000);
    await served.federation.tend();
    expect(peer.received).toHaveLength(2);
    expect(await said(served)).toEqual(jrd({ aliases: [] }));
  });

  it('keeps its last good answer through a restart while the server is down', async () => {
    await (await begin()).federation.start();
    peer.at(path, { status: 502, text: 'Bad Gateway' });
    const served = await begin();
    await served.clock.advance(week * 3);
    await served.federation.tend();
    expect(await said(served)).toEqual(jrd());
    expect(served.federation.problems()).toMatchObject([{ path: 'postern.yaml', severity: 'warning' }]);
    expect(served.federation.problems()[0]?.what).toContain('502');
    // It is left in peace for an hour.
    expect(peer.received).toHaveLength(2);
    await served.clock.advance(3000_000);
    await served.federation.tend();
    expect(peer.received).toHaveLength(2);
    await served.clock.advance(601_000);
    await served.federation.tend();
    expect(peer.received).toHaveLength(3);
  });

  const self = (href: string, type = 'application/activity+json') => [{ rel: 'self', type, href }];
  const hostile: [string, () => Parameters<Peer['at']>[1]][] = [
    ['another subject', () => good({ subject: `acct:mallory@${peer.host}` })],
    ['our own subject', () => good({ subject: 'acct:james@blog.example.com' })],
    ['no subject', () => good({ subject: null })],
    ['an actor by javascript:', () => good({ links: self('javascript:alert(1)') })],
    ['an actor by data:', () => good({ links: self('data:text/plain,x') })],
    ['an actor with a password in its URL', () => good({ links: self(`http://a:b@${peer.host}/users/makkes`) })],
    ['an actor of another media type', () => good({ links: self(`${peer.origin}/users/makkes`, 'text/html') })],
    ['an actor on a host that was not allowed', () => good({ links: self('http://127.0.0.1:9/users/makkes') })],
    ['somebody’s actor on another host', () => good({ links: self(`${other.origin}/users/victim`) })],
    ['no links', () => good({ links: [] })],
    ['links that are no list', () => good({ links: { rel: 'self' } })],
    ['ten megabytes', () => ({ type: 'application/jrd+json', text: JSON.stringify(jrd()) + ' '.repeat(10_000_000) })],
    ['a redirect to a private address', () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } })],
    ['a redirect to itself', () => ({ status: 302, headers: { location: path } })],
    ['a page', () => ({ type: 'text/html', text: JSON.stringify(jrd()) })],
    ['no JSON', () => ({ type: 'application/jrd+json', text: '{"subject":' })],
    ['a list', () => ({ type: 'application/jrd+json', json: [jrd()] })],
    ['404', () => ({ status: 404, text: 'gone' })],
    ['a closed connection', () => (_request, response) => void response.destroy()],
  ];

  it.each(hostile)('is not changed by %s', async (_, reply) => {
    const served = await begin();
    await served.federation.start();
    peer.at(path, reply());
    await served.clock.advance(week + 1000);
    await served.federation.tend();
    expect(peer.received.length).toBeGreaterThan(1);
    expect(await said(served)).toEqual(jrd());
    expect(served.federation.problems()).toHaveLength(1);
    expect(served.logged.join('\n')).not.toContain('<script>');
  });

  it('takes over no link, alias or template that does not lead to its own hosts', async () => {
    peer.at(
      path,
      good({
        aliases: ['https://evil.example/@makkes', 'javascript:alert(1)', 7, `${peer.origin}/@makkes`],
        links: [
          ...self(`${peer.origin}/users/makkes`),
          { rel: 'http://webfinger.net/rel/profile-page', href: 'https://evil.example/' },
          { rel: 'http://webfinger.net/rel/avatar', href: 'javascript:alert(1)' },
          { rel: 'http://ostatus.org/schema/1.0/subscribe', template: 'https://evil.example/?uri={uri}' },
          { rel: 'http://ostatus.org/schema/1.0/subscribe', template: 'javascript:{uri}' },
          { rel: 'self', type: 'application/activity+json', href: 'https://evil.example/second' },
          { rel: 'anything', href: `${peer.origin}/x` },
        ],
      }),
    );
    const served = await begin();
    await served.federation.start();
    expect(await said(served)).toEqual({
      subject: `acct:makkes@${peer.host}`,
      aliases: [`${peer.origin}/@makkes`],
      links: self(`${peer.origin}/users/makkes`),
    });
  });

  it('may have its actor on another host, if that host says so too', async () => {
    const there = { links: self(`${other.origin}/users/makkes`), aliases: [] };
    peer.at(path, good(there));
    other.at(path, good(there));
    const served = await begin();
    expect(await served.federation.start()).toEqual([]);
    expect(await said(served)).toEqual(jrd(there));
  });

  it('says under which name the account wants to be known', async () => {
    peer.at(path, good({ subject: 'acct:makkes@canonical.example' }));
    const served = await begin();
    const [problem] = await served.federation.start();
    expect(problem?.mend).toBe('Write @makkes@canonical.example if that is the account.');
    expect((await ask(served)).status).toBe(503);
  });

  it('stands in a former account’s place: its actor becomes an alias of ours', async () => {
    const accounts = [{ ...james, aliases: [`@makkes@${peer.host}`, 'https://old.example/users/james'] }];
    const served = await serve(database, { site: { ...blogSite, accounts }, allowed: [peer.host] });
    running.push(served);
    expect((await served.json('/ap/actors/james')).alsoKnownAs).toEqual(['https://old.example/users/james']);
    await served.federation.start();
    expect((await served.json('/ap/actors/james')).alsoKnownAs).toEqual([
      `${peer.origin}/users/makkes`,
      'https://old.example/users/james',
    ]);
  });
});
