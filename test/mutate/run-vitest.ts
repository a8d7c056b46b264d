import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Milliseconds for one run of the tests. One that takes longer has noticed: nothing answers any more. */
const patience = 180_000;

/** The test that failed first, and the path of its file within the project, where there is one. */
export interface Failed {
  test: string;
  file?: string;
}

/** Runs tests in a vitest of their own until one fails, files that stand first in a list before the others, and gives the one that failed. */
export async function runVitest(
  copy: string,
  {
    tests,
    first = [],
    without = [],
  }: { tests: readonly string[]; first?: readonly string[]; without?: readonly string[] },
  ending: AbortSignal,
): Promise<Failed | null> {
  await writeFile(join(copy, 'vitest.config.ts'), settings(copy, tests, first, without));
  const report = join(copy, 'report.json');
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
  const parameters = [vitest, 'run', '--reporter=json', `--outputFile=${report}`];
  await rm(report, { force: true });
  const running = spawn(process.execPath, parameters, { cwd: copy, stdio: 'ignore', detached: true });
  let isLate = false;
  const end = (): void => {
    isLate = true;
    // With what it started: it is the first of its group.
    if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
  };
  ending.addEventListener('abort', end);
  const timer = setTimeout(end, patience);
  const code = await new Promise<number | null>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', resolve);
  }).finally(() => {
    clearTimeout(timer);
    ending.removeEventListener('abort', end);
  });
  ending.throwIfAborted();
  if (isLate) return { test: '(the tests do not end)' };
  return code === 0 ? null : firstFailed(copy, report);
}

/** vitest's configuration for one run. What is transformed is kept between runs; files run in the order that is told, small ones first. */
function settings(
  copy: string,
  tests: readonly string[],
  first: readonly string[],
  without: readonly string[],
): string {
  const test = {
    ...{ include: tests, exclude: without, setupFiles: ['test/support/seed.ts'] },
    ...{ isolate: false, maxWorkers: 1, bail: 1, passWithNoTests: true },
    ...{ testTimeout: 20_000, hookTimeout: 60_000 },
    experimental: { fsModuleCache: true, fsModuleCachePath: join(copy, '.modules') },
  };
  return `import { statSync } from 'node:fs';
import { BaseSequencer } from 'vitest/node';
const first = ${JSON.stringify(first.map((file) => join(copy, file)))};
const rank = ({ moduleId }) => (first.includes(moduleId) ? first.indexOf(moduleId) - first.length : statSync(moduleId).size);
class LikeliestFirst extends BaseSequencer {
  async sort(files) {
    return files.toSorted((one, other) => rank(one) - rank(other));
  }
}
export default { test: { ...${JSON.stringify(test)}, sequence: { sequencer: LikeliestFirst } } };
`;
}

/** From vitest's report. */
async function firstFailed(copy: string, report: string): Promise<Failed> {
  const text = await readFile(report, 'utf8').catch(() => '{"testResults":[]}');
  const { testResults } = JSON.parse(text) as {
    testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  const at = testResults.find(({ status }) => status === 'failed');
  const failed = at?.assertionResults.find(({ status }) => status === 'failed');
  return {
    test: failed?.fullName ?? '(a test file does not start)',
    ...(at === undefined ? {} : { file: relative(copy, at.name) }),
  };
}
