import { defineConfig } from 'vitest/config';

/** What puts other timers in place of Node's, or listens to the whole process, has a process of its own. */
const alone = [
  'test/content/highlight.test.ts',
  'test/federation/ledger-anything.test.ts',
  'test/feeds/stable.test.ts',
  'test/followers-hold/followers-hold.test.ts',
];

const each = {
  setupFiles: ['test/support/seed.ts', 'test/support/drawn-keys.ts'],
  // Not one less than there are cores: the tests wait for disks, sockets and child processes more than they compute.
  maxWorkers: 2,
  testTimeout: 20_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/postgres.ts'],
    maxWorkers: each.maxWorkers,
    projects: [
      { test: { ...each, name: 'alone', include: alone } },
      // All others share theirs, so that each loads the program once and not for every file. No test may leave anything
      // behind in it: each starts its own blogs and servers, and ends them.
      { test: { ...each, name: 'shared', include: ['test/**/*.test.ts'], exclude: alone, isolate: false } },
    ],
  },
});
