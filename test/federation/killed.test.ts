import { expect, test, vi } from 'vitest';
import { usualLanes } from '../../src/federation/deliver/lanes.ts';
import { killAgainAndAgain } from '../support/killing.ts';

// Seven real servers are started, one after the other.
vi.setConfig({ testTimeout: 300_000 });

test('kill -9 five times while 200 inboxes are told of a post and its edit: nothing is missing, the order is kept', async () => {
  const crowd = { servers: 56, inboxesEach: 5, sharing: 20 };
  const result = await killAgainAndAgain({ seed: 2026, kills: 5, posts: 1, edits: 1, removals: 0, ...crowd });
  expect(result).toMatchObject({ kills: 5, inboxes: 200, missing: [], disordered: [], disagreed: [] });
  // Newest first.
  const [update, create] = result.told;
  expect(create).toEqual({ type: 'Create', delivered: 200, waiting: 0, failed: 0, superseded: 0 });
  // Where the post certainly had not arrived it goes with the edit in it: to how many, the kills decide.
  expect(update).toMatchObject({ type: 'Update', waiting: 0, failed: 0 });
  expect((update?.delivered ?? 0) + (update?.superseded ?? 0)).toBe(200);
  expect(update?.delivered).toBeGreaterThan(0);
  // Doubled is only what had arrived when the server was killed, before it could note that.
  expect(result.doubled).toBeLessThanOrEqual(result.inFlight.reduce((sum, count) => sum + count, 0));
  expect(Math.max(...result.inFlight)).toBeLessThanOrEqual(usualLanes.all);
});
