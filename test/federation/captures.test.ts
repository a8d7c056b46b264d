import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from '../../src/database/drizzle.ts';
import { readPerson } from '../../src/federation/people/read-person.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import type { Json, Stranger, StrangerUser } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { type Capture, delivered, followOf, linesOf, read, replaced, servers, standIn } from './captures.ts';

describe.each(servers)('what $name really sent', (server) => {
  let blog: TestBlog;
  let stranger: Stranger;
  let user: StrangerUser;
  let actor: string;
  const recorded = delivered(server);
  const named = (end: string) => recorded.filter(({ name }) => name.endsWith(end));
  const follow = followOf(server);

  beforeAll(async () => {
    blog = await startBlog({}, { reachable: true });
    actor = `${blog.app.config.site.origin}/ap/actors/james`;
    ({ stranger, user } = await standIn(server));
  });
  afterAll(async () => {
    await blog.dispose();
    await stranger.close();
  });

  const again = (body: Json) => replaced(body, server, stranger.origin, { origin: new URL(actor).origin, actor });
  const inboxOf = ({ request }: Capture) =>
    /\/(?:shared-)?inbox$/.test(new URL(request.url).pathname) && new URL(request.url).pathname.split('/').length === 2
      ? `${new URL(actor).origin}/ap/inbox`
      : `${actor}/inbox`;

  /** Signs it anew as that server did: the same headers covered, under the same name of the algorithm. */
  function send(capture: Capture, body: Json = again(capture.body)): Promise<{ status: number; text: string }> {
    const { headers, covered, algorithm } = linesOf(capture);
    const { accept = '*/*', 'user-agent': agent = 'none', 'content-type': type = '' } = headers;
    const sent = { accept, 'user-agent': agent, 'content-type': type };
    return stranger.deliver(inboxOf(capture), body, { by: user, covered, algorithm, headers: sent });
  }

  async function following(): Promise<string[]> {
    const { followers, people } = blog.app.database.tables;
    const rows = await blog.app.database.query
      .select({ uri: people.uri, state: followers.state })
      .from(followers)
      .innerJoin(people, eq(people.key, followers.person));
    return rows.map(({ uri, state }) => `${uri} ${state}`);
  }

  /** Whatever an activity could change, but the memory of what came in. */
  async function everything(): Promise<unknown> {
    const { hosts, inboxes, people, followers, activities, deliveries, announcements, objects, posts, blocks } =
      blog.app.database.tables;
    const tables = [hosts, inboxes, people, followers, activities, deliveries, announcements, objects, posts, blocks];
    return Promise.all(tables.map((table) => blog.app.database.query.select().from(table)));
  }

  const answered = () =>
    until(async () => {
      const { deliveries } = blog.app.database.tables;
      const rows = await blog.app.database.query.select().from(deliveries);
      return rows.length > 0 && rows.every(({ outcome }) => outcome === 'delivered');
    });

  async function isFollowed(): Promise<void> {
    stranger.inbox.length = 0;
    const id = `${user.id}#follow-${Math.random()}`;
    expect((await send(follow, { ...again(follow.body), id })).status).toBe(202);
    await until(() => stranger.inbox.length > 0);
    await answered();
    expect(await following()).toEqual([`${user.id} accepted`]);
  }

  it('is refused with the signature that it had then, and nobody is asked for anything', async () => {
    const before = await everything();
    for (const capture of recorded) {
      const { headers } = linesOf(capture);
      const bytes = Buffer.from(JSON.stringify(capture.body));
      const then = { ...headers, host: new URL(actor).host, 'content-length': String(bytes.length) };
      const reply = await stranger.deliver(inboxOf(capture), bytes, { by: user, afterwards: then });
      expect([capture.name, reply.status]).toEqual([capture.name, 401]);
    }
    expect(await everything()).toEqual(before);
    expect(stranger.asked).toEqual([]);
  });

  it('is refused when the old signature stands over what is said today', async () => {
    const before = await everything();
    const { headers } = linesOf(follow);
    const signature = (headers.signature ?? '').replaceAll(server.origin, stranger.origin);
    const body = again(follow.body);
    const { covered, algorithm } = linesOf(follow);
    const knobs = { by: user, covered, algorithm, headers: { 'content-type': headers['content-type'] ?? '' } };
    const reply = await stranger.deliver(inboxOf(follow), body, { ...knobs, afterwards: { signature } });
    expect(reply.status).toBe(401);
    expect(await everything()).toEqual(before);
  });

  it('is accepted when it is a Follow, and answered with an Accept that it can verify', async () => {
    const body = again(follow.body);
    expect(await send(follow)).toMatchObject({ status: 202 });
    const accept = await until(() => stranger.inbox[0]);
    expect(accept).toMatchObject({
      verified: true,
      why: '',
      user: user.name,
      activity: { type: 'Accept', actor, object: { type: 'Follow', id: body.id, actor: user.id, object: actor } },
    });
    await answered();
    expect(await following()).toEqual([`${user.id} accepted`]);
  });

  const plain = recorded.filter(
    ({ name }) => !name.endsWith('/follow') && !name.endsWith('/undo-follow') && !name.endsWith('/update-person'),
  );
  it.each(plain.map((capture) => [capture.name, capture] as const))(
    'is answered with 202 and changes nothing when it is %s',
    async (_, capture) => {
      const before = await everything();
      stranger.inbox.length = 0;
      expect(await send(capture)).toMatchObject({ status: 202 });
      expect(await everything()).toEqual(before);
      expect(stranger.inbox).toEqual([]);
    },
  );

  it.each(named('/update-person').map((capture) => [capture.name, capture] as const))(
    'has its actor read again when it is %s',
    async (_, capture) => {
      await isFollowed();
      const asked = stranger.count(server.path, 'GET');
      expect(await send(capture)).toMatchObject({ status: 202 });
      expect(stranger.count(server.path, 'GET')).toBe(asked + 1);
      expect(await following()).toEqual([`${user.id} accepted`]);
    },
  );

  it.each(named('/undo-follow').map((capture) => [capture.name, capture] as const))(
    'ends the following when it is %s',
    async (_, capture) => {
      await isFollowed();
      expect(await send(capture)).toMatchObject({ status: 202 });
      expect(await following()).toEqual([]);
    },
  );

  it('ends the following when it deletes its actor', async () => {
    await isFollowed();
    const [shape = follow] = named('/delete-tombstone').concat(named('/delete'));
    const body = { ...again(shape.body), id: `${user.id}#delete`, type: 'Delete', object: user.id };
    expect(await send(shape, body)).toMatchObject({ status: 202 });
    expect(await following()).toEqual([]);
  });
});

describe('actors as real servers show them', () => {
  it.each([
    ['snac/document-person', 'alice', 'https://snac.test/alice/inbox', null],
    ['hollo/document-person', 'holly', 'https://hollo.test/@holly/inbox', 'https://hollo.test/inbox'],
    ['wordpress/document-person', 'admin', 'https://wp.test/wp-json/activitypub/1.0/actors/1/inbox', null],
  ])('%s is read', (name, user, inbox, sharedInbox) => {
    const { body } = read(name);
    expect(readPerson(body, String(body.id))).toMatchObject({ uri: body.id, user, inbox, sharedInbox });
  });

  it('wordpress/document-application is read: what signs its fetches', () => {
    const { body } = read('wordpress/document-application');
    expect(readPerson(body, String(body.id))).toMatchObject({ uri: body.id, host: 'wp.test' });
  });

  it('gotosocial/document-person is a stub, to which nothing could be sent', () => {
    const { body } = read('gotosocial/document-person');
    expect(readPerson(body, String(body.id))).toBeNull();
  });
});
