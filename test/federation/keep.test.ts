import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { type KeepParts, type KeptAnnounced, keepAnnounced } from '../../src/federation/announce/keep.ts';
import { emptyLook } from '../../src/federation/announce/report.ts';
import { createLog } from '../../src/log.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { james } from './sample.ts';

const hour = 3_600_000;

let timers: TestClock;
/** By how much the clock on the wall was set back; timers know nothing of that. */
let setBack: number;
let looks: number;
let profiles: number;
let outside: string;
let due: Date | null;
let isBroken: boolean;
let logged: string[];
let kept: KeptAnnounced;

beforeEach(async () => {
  timers = createTestClock();
  [setBack, looks, profiles, outside, due, isBroken, logged] = [0, 0, 0, 'off', null, false, []];
  const clock: Clock = { now: () => new Date(timers.now().getTime() - setBack), after: timers.after };
  const announcer = {
    async announce() {
      looks += 1;
      if (isBroken) throw new Error('No disk.');
      return emptyLook();
    },
    async announceProfiles() {
      profiles += 1;
      return outside === 'on' ? [james] : [];
    },
    outside: () => outside,
    nextDue: () => due,
  };
  kept = keepAnnounced({
    announcer: announcer as unknown as KeepParts['announcer'],
    posts: { change: () => 1, refresh: async () => false },
    clock,
    log: createLog({ log: 'pretty', logLevel: 'info' }, (line) => logged.push(line), clock.now),
    wake() {},
  });
  await kept.first;
});
afterEach(() => kept.close());

describe('looking at what followers are to be told', () => {
  it('is done once where nothing happens', async () => {
    await timers.advance(hour);
    expect([looks, profiles]).toEqual([1, 1]);
  });

  it('is tried again half a minute after it failed, also when the clock was set back meanwhile', async () => {
    isBroken = true;
    kept.look();
    await timers.advance(5000);
    setBack = hour;
    isBroken = false;
    await timers.advance(20_000);
    expect(looks).toBe(2);
    await timers.advance(10_000);
    expect(looks).toBe(3);
    await timers.advance(hour);
    expect(looks).toBe(3);
  });

  it('does not wait for a time that has gone away with a clock that was set back', async () => {
    due = new Date(timers.now().getTime() + 60_000);
    await timers.advance(10_000);
    expect(looks).toBe(1);
    setBack = hour;
    await timers.advance(1000);
    expect(looks).toBe(2);
    await timers.advance(10_000);
    expect(looks).toBe(2);
  });

  it('tells of a profile as soon as other servers may see it', async () => {
    outside = 'on';
    await timers.advance(1000);
    await timers.advance(hour);
    expect(profiles).toBe(2);
    expect(logged.filter((line) => line.includes('@james@blog.example.com'))).toHaveLength(1);
  });
});
