import { expect, it } from 'vitest';
import { createSkewMeter } from '../../src/federation/skew.ts';

const right = new Date('2026-11-21T09:00:00.500Z');

function meter(ahead: number) {
  const told: string[] = [];
  const time = { ahead };
  const now = () => new Date(right.getTime() + time.ahead * 1000);
  const made = createSkewMeter({ now, warn: (message, { seconds }) => told.push(`${message} ${seconds}`) });
  const answer = (host: string, off = 0, asked = now()) =>
    made.note(`https://${host}/inbox`, new Date(right.getTime() + off * 1000).toUTCString(), asked);
  return { ...made, answer, told, time, now };
}

it('tells how far our clock is from those of others, and takes no single one for right', () => {
  const { skew, answer, told } = meter(0);
  expect(skew()).toEqual({ seconds: null, servers: 0 });
  for (const host of ['a.example', 'b.example', 'c.example', 'd.example']) answer(host);
  answer('liar.example', 86_400);
  answer('liar.example', -86_400);
  expect(skew()).toEqual({ seconds: 0, servers: 5 });
  expect(told).toEqual([]);
});

it('warns once when it is far from three, and again after it was right', () => {
  const { skew, answer, told, time } = meter(3600);
  answer('a.example');
  answer('a.example');
  answer('b.example');
  expect(told).toEqual([]);
  answer('c.example');
  answer('d.example');
  expect(skew()).toEqual({ seconds: 3600, servers: 4 });
  expect(told).toEqual([
    expect.stringMatching(/^The clock of this machine is ahead of those of other servers, .*set it right\. 3600$/),
  ]);
  time.ahead = 0;
  for (const host of ['a.example', 'b.example', 'c.example', 'd.example']) answer(host);
  time.ahead = -600;
  for (const host of ['a.example', 'b.example', 'c.example', 'd.example']) answer(host);
  expect(told[1]).toMatch(/is behind those of other servers.* -600$/);
  expect(told).toHaveLength(2);
});

it('forgets within a day what it heard before the clock was set right', () => {
  const { skew, answer, time } = meter(-3600);
  for (const host of ['a.example', 'b.example', 'c.example']) answer(host);
  expect(skew()).toEqual({ seconds: -3600, servers: 3 });
  time.ahead = 86_400;
  expect(skew()).toEqual({ seconds: null, servers: 0 });
});

it('learns nothing of an answer without a date, of a slow one, and of one during which the clock was set', () => {
  const { skew, note, answer, now } = meter(0);
  note('https://a.example/inbox', null, now());
  note('https://a.example/inbox', 'yesterday', now());
  answer('b.example', 0, new Date(now().getTime() - 20_000));
  answer('c.example', 0, new Date(now().getTime() + 3_600_000));
  expect(skew()).toEqual({ seconds: null, servers: 0 });
});

it('remembers the last of many', () => {
  const { skew, answer } = meter(0);
  for (let n = 0; n < 200; n += 1) answer(`host-${n}.example`);
  expect(skew().servers).toBe(31);
});
