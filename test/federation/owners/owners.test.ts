import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConversations } from '../../../src/conversation/read.ts';
import { createRemarks } from '../../../src/conversation/remarks.ts';
import type { Database } from '../../../src/database/database.ts';
import { createOwners, type Owners } from '../../../src/federation/owners/owners.ts';
import { createPeople } from '../../../src/federation/people/people.ts';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { createWorker, type Worker } from '../../../src/jobs/worker.ts';
import { createLog } from '../../../src/log.ts';
import { addPost, said, shown } from '../../conversation/keeping.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { engines } from '../../support/databases.ts';
import { person, save } from '../followers/people.ts';
import { blogSite } from '../sample.ts';

const hour = 3600_000;
const day = 24 * hour;
const ada = person('ada@home.example');
const handle = 'ada@home.example';

describe.each(engines)('the accounts of owners, on $name', ({ open }) => {
  let database: Database;
  let clock: TestClock;
  let worker: Worker;
  let owners: Owners;
  let logged: string[];
  /** What her server says: whose the handle is, and whether that links back; null: it is down. */
  let server: { actor: string; links: boolean } | null;
  let post: number;

  async function start(handles = [handle]): Promise<void> {
    const log = createLog({ log: 'json', logLevel: 'info' }, (line) => logged.push(line), clock.now);
    owners = createOwners({
      ...{ database, log, now: clock.now, people: createPeople({ database }), isBlocked: () => false },
      site: { ...blogSite, owners: handles },
      guard: {
        originOf: (host) => `https://${host}`,
        async get(url) {
          if (!server) return { failed: 'unreachable', what: 'no answer' };
          const links = [{ rel: 'self', type: 'application/activity+json', href: server.actor }];
          const body = Buffer.from(JSON.stringify({ subject: `acct:${handle}`, links }));
          const isFinger = url.includes('webfinger');
          return { status: isFinger ? 200 : 404, url, type: 'application/jrd+json', body };
        },
      },
      loaders: async () => ({
        forOneTask: () => async (url) => {
          const value = server?.links ? '<a rel="me" href="https://blog.example.com">x</a>' : '';
          const attachment = [{ type: 'PropertyValue', value }];
          const document = { id: url, type: 'Person', preferredUsername: 'ada', inbox: `${url}/inbox`, attachment };
          return { contextUrl: null, documentUrl: url, document };
        },
      }),
    });
    await owners.begin();
    worker = createWorker({ database, jobs: createJobs(database), works: owners.works, clock, log });
    await worker.tend();
  }

  beforeEach(async () => {
    [logged, server] = [[], { actor: ada.uri, links: true }];
    database = await open();
    clock = createTestClock();
    post = await addPost(database, 'hello');
    await save(database, [ada]);
    const remarks = createRemarks(database);
    const place = { kind: 'reply' as const, post, account: null };
    await database.atomically((query) => remarks.keep(query, said(ada.uri, 'one'), place, shown, clock.now()));
  });
  afterEach(() => database.close());

  async function later(milliseconds: number): Promise<void> {
    await clock.advance(milliseconds);
    await worker.tend();
  }
  const isMarked = async () => (await createConversations(database).of(post)).replies[0]?.speaker?.isOwner;
  const isOwner = () => owners.isOwner(ada.uri);
  const change = async () => {
    const rows = await database.query.select().from(database.tables.settings);
    return Number(rows.find(({ name }) => name === 'change')?.value);
  };

  test('are believed for 30 days that their server is down, and again when it is back', async () => {
    expect(await isMarked()).toBe(false);
    const before = await change();
    await start();
    expect([await isOwner(), await isMarked()]).toEqual([true, true]);
    expect(await change()).toBeGreaterThan(before);
    expect(owners.problems()).toEqual([]);
    const still = await change();
    server = null;
    for (let days = 0; days < 29; days += 1) await later(day);
    expect([await isOwner(), await isMarked(), await change()]).toEqual([true, true, still]);
    expect(owners.problems()).toHaveLength(1);
    // Once, however often it is asked.
    expect(logged.filter((line) => line.includes('is not looked upon as yours'))).toHaveLength(1);
    await later(day);
    await later(hour);
    expect([await isOwner(), await isMarked()]).toEqual([false, false]);
    expect(await change()).toBeGreaterThan(still);
    server = { actor: ada.uri, links: true };
    await later(hour);
    expect([await isOwner(), await isMarked()]).toEqual([true, true]);
    expect(owners.problems()).toEqual([]);
  });

  test('are believed no longer than 30 days where nobody looks again', async () => {
    await start();
    expect([await isOwner(), await owners.isOwner(`${ada.uri}2`)]).toEqual([true, false]);
    await clock.advance(31 * day);
    expect(await isOwner()).toBe(false);
  });

  test('are none once the profile says so no more, or the name leads to somebody else', async () => {
    await start();
    server = { actor: ada.uri, links: false };
    await later(day);
    expect([await isOwner(), await isMarked()]).toEqual([false, false]);
    server = { actor: ada.uri, links: true };
    await later(hour);
    expect([await isOwner(), await isMarked()]).toEqual([true, true]);
    server = { actor: 'https://home.example/users/thief', links: false };
    await later(day);
    expect([await isOwner(), await isMarked(), await owners.proven()]).toEqual([false, false, []]);
  });

  test('have the threads that they began asked anew once their proof is gone', async () => {
    await start();
    const { jobs } = database.tables;
    const due = new Date(clock.now().getTime() + 7 * day);
    const add = (kind: string) =>
      database.atomically((query) => [
        createJobs(database).add(query, { kind, subject: `${post}:x`, due }, clock.now()),
      ]);
    await add('thread');
    await add('unthread');
    const waiting = async () => (await database.query.select().from(jobs)).map(({ kind }) => kind).sort();
    await later(day);
    expect(await waiting()).toEqual(['owner', 'thread', 'unthread']);
    if (server) server.links = false;
    await later(day);
    // That it was done takes it away.
    expect(await waiting()).toEqual(['owner', 'unthread']);
  });

  test('are none at once when they are taken off the list, and are looked at when the server starts', async () => {
    server = { actor: ada.uri, links: false };
    await start();
    expect(await isOwner()).toBe(false);
    server = { actor: ada.uri, links: true };
    await start();
    expect(await isOwner()).toBe(true);
    await start(['bob@home.example']);
    expect([await isOwner(), await isMarked()]).toEqual([false, false]);
    expect(await database.query.$count(database.tables.owners)).toBe(1);
    await start([]);
    expect(await database.query.$count(database.tables.owners)).toBe(0);
    await later(2 * day);
    expect(await database.query.$count(database.tables.jobs)).toBe(0);
    await start(['ADA@Home.example']);
    expect(await owners.proven()).toEqual([{ handle, actor: ada.uri }]);
  });

  test('keep their row as long as they are owners, whatever they say or take back', async () => {
    await start();
    const remarks = createRemarks(database);
    const people = createPeople({ database });
    await database.atomically((query) => [remarks.buryAllOf(query, ada.uri), people.leave(query, ada.uri)]);
    expect(await people.find(ada.uri)).not.toBeNull();
    await start([]);
    expect(await people.find(ada.uri)).toBeNull();
  });
});
