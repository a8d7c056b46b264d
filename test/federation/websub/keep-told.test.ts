import { beforeEach, expect, it } from 'vitest';
import { type KeptTold, keepTold } from '../../../src/federation/websub/keep-told.ts';
import { createLog } from '../../../src/log.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';

const second = 1000;
let clock: TestClock;
let change: number;
/** When it was looked, in seconds. */
let looks: number[];
let fails: boolean;
let logged: string[];
let kept: KeptTold;

beforeEach(async () => {
  clock = createTestClock('2026-11-21T12:00:00Z');
  const start = clock.now().getTime();
  [change, looks, fails, logged] = [1, [], false, []];
  const log = createLog({ log: 'json', logLevel: 'info' }, (line) => logged.push(line), clock.now);
  kept = keepTold({
    ...{ clock, log, change: () => change },
    async look() {
      looks.push((clock.now().getTime() - start) / second);
      if (fails) throw new Error('The disk is full.');
    },
  });
  await new Promise(setImmediate);
});

it('looks at once for what changed while nobody ran, and then only after changes', async () => {
  await clock.advance(60 * second);
  expect(looks).toEqual([0]);
  change += 1;
  await clock.advance(60 * second);
  expect(looks).toEqual([0, 63]);
});

it('looks once after five changes of a moment', async () => {
  for (let index = 0; index < 5; index += 1) {
    change += 1;
    await clock.advance(second);
  }
  await clock.advance(20 * second);
  expect(looks).toEqual([0, 7]);
});

it('waits no longer than ten seconds, however often the blog changes', async () => {
  for (let index = 0; index < 24; index += 1) {
    change += 1;
    await clock.advance(second);
  }
  expect(looks).toEqual([0, 11, 22]);
});

it('tries again half a minute after a look that failed', async () => {
  fails = true;
  change += 1;
  await clock.advance(10 * second);
  fails = false;
  await clock.advance(60 * second);
  expect(looks).toEqual([0, 3, expect.any(Number)]);
  expect((looks[2] ?? 0) - 3).toBeGreaterThanOrEqual(28);
  expect((looks[2] ?? 0) - 3).toBeLessThanOrEqual(30);
  expect(logged).toHaveLength(1);
});

it('looks no more once it is closed', async () => {
  change += 1;
  await kept.close();
  await clock.advance(60 * second);
  expect(looks).toEqual([0]);
});
