import { expect, it } from 'vitest';
import { createTurns } from '../../src/federation/load/turns.ts';

it('lets whoever waits go before whoever comes later, and never more at once', async () => {
  const inTurn = createTurns(2, 100);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const begin = (number: number) =>
    inTurn('host', async () => {
      begun.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const settle = () => new Promise(setImmediate);
  const works = [1, 2, 3].map(begin);
  await settle();
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  await settle();
  works.push(begin(4), begin(5));
  await settle();
  expect(begun).toEqual([1, 2, 3]);
  for (let place = 1; place < 5; place += 1) {
    ends[place]?.();
    await settle();
  }
  await Promise.all(works);
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

it('keeps nobody waiting for another host, nor for a work that failed', async () => {
  const inTurn = createTurns(1, 0);
  const held = Promise.withResolvers<void>();
  const slow = inTurn('slow', () => held.promise);
  expect(await inTurn('quick', async () => 'done')).toBe('done');
  await expect(inTurn('slow', async () => 'done')).rejects.toThrow('waited for');
  held.reject(new Error('broken'));
  await expect(slow).rejects.toThrow('broken');
  expect(await inTurn('slow', async () => 'done')).toBe('done');
});
