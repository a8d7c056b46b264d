import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type KeptPublished, keepPublished } from '../../src/blog/keep-published.ts';
import { emptyReport } from '../../src/blog/report.ts';
import type { Clock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';

const hour = 3_600_000;
const begin = new Date('2026-11-21T12:00:00Z');
const due = new Date(begin.getTime() + hour);

let folder: string;
let timers: TestClock;
/** By how much the clock on the wall is ahead of what timers count. */
let ahead: number;
let published: Date[];
let kept: KeptPublished;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-kept-'));
  timers = createTestClock(begin);
  [ahead, published] = [0, []];
  const clock: Clock = { now: () => new Date(timers.now().getTime() + ahead), after: timers.after };
  kept = keepPublished({
    folder,
    publisher: {
      async publish() {
        published.push(clock.now());
        return emptyReport(0);
      },
      problems: async () => [],
      nextDue: () => (clock.now() < due ? due : null),
    },
    clock,
    log: createLog({ log: 'pretty', logLevel: 'silent' }),
    onReport() {},
  });
  await kept.first;
  published = [];
});
afterEach(async () => {
  await kept.close();
  await rm(folder, { recursive: true });
});

it('publishes what falls due at its instant, once', async () => {
  await timers.advance(hour - 1);
  expect(published).toEqual([]);
  await timers.advance(1);
  await timers.advance(hour);
  expect(published).toEqual([due]);
});

it('publishes what fell due while the machine slept, soon after it woke', async () => {
  await timers.advance(hour / 2);
  ahead = 5 * hour;
  await timers.advance(30_000);
  expect(published).toHaveLength(1);
});

it('waits longer where the clock was set back meanwhile', async () => {
  await timers.advance(hour / 2);
  ahead = -hour;
  await timers.advance(hour);
  expect(published).toEqual([]);
  await timers.advance(hour / 2);
  expect(published).toEqual([due]);
});
