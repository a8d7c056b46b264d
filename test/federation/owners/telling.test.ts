import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Site } from '../../../src/config.ts';
import { decisionSteps } from '../../../src/conversation/desk/decide.ts';
import { listRemarks } from '../../../src/conversation/desk/list.ts';
import { createRemarks } from '../../../src/conversation/remarks.ts';
import type { Database } from '../../../src/database/database.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { createLedger } from '../../../src/federation/ledger/ledger.ts';
import { tellSoon } from '../../../src/federation/owners/soon.ts';
import { createTelling } from '../../../src/federation/owners/tell.ts';
import { createWebhook } from '../../../src/federation/owners/webhook.ts';
import { createPeople } from '../../../src/federation/people/people.ts';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { createWorker, type Worker } from '../../../src/jobs/worker.ts';
import { createLog } from '../../../src/log.ts';
import { addPost, held, said } from '../../conversation/keeping.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { usualComments } from '../../support/comments.ts';
import { engines } from '../../support/databases.ts';
import { person, save } from '../followers/people.ts';
import { blogSite } from '../sample.ts';

const minute = 60_000;
const hour = 60 * minute;
const owner = person('makkes@home.example');
const eve = person('eve@example.social');

/** What the webhook was posted, and how it answers. */
let posted: { body: Record<string, unknown>; type: string | undefined }[] = [];
let status = 200;
const receiver = createServer((request, response) => {
  let text = '';
  request.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  request.on('end', () => {
    posted.push({ body: JSON.parse(text), type: request.headers['content-type'] });
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
  });
});
let hook: URL;
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  hook = new URL(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/secret-path`);
});
afterAll(() => receiver.close());

describe.each(engines)('what the owners are told, on $name', ({ name, open }) => {
  let database: Database;
  let clock: TestClock;
  let post: number;
  let worker: Worker;
  let logged: string[];
  let close = async (): Promise<void> => {};
  let blocked: string[];
  let counter: number;

  /** A blog with these words in postern.yaml; again on the same database: after a restart. */
  async function start(comments: Partial<Site['comments']> = {}, webhook: URL | null = null): Promise<void> {
    const site: Site = { ...blogSite, timezone: 'UTC', comments: { ...usualComments, ...comments } };
    const log = createLog({ log: 'json', logLevel: 'debug' }, (line) => logged.push(line), clock.now);
    const people = createPeople({ database });
    const place = { webhook };
    const ledger = createLedger({ database, now: clock.now });
    const telling = createTelling({
      ...{ site, place, database, people, ledger, log, isOn: () => true },
      owners: { proven: async () => [{ handle: 'makkes@home.example', actor: owner.uri }] },
      isBlocked: ({ href }) => blocked.includes(href),
    });
    const hooks = createWebhook({ site, place, database, log });
    await close();
    close = hooks.close;
    await telling.begin(clock.now());
    const works = { ...telling.works, ...hooks.works };
    worker = createWorker({ database, jobs: createJobs(database), works, clock, log });
  }

  beforeEach(async () => {
    [logged, posted, blocked, counter, status] = [[], [], [], 0, 200];
    database = await open();
    clock = createTestClock('2026-11-21T12:00:00Z');
    post = await addPost(database, 'hello', { title: 'Hello <b>' });
    await save(database, [owner]);
    await save(database, [eve]);
    close = async () => {};
  });
  afterEach(async () => {
    await close();
    await database.close();
  });

  async function hold(text: string, own: Parameters<typeof said>[2] = {}): Promise<number> {
    counter += 1;
    const jobs = createJobs(database);
    const remarks = createRemarks(database, { whenHeld: (query, now) => tellSoon(jobs, query, now) });
    const remark = said(eve.uri, `note${counter}`, { html: `<p>${text}</p>`, text, ...own });
    const place = { kind: 'reply' as const, post, account: null };
    await database.atomically((query) => remarks.keep(query, remark, place, held, clock.now()));
    return counter;
  }

  async function later(milliseconds: number): Promise<void> {
    await clock.advance(milliseconds);
    await worker.tend();
  }

  async function sent(): Promise<string[]> {
    const { activities } = database.tables;
    const rows = await database.query.select().from(activities).orderBy(activities.key);
    return rows.map(({ json }) => (JSON.parse(json ?? '{}') as { object?: { content: string } }).object?.content ?? '');
  }

  test('is gathered for a minute, and a flood is one message that lists ten', async () => {
    await start();
    for (let index = 0; index < 40; index += 1) await hold(`flood ${index}`);
    await later(59_000);
    expect(await sent()).toEqual([]);
    await later(1000);
    const [message = '', ...others] = await sent();
    expect(others).toEqual([]);
    expect(message).toContain('40 comments wait for you on');
    expect(message).toContain('1. <strong>Eve</strong>');
    expect(message.match(/flood \d+/g)).toEqual(Array.from({ length: 10 }, (_, index) => `flood ${index}`));
    expect(message).toContain('and 30 more');
    expect(message).toContain('“Hello &lt;b&gt;”');
    await later(3 * hour);
    expect(await sent()).toHaveLength(1);
  });

  test('is at most one message a minute and twenty a day, and then comes once a day', async () => {
    await start();
    for (let index = 0; index < 25; index += 1) {
      await hold(`one ${index}`);
      await later(minute);
    }
    expect(await sent()).toHaveLength(20);
    await later(19.5 * hour);
    expect(await sent()).toHaveLength(20);
    await later(5 * minute);
    expect(clock.now().toISOString()).toBe('2026-11-22T08:00:00.000Z');
    expect(await sent()).toHaveLength(21);
    expect((await sent()).at(-1)).toContain('5 comments wait');
  });

  test('is told again where it was edited, and not where the owner puts it back', async () => {
    await start();
    await hold('first');
    await later(minute);
    const remarks = createRemarks(database, { whenHeld: (query, now) => tellSoon(createJobs(database), query, now) });
    const known = await remarks.find(`${eve.uri}/statuses/note1`);
    if (!known) throw new Error('Nothing is held.');
    const edited = said(eve.uri, 'note1', { html: '<p>second</p>', text: 'second', updated: clock.now() });
    await database.atomically((query) => remarks.replace(query, known, edited, held, clock.now()));
    await later(2 * minute);
    // What was on its way still with the old words goes no further.
    expect((await sent()).map((text) => /first|second/.exec(text)?.[0])).toEqual([undefined, 'second']);
    const [one] = await listRemarks(database, {});
    if (!one) throw new Error('Nothing is held.');
    await database.atomically((query) =>
      decisionSteps(database, query, one, { state: 'hidden', why: '' }, clock.now()),
    );
    const [hidden] = await listRemarks(database, {});
    if (!hidden) throw new Error('Nothing is hidden.');
    await database.atomically((query) =>
      decisionSteps(database, query, hidden, { state: 'held', why: '' }, clock.now()),
    );
    await later(3 * hour);
    expect(await sent()).toHaveLength(2);
  });

  test('is kept no longer than it takes to deliver it', async () => {
    await start();
    await hold('a stranger wrote this');
    await later(minute);
    const { activities, deliveries } = database.tables;
    await later(2 * hour);
    expect(await database.query.$count(activities, eq(activities.type, 'Create'))).toBe(1);
    expect((await sent())[0]).toContain('a stranger wrote this');
    await database.query.update(deliveries).set({ due: null, outcome: 'delivered', finished: clock.now() });
    await later(2 * hour);
    const [row] = await database.query.select().from(activities);
    expect(row?.json).toBeNull();
  });

  test('is taken back on its way where something that it tells of was deleted, and the rest is told anew', async () => {
    await start();
    await hold('to be forgotten');
    await hold('to be told');
    await later(minute);
    const [message = '', ...others] = await sent();
    expect(others).toEqual([]);
    expect(message).toMatch(/to be forgotten.*to be told/);
    const { activities, deliveries } = database.tables;
    // Its server is down. What arrived is not told again.
    await later(5 * minute);
    expect(await sent()).toHaveLength(1);
    await database.atomically((query) => [createRemarks(database).bury(query, 1)]);
    await later(minute);
    await later(minute);
    const [first, second, ...more] = await database.query
      .select({ json: activities.json, outcome: deliveries.outcome, due: deliveries.due })
      .from(activities)
      .innerJoin(deliveries, eq(deliveries.activity, activities.key))
      .orderBy(activities.key);
    expect(first).toEqual({ json: null, outcome: 'superseded', due: null });
    expect(second?.json).toContain('to be told');
    expect(second?.json).not.toContain('to be forgotten');
    expect(second?.due).not.toBeNull();
    expect(more).toEqual([]);
    await later(3 * hour);
    expect(await database.query.$count(activities)).toBe(2);
  });

  test('has reports in it, whose words are a stranger’s too; none that was put aside', async () => {
    await start();
    const { reports } = database.tables;
    const row = { text: 'Rude <script> @you@victim.example', received: clock.now(), post };
    await database.query.insert(reports).values([row, { ...row, closed: clock.now(), text: 'put aside' }]);
    await later(hour + 2 * minute);
    const [message = ''] = await sent();
    expect(message).toContain('Report about hello: Rude &lt;script&gt; @\u200byou@\u200bvictim.example');
    expect(message).not.toContain('put aside');
    await later(3 * hour);
    expect(await sent()).toHaveLength(1);
  });

  // What follows asks nothing of an engine that was not asked above.
  if (name !== 'SQLite') return;

  test('comes daily at its hour, also after a restart; or never', async () => {
    await start({ tell: 'daily' });
    await hold('daily');
    await later(2 * minute);
    await start({ tell: 'daily' });
    await later(19 * hour);
    expect(await sent()).toEqual([]);
    await later(hour);
    expect(await sent()).toHaveLength(1);
    await hold('told at once from now on');
    await later(2 * minute);
    expect(await sent()).toHaveLength(1);
    await start({ tell: 'at-once' });
    await later(minute);
    expect(await sent()).toHaveLength(2);
    await start({ tell: 'never' });
    await hold('never');
    await later(48 * hour);
    expect(await sent()).toHaveLength(2);
  });

  test('is nothing that was decided, deleted or blocked before the minute was over', async () => {
    await start();
    await hold('decided');
    await hold('deleted');
    const [newest, decided] = await listRemarks(database, {});
    if (!newest || !decided) throw new Error('Nothing is held.');
    const why = { why: '' };
    await database.atomically((query) => [
      ...decisionSteps(database, query, decided, { state: 'hidden', ...why }, clock.now()),
      ...decisionSteps(database, query, newest, { state: 'gone', ...why }, clock.now()),
    ]);
    await save(database, [eve]);
    await later(2 * minute);
    expect(await sent()).toEqual([]);
    blocked = [eve.uri];
    await hold('blocked');
    await later(2 * minute);
    expect(await sent()).toEqual([]);
    blocked = [];
    await later(3 * hour);
    expect(await sent()).toEqual([]);
  });

  test('is posted to the webhook at the same moments, again where it fails, and never where it leads', async () => {
    await start({}, hook);
    await hold('posted');
    await hold('for you alone', { visibility: 'direct' });
    status = 500;
    await later(minute);
    await worker.tend();
    expect(posted).toHaveLength(1);
    status = 302;
    await later(minute);
    expect(posted).toHaveLength(2);
    status = 204;
    await later(5 * minute);
    expect(posted).toHaveLength(3);
    await later(10 * hour);
    expect(posted).toHaveLength(3);
    expect(posted[2]?.type).toBe('application/json');
    expect(posted[2]?.body).toEqual({
      blog: 'https://blog.example.com/',
      text: `2 comments wait for you on ${blogSite.title}`,
      held: [
        {
          ...{ number: 1, kind: 'reply', visibility: 'public', text: 'posted' },
          ...{ by: { name: 'Eve', handle: '@eve@example.social' }, url: `${eve.uri}/statuses/note1` },
          why: 'You have not approved anything of this person yet.',
          post: { title: 'Hello <b>', url: 'https://blog.example.com/posts/hello' },
          ...{ published: '2026-11-21T10:00:00.000Z', received: '2026-11-21T12:00:00.000Z' },
        },
        expect.objectContaining({ number: 2, visibility: 'direct' }),
      ],
      ...{ more: 0, reports: [] },
    });
    // Whoever knows the address can write there.
    expect(logged.join()).not.toContain('secret-path');
  });

  test('gives the webhook up after a day of trying, and says so without its address', async () => {
    await start({}, hook);
    status = 503;
    await hold('posted');
    for (let hours = 0; hours < 12; hours += 1) await later(hour);
    expect(posted).toHaveLength(5);
    expect(logged.join()).toContain('POSTERN_WEBHOOK could not be told');
    expect(logged.join()).not.toContain('secret-path');
  });
});
