import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retain } from '../../../src/conversation/retention/retain.ts';
import type { Database } from '../../../src/database/database.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { createGuard, type Guard } from '../../../src/federation/guard/guard.ts';
import type { Taken } from '../../../src/federation/websub/hub.ts';
import { countSubscriptions } from '../../../src/federation/websub/subscriptions.ts';
import { createWebsub, type Websub } from '../../../src/federation/websub/websub.ts';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { createWorker, type Worker } from '../../../src/jobs/worker.ts';
import { createLog } from '../../../src/log.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { engines } from '../../support/databases.ts';
import { type Reader, startReader } from '../../support/reader.ts';
import { until } from '../../support/until.ts';
import { blogSite } from '../sample.ts';

const [minute, hour, day] = [60_000, 3600_000, 86_400_000];
const topic = 'https://blog.example.com/feed.xml';
const secret = 'canary-of-a-subscriber';
/** A feed whose name no question has room for beside a long callback. */
const long = `https://blog.example.com/${encodeURIComponent('ä'.repeat(100))}/feed.xml`;

let reader: Reader;
let other: Reader;
let guard: Guard;

const openGuard = (): Guard =>
  createGuard({
    allowed: 'loopback',
    userAgent: 'Postern/test',
    sign: async () => ({}),
    isRefused: () => false,
    // Names lead nowhere: nobody reaches out of a test.
    resolve: (_name, _options, done) => done(new Error('nowhere'), []),
  });

beforeAll(async () => {
  [reader, other] = await Promise.all([startReader(), startReader()]);
  guard = openGuard();
});
afterAll(async () => {
  await guard?.close();
  await Promise.all([reader?.close(), other?.close()]);
});

describe.each(engines)('the hub, on $name', (engine) => {
  let database: Database;
  let clock: TestClock;
  let feeds: Map<string, string>;
  let blocked: string[];
  let logged: string[];
  let websub: Websub;
  let worker: Worker;
  let ends: (() => Promise<unknown>)[];

  /** A server, as it comes after one that was killed: on the same database, knowing nothing. */
  function run(site: Partial<typeof blogSite> = {}, out: Guard = guard): void {
    const log = createLog({ log: 'json', logLevel: 'debug' }, (line) => logged.push(line), clock.now);
    const made = createWebsub({
      site: { ...blogSite, ...site },
      place: { allowPrivateAddresses: 'loopback' },
      ...{ database, clock, log, guard: out },
      posts: { change: () => 1 },
      isBlocked: (url) => blocked.includes(url.host),
    });
    made.serve(async (asked) => {
      const path = asked === '/short.xml' ? `/${'a'.repeat(701)}.xml` : asked;
      const text = feeds.get(path);
      const link = `<https://blog.example.com/hub>; rel="hub", <https://blog.example.com${path}>; rel="self"`;
      return text === undefined
        ? null
        : { path, type: 'application/rss+xml; charset=utf-8', link, bytes: Buffer.from(text) };
    });
    websub = made;
    worker = createWorker({ database, jobs: createJobs(database), works: made.works, clock, log });
    ends.push(made.close);
  }

  beforeEach(async () => {
    database = await engine.open();
    clock = createTestClock();
    feeds = new Map([
      [new URL(long).pathname, 'long'],
      [`/${'a'.repeat(701)}.xml`, 'a name that no key has room for'],
      ['/feed.xml', 'first'],
      ['/tags/trees/feed.xml', 'trees'],
    ]);
    [blocked, logged, ends] = [[], [], []];
    reader.reset();
    other.reset();
    run();
  });
  afterEach(async () => {
    for (const end of ends) await end();
    await database.close();
  });

  const ask = (fields: Record<string, string> = {}, address = '192.0.2.1'): Promise<Taken> => {
    if (!websub.take) throw new Error('There is no hub.');
    const whole = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': `${reader.origin}/in?user=1` };
    return websub.take(new URLSearchParams({ ...whole, ...fields }), address);
  };
  const rows = () => database.query.select().from(database.tables.subscriptions);
  const jobs = () => database.query.select().from(database.tables.jobs);
  async function subscribe(fields: Record<string, string> = {}): Promise<void> {
    expect((await ask(fields)).status).toBe(202);
    await worker.tend();
  }
  /** The blog changes: what is to be done is done. */
  async function publish(text: string, path = '/feed.xml'): Promise<void> {
    feeds.set(path, text);
    await websub.look();
    await worker.tend();
  }
  const bodies = (of = reader) => of.pushes.map(({ body }) => body.toString());

  it('asks whether it was meant, and keeps who says so', async () => {
    expect(await ask({ 'hub.secret': secret, 'hub.lease_seconds': '7200' })).toEqual({
      status: 202,
      sentence: 'Taken. The callback is asked whether it wants this.',
      retryAfter: null,
    });
    expect([await rows(), reader.questions]).toEqual([[], []]);
    await worker.tend();
    const [question] = reader.questions;
    expect(question?.url).toMatch(/^\/in\?user=1&hub\.topic=/);
    expect(Object.fromEntries(question?.query ?? [])).toEqual({
      user: '1',
      'hub.mode': 'subscribe',
      'hub.topic': topic,
      'hub.challenge': expect.stringMatching(/^[\w-]{43}$/),
      'hub.lease_seconds': '7200',
    });
    expect(await rows()).toEqual([
      expect.objectContaining({
        topic: '/feed.xml',
        callback: `${reader.origin}/in?user=1`,
        host: reader.host,
        secret,
        made: clock.now(),
        expires: new Date(clock.now().getTime() + 2 * hour),
        pushed: null,
        failingSince: null,
      }),
    ]);
    // Nothing is new to them, and nothing is left to do.
    await worker.tend();
    expect([reader.pushes, await jobs()]).toEqual([[], []]);
    expect(logged.join()).not.toContain(secret);
  });

  it('asks anew each time, so that no answer is known beforehand', async () => {
    await subscribe();
    await subscribe();
    const said = reader.questions.map(({ query }) => query.get('hub.challenge'));
    expect(new Set(said).size).toBe(2);
    expect(await rows()).toHaveLength(1);
  });

  it('pushes the whole feed once it is another, signed where there is a secret', async () => {
    await subscribe({ 'hub.secret': secret });
    await subscribe({ 'hub.callback': `${other.origin}/` });
    await publish('second');
    const [push] = reader.pushes;
    expect(push?.path).toBe('/in?user=1');
    expect(push?.body.toString()).toBe('second');
    expect(push?.headers).toMatchObject({
      'content-type': 'application/rss+xml; charset=utf-8',
      link: '<https://blog.example.com/hub>; rel="hub", <https://blog.example.com/feed.xml>; rel="self"',
      'x-hub-signature': `sha256=${createHmac('sha256', secret).update('second').digest('hex')}`,
    });
    expect(bodies(other)).toEqual(['second']);
    expect(other.pushes[0]?.headers).not.toHaveProperty('x-hub-signature');
    // Another change of the blog, not of this feed.
    await publish('other trees', '/tags/trees/feed.xml');
    expect(reader.pushes.length + other.pushes.length).toBe(2);
    expect((await rows()).map(({ pushed }) => pushed !== null)).toEqual([true, true]);
    expect(logged.join()).not.toContain(secret);
  });

  it('tells what changed while nobody ran, and only the last of it', async () => {
    await subscribe();
    await publish('second');
    feeds.set('/feed.xml', 'third');
    feeds.set('/feed.xml', 'fourth');
    run();
    await websub.look();
    await worker.tend();
    expect(bodies()).toEqual(['second', 'fourth']);
  });

  it('pushes at once what changed since they asked', async () => {
    expect((await ask()).status).toBe(202);
    feeds.set('/feed.xml', 'second');
    await worker.tend();
    expect(bodies()).toEqual(['second']);
  });

  it.each<[string, number, (challenge: string) => string]>([
    ['another word', 200, () => 'yes'],
    ['the word and more', 200, (challenge) => `${challenge}\n`],
    ['more than a word', 200, (challenge) => challenge.repeat(10_000)],
    ['nothing', 200, () => ''],
    ['the word with a refusal', 404, (challenge) => challenge],
    ['the word with a redirect', 302, (challenge) => challenge],
  ])('keeps nobody who answers with %s', async (_, status, say) => {
    const said = ({ query }: { query: URLSearchParams }) => say(query.get('hub.challenge') ?? '');
    reader.onQuestion = (question, response) => {
      response.writeHead(status, status === 302 ? { location: `${other.origin}/` } : {}).end(said(question));
    };
    await subscribe();
    expect([reader.questions.length, other.questions.length]).toEqual([1, 0]);
    expect([await rows(), await jobs()]).toEqual([[], []]);
    // Nobody can end what another has.
    reader.reset();
    await subscribe();
    reader.onQuestion = (question, response) => {
      response.writeHead(status, status === 302 ? { location: `${other.origin}/` } : {}).end(said(question));
    };
    await subscribe({ 'hub.mode': 'unsubscribe' });
    expect(await rows()).toHaveLength(1);
  });

  it('asks again where a callback is in trouble, and gives up within two hours', async () => {
    reader.onQuestion = (_, response) => void response.writeHead(503).end();
    await subscribe();
    for (let passed = 0; passed < 2 * hour; passed += 20 * minute) {
      await clock.advance(20 * minute);
      await worker.tend();
    }
    expect(reader.questions.length).toBe(4);
    expect([await rows(), await jobs()]).toEqual([[], []]);
  });

  it('ends what is ended, when that was meant', async () => {
    await subscribe();
    await subscribe({ 'hub.mode': 'unsubscribe' });
    expect(Object.fromEntries(reader.questions[1]?.query ?? [])).toMatchObject({ 'hub.mode': 'unsubscribe' });
    expect(reader.questions[1]?.query.has('hub.lease_seconds')).toBe(false);
    expect(await rows()).toEqual([]);
    await publish('second');
    expect(reader.pushes).toEqual([]);
  });

  it('takes the last of what is asked about the same', async () => {
    await ask({ 'hub.secret': 'one' });
    await ask({ 'hub.secret': 'two', 'hub.lease_seconds': '7200' });
    await worker.tend();
    expect(reader.questions.length).toBe(1);
    expect((await rows())[0]).toMatchObject({ secret: 'two' });
    await ask();
    await ask({ 'hub.mode': 'unsubscribe' });
    await worker.tend();
    expect(await rows()).toEqual([]);
  });

  it('lasts longer when it is asked again, and repeats nothing', async () => {
    await subscribe();
    await publish('second');
    await clock.advance(9 * day);
    await subscribe({ 'hub.secret': secret });
    await clock.advance(9 * day);
    await publish('third');
    expect(bodies()).toEqual(['second', 'third']);
    expect(reader.pushes[1]?.headers).toHaveProperty('x-hub-signature');
  });

  it('tells nobody whose time is over, and forgets them with the daily work', async () => {
    await subscribe({ 'hub.lease_seconds': '3600' });
    await clock.advance(hour);
    await publish('second');
    expect(reader.pushes).toEqual([]);
    expect((await retain(database, clock.now())).subscriptions).toBe(1);
    expect(await rows()).toEqual([]);
  });

  it('loses nothing that it has taken when it is killed', async () => {
    expect((await ask()).status).toBe(202);
    run();
    await worker.tend();
    expect(await rows()).toHaveLength(1);
    // Killed between the publish and the push, and once more while it pushes.
    feeds.set('/feed.xml', 'second');
    run();
    await websub.look();
    expect(await createJobs(database).take(clock.now())).toMatchObject({ host: reader.host });
    run();
    feeds.set('/feed.xml', 'third');
    await websub.look();
    await worker.tend();
    expect(reader.pushes).toEqual([]);
    await clock.advance(6 * minute);
    await worker.tend();
    expect(bodies()).toEqual(['third']);
  });

  it('does not wait for a push that hangs when it is stopped, and sends it again', async () => {
    await subscribe();
    const out = openGuard();
    ends.push(out.close);
    run({}, out);
    reader.onPush = () => {};
    feeds.set('/feed.xml', 'second');
    await websub.look();
    const pushing = worker.tend();
    await until(() => reader.pushes.length === 1);
    // Ten seconds and more, if it waited.
    await Promise.all([websub.close(), worker.close(), pushing]);
    reader.reset();
    run();
    await worker.tend();
    expect(bodies()).toEqual(['second']);
  });

  it('tries again what was not taken, with the newest', async () => {
    await subscribe();
    reader.onPush = (_, response) => void response.writeHead(500).end();
    await publish('second');
    expect((await rows())[0]?.failingSince).not.toBeNull();
    expect(await countSubscriptions(database, clock.now())).toEqual({ all: 1, hosts: 1, failing: 1 });
    await publish('third');
    expect(reader.pushes.length).toBe(1);
    reader.onPush = (_, response) => void response.writeHead(202).end();
    await clock.advance(2 * minute);
    await worker.tend();
    expect(bodies()).toEqual(['second', 'third']);
    expect((await rows())[0]?.failingSince).toBeNull();
    expect(await jobs()).toEqual([]);
  });

  it('tells one reader of a host while another one there is refused', async () => {
    await subscribe();
    await subscribe({ 'hub.callback': `${reader.origin}/well` });
    reader.onPush = ({ path }, response) => void response.writeHead(path === '/well' ? 204 : 404).end();
    await publish('second');
    await publish('third');
    expect(reader.pushes.filter(({ path }) => path === '/well').map(({ body }) => body.toString())).toEqual([
      'second',
      'third',
    ]);
    expect(reader.pushes.length).toBe(3);
  });

  it('tells of what changed while another one of the host was refused', async () => {
    await subscribe({ 'hub.callback': `${reader.origin}/well` });
    await subscribe();
    reader.onPush = async ({ path }, response) => {
      const isWell = path === '/well';
      if (!isWell) {
        feeds.set('/feed.xml', 'third');
        await websub.look();
      }
      response.writeHead(isWell ? 204 : 404).end();
    };
    await publish('second');
    expect(reader.pushes.map(({ path, body }) => [path, body.toString()])).toEqual([
      ['/well', 'second'],
      ['/in?user=1', 'second'],
      ['/well', 'third'],
    ]);
    // Nor does somebody new wait for the one who is refused.
    reader.onPush = (_, response) => void response.writeHead(204).end();
    expect((await ask({ 'hub.callback': `${reader.origin}/new` })).status).toBe(202);
    feeds.set('/feed.xml', 'fourth');
    await worker.tend();
    expect(reader.pushes.slice(3).map(({ path }) => path)).toEqual(['/well', '/new']);
  });

  it('counts seven days from the first that was not taken of what there is to tell', async () => {
    await subscribe();
    reader.onPush = (_, response) => void response.writeHead(500).end();
    await publish('second');
    expect((await rows())[0]?.failingSince).not.toBeNull();
    // What was wrong is put right before they have it.
    feeds.set('/feed.xml', 'first');
    await clock.advance(2 * minute);
    await worker.tend();
    expect([(await rows())[0]?.failingSince, await jobs()]).toEqual([null, []]);
    await clock.advance(8 * day);
    await publish('third');
    expect(await rows()).toHaveLength(1);
  });

  it('leaves a host alone that is down, whatever else waits for it', async () => {
    for (let index = 0; index < 6; index += 1) await subscribe({ 'hub.callback': `${reader.origin}/${index}` });
    reader.onPush = (_, response) => void response.writeHead(503).end();
    await publish('second');
    expect(reader.pushes.length).toBe(3);
    await publish('third');
    expect(reader.pushes.length).toBe(3);
    reader.reset();
    for (let passed = 0; passed < hour; passed += 10 * minute) {
      await clock.advance(10 * minute);
      await worker.tend();
    }
    expect(bodies()).toEqual(Array(6).fill('third'));
  });

  it('passes by a host that the ledger leaves alone', async () => {
    await subscribe();
    const until = new Date(clock.now().getTime() + hour);
    await database.query.insert(database.tables.hosts).values({ name: reader.host, pausedUntil: until });
    await publish('second');
    expect(reader.pushes).toEqual([]);
    await clock.advance(hour);
    await worker.tend();
    expect(bodies()).toEqual(['second']);
  });

  it('forgets who is gone at once, and after seven days who takes nothing', async () => {
    await subscribe();
    await subscribe({ 'hub.callback': `${other.origin}/` });
    reader.onPush = (_, response) => void response.writeHead(410).end();
    other.onPush = (_, response) => void response.writeHead(404).end();
    await publish('second');
    expect((await rows()).map(({ host }) => host)).toEqual([other.host]);
    for (let passed = 0; passed < 8 * day; passed += 12 * hour) {
      await clock.advance(12 * hour);
      await worker.tend();
    }
    expect([await rows(), await jobs()]).toEqual([[], []]);
    expect(other.pushes.length).toBeGreaterThan(7);
    expect(other.pushes.length).toBeLessThan(17);
    expect(logged.filter((line) => line.includes('"info"')).length).toBe(2);
    expect(logged.join()).not.toContain(`${reader.origin}/in`);
  });

  it('tells nothing to who is blocked, and forgets them', async () => {
    await subscribe();
    blocked = [reader.host];
    await publish('second');
    expect([reader.pushes, await rows()]).toEqual([[], []]);
    expect((await ask()).status).toBe(403);
    blocked = [];
    expect((await ask()).status).toBe(202);
    blocked = [reader.host];
    reader.reset();
    await worker.tend();
    expect([reader.questions, await rows(), await jobs()]).toEqual([[], [], []]);
  });

  it('says so where what was taken cannot be kept', async () => {
    expect((await ask({ 'hub.topic': 'https://blog.example.com/tags/trees/feed.xml' })).status).toBe(202);
    feeds.delete('/tags/trees/feed.xml');
    await worker.tend();
    expect(Object.fromEntries(reader.questions[0]?.query ?? [])).toEqual({
      user: '1',
      'hub.mode': 'denied',
      'hub.topic': 'https://blog.example.com/tags/trees/feed.xml',
      'hub.reason': 'The feed is not there any more.',
    });
    expect([await rows(), await jobs()]).toEqual([[], []]);
  });

  it('keeps who follows a feed that is away, and tells them when it is back', async () => {
    await subscribe({ 'hub.topic': 'https://blog.example.com/tags/trees/feed.xml' });
    feeds.delete('/tags/trees/feed.xml');
    await websub.look();
    await worker.tend();
    await publish('new trees', '/tags/trees/feed.xml');
    expect(bodies()).toEqual(['new trees']);
    // They may end it meanwhile.
    feeds.delete('/tags/trees/feed.xml');
    await subscribe({ 'hub.mode': 'unsubscribe', 'hub.topic': 'https://blog.example.com/tags/trees/feed.xml' });
    expect(await rows()).toEqual([]);
  });

  it.each([
    [{ 'hub.topic': 'https://blog.example.com/nothing.xml' }, 404],
    [{ 'hub.topic': 'https://other.example/feed.xml' }, 404],
    [{ 'hub.topic': 'https://blog.example.com/short.xml' }, 404],
    [{ 'hub.mode': 'unsubscribe', 'hub.topic': 'https://blog.example.com/nothing.xml' }, 404],
    [{ 'hub.callback': 'https://blog.example.com/' }, 400],
    [{ 'hub.callback': 'https://192.168.0.1/' }, 400],
    [{ 'hub.mode': 'publish' }, 400],
    [{ 'hub.callback': `https://reader.example/${'a'.repeat(900)}`, 'hub.topic': long }, 400],
  ])('refuses what is none of its own, and notes nothing: %j', async (fields, status) => {
    expect(await ask(fields)).toMatchObject({ status, sentence: expect.stringMatching(/\.$/) });
    expect(await jobs()).toEqual([]);
  });

  it('lets nobody fill it', async () => {
    const made = (index: number) => ({ 'hub.callback': `${reader.origin}/${index}` });
    for (let index = 0; index < 30; index += 1) expect((await ask(made(index))).status).toBe(202);
    expect(await ask(made(31))).toMatchObject({ status: 429, retryAfter: 2 });
    expect(await ask(made(31), '198.51.100.1')).toMatchObject({ status: 503, retryAfter: 3600 });
    // Who asks once more takes no further place.
    expect(await ask(made(3), '198.51.100.1')).toMatchObject({ status: 202 });
    expect(await jobs()).toHaveLength(30);
  });

  it('has room for a hundred of one owner, and for those who have a place already', async () => {
    const { subscriptions } = database.tables;
    const one = { topic: '/feed.xml', host: reader.host, secret: null, digest: '', made: clock.now() };
    const expires = new Date(clock.now().getTime() + day);
    const all = Array.from({ length: 100 }, (_, index) => ({ ...one, expires, callback: `${reader.origin}/${index}` }));
    await database.query.insert(subscriptions).values(all);
    expect(await ask()).toMatchObject({ status: 503, retryAfter: 86_400 });
    expect(await ask({ 'hub.callback': 'https://reader.example/' })).toMatchObject({ status: 202 });
    await subscribe({ 'hub.callback': `${reader.origin}/7` });
    // Whose time is over holds no place until the day's work.
    await database.query
      .update(subscriptions)
      .set({ expires: clock.now() })
      .where(eq(subscriptions.callback, `${reader.origin}/8`));
    expect((await ask()).status).toBe(202);
    await database.query.delete(database.tables.jobs);
    await database.query.delete(subscriptions);
    // The last place goes to somebody else meanwhile.
    expect((await ask()).status).toBe(202);
    await database.query.insert(subscriptions).values(all);
    reader.reset();
    await worker.tend();
    expect(reader.questions.map(({ query }) => query.get('hub.mode'))).toEqual(['denied']);
  });

  it('makes no more than two hundred feeds anew for each change', async () => {
    const { subscriptions } = database.tables;
    const expires = new Date(clock.now().getTime() + day);
    await database.query.insert(subscriptions).values(
      Array.from({ length: 200 }, (_, index) => ({
        ...{ topic: `/tags/${index}/feed.xml`, host: `${index}.example`, callback: `https://${index}.example/` },
        ...{ secret: null, digest: '', made: clock.now(), expires },
      })),
    );
    expect(await ask()).toMatchObject({ status: 503 });
    await database.query.insert(subscriptions).values({
      ...{ topic: '/feed.xml', host: 'a.example', callback: 'https://a.example/', secret: null },
      ...{ digest: '', made: clock.now(), expires },
    });
    expect(await ask()).toMatchObject({ status: 202 });
  });

  it('is not there where the owner wants none, and does no work of it', async () => {
    await subscribe();
    run({ hub: 'none' });
    expect(websub.take).toBeNull();
    await publish('second');
    expect(reader.pushes).toEqual([]);
  });

  it('tells another hub of each change once, until it has taken that', async () => {
    run({ hub: `${reader.origin}/publish?x=1` });
    expect(websub.take).toBeNull();
    const told = () =>
      reader.pushes.map(({ path, body }) => [path, Object.fromEntries(new URLSearchParams(body.toString()))]);
    const change = ['/publish?x=1', { 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }];
    reader.onPush = (_, response) => void response.writeHead(503).end();
    await publish('second');
    expect(told()).toEqual([change]);
    run({ hub: `${reader.origin}/publish?x=1` });
    reader.onPush = (_, response) => void response.writeHead(204).end();
    await clock.advance(2 * minute);
    await worker.tend();
    expect(told()).toEqual([change, change]);
    await publish('second');
    await publish('other trees', '/tags/trees/feed.xml');
    expect(told()).toHaveLength(2);
    await publish('third');
    expect(told()).toHaveLength(3);
    expect(logged.filter((line) => line.includes('"warn"'))).toHaveLength(1);
  });
});
