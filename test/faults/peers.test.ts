import { expect, it } from 'vitest';
import { outliveDeadPeers } from './dead-peers.ts';

// test/long/dead-peers.ts is the same with ten thousand.
it('a hundred dead servers and three silent ones delay nobody, cost a row each, and keep no server from ending', async () => {
  const [dead, silent] = [100, 3];
  const { tried, healthy, idle, page, rows, descriptors, code, ended } = await outliveDeadPeers({
    dead,
    silent,
    watch: 2,
  });
  expect(tried).toBeLessThan(60);
  expect(healthy).toBeLessThan(20);
  expect(idle).toBeLessThan(0.5);
  expect(page).toBeLessThan(5000);
  expect(rows).toMatchObject({ deliveries: expect.any(Number), activities: expect.any(Number) });
  // A row for each inbox and post, and the answer to the one who followed.
  expect(rows.deliveries).toBeLessThanOrEqual(2 * (dead + silent + 1) + 1);
  // That the healthy one has it may not be written down yet.
  expect(rows.waiting).toBeLessThanOrEqual(2 * (dead + silent) + 1);
  expect(rows.hosts).toBe(dead + silent + 1);
  expect(descriptors).toBeLessThan(100);
  expect(code).toBe(0);
  expect(ended).toBeLessThan(13);
}, 180_000);
