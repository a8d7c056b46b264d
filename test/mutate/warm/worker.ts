import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutation, without } from '../mutation.ts';
import { between, importAnew, root, takeOver } from './modules.ts';
import type { collect as Collect, run as Run } from './vocabulary.ts';

// A process in which everything is loaded once; for each check only what lies between its file and a test is loaded
// again. A failure counts where the same test passes with the check in its place, right afterwards.

/** What the parent asks, and what it is told. */
export interface Asked {
  mutation: Mutation;
  /** Patterns of test files. */
  tests: readonly string[];
  /** Files that are tried first. */
  first: readonly string[];
}

export interface Told {
  /** Null: no test failed that passes otherwise. */
  noticed: { test: string; file: string } | null;
  /** Bytes of memory: modules that were loaded again are never forgotten. */
  memory: number;
}

// vitest's expectations look for the worker that they are in.
Object.assign(globalThis, {
  __vitest_worker__: { filepath: '', ctx: {}, config: {}, environment: { name: 'node' }, rpc: {}, providedContext: {} },
});
takeOver();
const vocabulary = './vocabulary.ts';
const { run, collect }: { run: typeof Run; collect: typeof Collect } = await import(vocabulary);
const seed = '../../support/seed.ts';
await import(seed);

/** Tests that fail with every check in its place, by file: what only a process or a real vitest can do. */
const unfit = new Map<string, Set<string>>();
const often = 6;

async function judge({ mutation, tests, first }: Asked): Promise<Told['noticed']> {
  const file = join(root, mutation.file);
  const text = without(readFileSync(file, 'utf8'), mutation);
  const found = [...new Set(tests.flatMap((pattern) => globSync(pattern, { cwd: root }).sort()))];
  const rank = (test: string): number => (first.includes(test) ? first.indexOf(test) - first.length : 0);
  for (const test of found.toSorted((one, other) => rank(one) - rank(other))) {
    const entry = join(root, test);
    const fresh = between(entry, file);
    if (fresh === null) continue;
    const failed = await tryFile(test, (now) => importAnew(entry, fresh, file, now), text);
    if (failed !== null) return { test: failed, file: test };
  }
  return null;
}

async function tryFile(
  test: string,
  load: (text: string | null) => Promise<unknown>,
  text: string,
): Promise<string | null> {
  const skipped = unfit.get(test) ?? new Set<string>();
  unfit.set(test, skipped);
  const attempt = async (now: string | null): Promise<string | null> => {
    try {
      return await run(await collect(() => load(now)), skipped);
    } catch {
      return '(does not start)';
    }
  };
  for (let times = 0; times < often; times += 1) {
    const failed = await attempt(text);
    if (failed === null) return null;
    const anyhow = await attempt(null);
    if (anyhow === null) return failed;
    if (skipped.has(anyhow)) return null;
    skipped.add(anyhow);
  }
  return null;
}

// What a test leaves behind must not end the others.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', async (asked: Asked) => {
  const told: Told = { noticed: await judge(asked), memory: process.memoryUsage.rss() };
  process.send?.(told);
});
process.send?.('ready');
