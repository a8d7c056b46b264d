import { expect, test, vi } from 'vitest';
import { takeInWhileKilled } from '../support/taking-in.ts';

// Real servers, started one after the other.
vi.setConfig({ testTimeout: 300_000 });

test('kill -9 while activities of all kinds come in: what was answered with 202 is there, once', async () => {
  const result = await takeInWhileKilled({ seed: 2026, activities: 150, kills: 3 });
  expect(result).toMatchObject({ lost: [], doubled: [], unsent: [], miscounted: [], integrity: 'ok' });
  expect(result.kills).toBe(3);
  expect(result.taken + result.abandoned).toBe(result.activities);
  // Some were in the middle of it, or nothing was tried.
  expect(result.broken).toBeGreaterThan(0);
  expect(result.kept.texts).toBeGreaterThan(10);
});
