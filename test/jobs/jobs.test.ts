import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { createWorker, type Work } from '../../src/jobs/worker.ts';
import { createLog } from '../../src/log.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { engines } from '../support/databases.ts';

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
