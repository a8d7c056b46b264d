import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createStop } from '../../../src/federation/websub/stop.ts';

it('gives what comes of it, or what went wrong', async () => {
  const { unless, isStopped } = createStop();
  expect([await unless(Promise.resolve('a')), isStopped()]).toEqual(['a', false]);
  await expect(unless(Promise.reject(new Error('b')))).rejects.toThrow('b');
});

it('waits for nothing once it is stopped, whether that began before or after', async () => {
  const { unless, stop, isStopped } = createStop();
  const before = unless(new Promise(() => {}));
  stop();
  expect([await before, await unless(new Promise(() => {})), isStopped()]).toEqual([null, null, true]);
});

it('keeps nothing of what is over, however many there were', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { unless, isStopped } = createStop();
  const over: WeakRef<object>[] = [];
  const one = async (): Promise<void> => {
    const waiting = unless(Promise.resolve({ status: 204 }));
    over.push(new WeakRef(waiting));
    await waiting;
  };
  for (let index = 0; index < 100; index += 1) await one();
  await new Promise(setImmediate);
  collect();
  expect(over.filter((kept) => kept.deref() !== undefined).length).toBeLessThan(5);
  // It is still there itself.
  expect(isStopped()).toBe(false);
});
