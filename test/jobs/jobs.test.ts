import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { createWorker, type Work } from '../../src/jobs/worker.ts';
import { createLog } from '../../src/log.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { engines } from '../support/databases.ts';
import { until } from '../support/until.ts';

const minute = 60_000;

describe.each(engines)('work that is done later, on $name', ({ open }) => {
  let database: Database;
  let clock: TestClock;
  let jobs: Jobs;
  let logged: string[];
  beforeEach(async () => {
    database = await open();
    clock = createTestClock();
    jobs = createJobs(database);
    logged = [];
  });
  afterEach(() => database.close());

  const inFuture = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds);
  const add = (subject: string, wait = 0, kind = 'look') =>
    database.atomically((query) => [jobs.add(query, { kind, subject, due: inFuture(wait) }, clock.now())]);
  const left = () => database.query.$count(database.tables.jobs);
  const workerOf = (work: Work) =>
    createWorker({
      ...{ database, jobs, clock, works: { look: work } },
      log: createLog({ log: 'json', logLevel: 'info' }, (line) => logged.push(line)),
    });

  test('the same about the same waits once, and is taken when it is due, the oldest first', async () => {
    for (const [subject, wait] of [
      ['b', minute],
      ['a', 0],
      ['a', 0],
    ] as const)
      await add(subject, wait);
    expect(await left()).toBe(2);
    expect((await jobs.take(clock.now()))?.subject).toBe('a');
    expect(await jobs.take(clock.now())).toBeNull();
    await clock.advance(minute);
    expect((await jobs.take(clock.now()))?.subject).toBe('b');
  });

  test('two who ask at once get different ones', async () => {
    for (const subject of ['a', 'b', 'c', 'd']) await add(subject);
    const taken = await Promise.all(Array.from({ length: 6 }, () => jobs.take(clock.now())));
    expect(taken.map((job) => job?.subject ?? '-').sort()).toEqual(['-', '-', 'a', 'b', 'c', 'd']);
  });

  test('what somebody took and never finished is taken again', async () => {
    await add('a');
    await jobs.take(clock.now());
    await clock.advance(6 * minute);
    expect((await jobs.take(clock.now()))?.subject).toBe('a');
  });

  test('of a host that is asked just now the next one waits, and nobody else does', async () => {
    for (const subject of [
      'https://a.example/1',
      'https://a.example/2',
      'HTTPS://A.example:443/3',
      'https://b.example/1',
    ])
      await add(subject);
    await database.atomically((query) => [
      jobs.add(query, { kind: 'look', subject: '4', host: 'a.example', due: clock.now() }, clock.now()),
    ]);
    const [first, second] = [await jobs.take(clock.now()), await jobs.take(clock.now())];
    expect([first?.subject, second?.subject]).toEqual(['https://a.example/1', 'https://b.example/1']);
    expect(await jobs.take(clock.now())).toBeNull();
    for (const subject of ['https://a.example/2', 'HTTPS://A.example:443/3', '4']) {
      const [before] = await database.query.select().from(database.tables.jobs).orderBy(database.tables.jobs.key);
      await database.atomically((query) => jobs.done(query, before ?? { key: 0, made: clock.now() }));
      // The other host's is still under way.
      const next = await jobs.take(clock.now());
      expect(next).toMatchObject({ subject, host: 'a.example' });
      if (next)
        await database.query.update(database.tables.jobs).set({ key: 0 }).where(eq(database.tables.jobs.key, next.key));
    }
  });

  test('more than can be read at once of a busy host are passed by', async () => {
    for (let number = 0; number < 120; number += 1) await add(`https://A.example/${number}`);
    await add('https://b.example/1', 1);
    await clock.advance(1);
    expect((await jobs.take(clock.now()))?.host).toBe('a.example');
    expect((await jobs.take(clock.now()))?.host).toBe('b.example');
  });

  test('what is noted anew while it is done is done again', async () => {
    await add('a');
    const job = await jobs.take(clock.now());
    await clock.advance(1000);
    await add('a');
    await database.atomically((query) => (job ? jobs.done(query, job) : []));
    expect(await left()).toBe(1);
    expect((await jobs.take(clock.now()))?.subject).toBe('a');
  });

  test('what asks nobody waits for no server that hangs, and for nothing of another kind', async () => {
    for (const host of ['a', 'b', 'c', 'd', 'e']) await add(`https://${host}.example/`);
    await database.atomically((query) => [
      jobs.add(query, { kind: 'look', subject: 'f', host: 'f.example', due: clock.now() }, clock.now()),
    ]);
    let release = (): void => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const done: string[] = [];
    const begun: string[] = [];
    const worker = createWorker({
      ...{ database, jobs, clock, log: createLog({ log: 'json', logLevel: 'info' }, () => undefined) },
      works: {
        async look({ subject }) {
          begun.push(subject);
          await hanging;
          return { effect: null, again: null };
        },
        async count({ subject }) {
          begun.push(subject);
          if (subject === 'slow') await hanging;
          done.push(subject);
          return { effect: null, again: null };
        },
        async tell({ subject }) {
          done.push(subject);
          return { effect: null, again: null };
        },
      },
    });
    const tending = worker.tend();
    await until(() => begun.length === 4);
    for (const [subject, kind] of [
      ['slow', 'count'],
      ['next', 'count'],
      ['one', 'tell'],
      ['two', 'tell'],
    ] as const)
      await add(subject, 0, kind);
    worker.start();
    worker.wake();
    await until(() => done.length === 2);
    expect(done).toEqual(['one', 'two']);
    expect(begun).toHaveLength(5);
    release();
    await tending;
    await worker.close();
    expect(done).toEqual(['one', 'two', 'slow', 'next']);
  });

  test('a host that hangs holds up nobody else; never two at once for one host, nor two without one', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((host) => `https://${host}.example/`);
    for (const number of [1, 2, 3]) for (const name of names) await add(name + number);
    for (const subject of ['x', 'y', 'z']) await add(subject);
    const underWay: string[] = [];
    const most = new Map<string, number>();
    const finished: string[] = [];
    let release = (): void => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worker = workerOf(async ({ subject, host }) => {
      const name = host ?? 'none';
      underWay.push(name);
      most.set(name, Math.max(most.get(name) ?? 0, underWay.filter((one) => one === name).length));
      most.set('all', Math.max(most.get('all') ?? 0, underWay.length));
      if (host === 'a.example') await hanging;
      else await new Promise(setImmediate);
      underWay.splice(underWay.indexOf(name), 1);
      finished.push(subject);
      return { effect: null, again: null };
    });
    const tending = worker.tend();
    await until(() => finished.length === 15);
    expect(finished.some((subject) => subject.includes('a.example'))).toBe(false);
    release();
    await tending;
    expect(await left()).toBe(0);
    const { all, ...each } = Object.fromEntries(most);
    expect(all).toBeGreaterThan(1);
    expect(new Set(Object.values(each))).toEqual(new Set([1]));
  });

  test('four are done at once, and no more', async () => {
    for (const host of ['a', 'b', 'c', 'd', 'e', 'f']) await add(`https://${host}.example/`);
    let underWay = 0;
    let most = 0;
    const worker = workerOf(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await until(() => most === 4);
      await new Promise(setImmediate);
      underWay -= 1;
      return { effect: null, again: null };
    });
    await worker.tend();
    expect([most, await left()]).toEqual([4, 0]);
  });

  test('what comes while a host hangs is done at once, and closing waits for what is under way', async () => {
    let release = (): void => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const finished: string[] = [];
    const worker = workerOf(async ({ subject, host }) => {
      if (host === 'a.example') await hanging;
      finished.push(subject);
      return { effect: null, again: null };
    });
    await add('https://a.example/1');
    worker.start();
    await until(async () => (await database.query.select().from(database.tables.jobs))[0]?.lease !== null);
    await add('https://b.example/1');
    worker.wake();
    await until(() => finished.length === 1);
    await add('https://a.example/2');
    const closing = worker.close();
    release();
    await closing;
    expect(finished).toEqual(['https://b.example/1', 'https://a.example/1']);
    expect(await left()).toBe(1);
  });

  test('two processes never do the same one, and one that is killed loses nothing', async () => {
    const subjects = Array.from({ length: 30 }, (_, number) => `https://${number % 7}.example/${number}`);
    for (const subject of subjects) await add(subject);
    // Killed between taking and the end.
    const lost = await jobs.take(clock.now());
    const done: string[] = [];
    const both = [1, 2].map(() =>
      workerOf(async ({ subject }) => {
        done.push(subject);
        await new Promise(setImmediate);
        return { effect: null, again: null };
      }),
    );
    await Promise.all(both.map((worker) => worker.tend()));
    expect(done).not.toContain(lost?.subject);
    await clock.advance(6 * minute);
    await Promise.all(both.map((worker) => worker.tend()));
    expect(done.sort()).toEqual(subjects.sort());
    expect(await left()).toBe(0);
  });

  test('what takes long stays with whoever does it', async () => {
    await add('a');
    let release = (): void => {};
    const worker = workerOf(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { effect: null, again: null };
    });
    worker.start();
    const lease = async () => (await database.query.select().from(database.tables.jobs))[0]?.lease?.getTime() ?? 0;
    await until(async () => (await lease()) > 0);
    for (let minutes = 0; minutes < 8; minutes += 1) {
      const before = await lease();
      await until(async () => {
        await clock.advance(minute / 2);
        return (await lease()) > before;
      });
      expect(await jobs.take(clock.now())).toBeNull();
    }
    release();
    await worker.close();
    expect(await left()).toBe(0);
  });

  test('what it does is written together with its end', async () => {
    await add('a');
    const { settings } = database.tables;
    const row = { name: 'done', value: 'yes', changed: clock.now() };
    await workerOf(async () => ({ effect: (query) => [query.insert(settings).values(row)], again: null })).tend();
    expect([await left(), await database.query.$count(settings)]).toEqual([0, 1]);
  });

  test('what cannot be written is told and tried again with a pause that grows, and holds up nothing else', async () => {
    await add('bad');
    await add('good');
    const { settings } = database.tables;
    const row = { name: 'done', value: 'yes', changed: clock.now() };
    const worker = workerOf(async ({ subject }) => ({
      effect: (query) => [
        query.insert(settings).values(row),
        ...(subject === 'bad' ? [query.insert(settings).values(row)] : []),
      ],
      again: null,
    }));
    await worker.tend();
    expect(await database.query.$count(settings)).toBe(1);
    const [job] = await database.query.select().from(database.tables.jobs);
    expect(job).toMatchObject({ subject: 'bad', attempts: 1, lease: null, due: inFuture(minute) });
    expect(logged).toHaveLength(1);
  });

  test('what fails is told and tried again, with a pause that grows; what nobody does any more goes', async () => {
    await add('a');
    await add('b', 0, 'forgotten');
    let tries = 0;
    const worker = workerOf(async () => {
      tries += 1;
      throw new Error('no');
    });
    for (let minutes = 0; minutes < 10; minutes += 1) {
      await worker.tend();
      await clock.advance(minute);
    }
    expect([tries, await left()]).toEqual([3, 1]);
    expect(logged).toHaveLength(3);
  });

  test('begins by itself, does at once what it is woken for, and ends', async () => {
    const done: string[] = [];
    const worker = workerOf(async ({ subject }) => {
      done.push(subject);
      return { effect: null, again: null };
    });
    await add('a');
    worker.start();
    await worker.tend();
    await add('b');
    worker.wake();
    await clock.advance(1);
    await worker.tend();
    await worker.close();
    await add('c');
    await clock.advance(minute);
    expect(done).toEqual(['a', 'b']);
  });
});
