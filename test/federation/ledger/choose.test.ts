import { expect, it } from 'vitest';
import { type Candidate, createPuttingOff } from '../../../src/federation/ledger/choose.ts';

const now = new Date('2026-11-21T12:00:00Z');
const seconds = (due: number): number => (due - now.getTime()) / 1000;

function waiting(count: number, probe: boolean): Candidate[] {
  return Array.from({ length: count }, (_, number) => ({
    ...{ activity: 1, inbox: number, host: number, uri: 'a', url: `https://s${number}.example/inbox` },
    ...{ account: 'james', type: 'Create', subject: 'a', signer: null, signature: 'draft-cavage', attempts: 3 },
    ...{ created: now, blockedUntil: null, carried: null, probe },
  }));
}

it('has those of failing hosts come back twenty a second, however many looks it took to meet them', () => {
  const putOff = createPuttingOff();
  const counts = new Map<number, number>();
  for (let look = 0; look < 8; look += 1) {
    for (const [due, some] of putOff(waiting(250, true), now))
      counts.set(seconds(due), (counts.get(seconds(due)) ?? 0) + some.length);
  }
  expect(counts.size).toBe(100);
  expect([...counts.values()]).toEqual(Array(100).fill(20));
});

it('puts none of them off for more than ten minutes, nor when the clock was set back', () => {
  const putOff = createPuttingOff();
  const last = Math.max(...putOff(waiting(30_000, true), now).keys());
  expect(seconds(last)).toBeLessThanOrEqual(601);
  const back = new Date(now.getTime() - 3_600_000);
  expect([...putOff(waiting(20, true), back).keys()]).toEqual([back.getTime() + 1000]);
});

it('does not keep those of healthy hosts waiting for them', () => {
  const putOff = createPuttingOff();
  putOff(waiting(1000, true), now);
  expect([...putOff(waiting(50, false), now).keys()].map(seconds)).toEqual([1]);
});
