import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { groups } from './groups.ts';
import { type Mutation, without } from './mutation.ts';
import { farTests, nearTests } from './tests.ts';

// Takes out one check after the other, in a copy of the project, and runs the tests that must notice: those nearest to the
// file first, then all of its group. `node test/mutate/mutate.ts [--group gate] [--only part of a name] [--workers 2]
// [--list]`. Hours for all; ends with 1 when more than one check in twenty can go unnoticed.
// Of its own making, since Stryker changes every operator of a file and runs hours; this says which check is nobody's.

/** Milliseconds for one run of the tests. One that takes longer has noticed: nothing answers any more. */
const patience = 180_000;

/** Files of tests that fail anyhow: they would notice everything. */
const unsound = new Set<string>();

const ending = new AbortController();

const project = join(import.meta.dirname, '../..');
const left = new Set(['node_modules', '.git', 'dist', 'bench']);

/** One engine is enough, and the PostgreSQL server takes as long to start as most of these tests. */
const onEngine: Mutation = {
  check: 'on both engines',
  file: 'test/support/databases.ts',
  find: 'engines: Engine[] = [sqlite, postgres];',
  replace: 'engines: Engine[] = [sqlite];',
};

interface Found extends Mutation {
  group: string;
  /** The first test that fails without it; null: none does. */
  noticed: string | null;
}

/** A copy of the project, in which one check at a time is missing. */
interface Copy {
  /** @param lists of patterns of test files, tried one after the other until a test fails, which is named. */
  noticedBy(mutation: Mutation, lists: readonly (readonly string[])[]): Promise<string | null>;
  remove(): Promise<void>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      group: { type: 'string' },
      only: { type: 'string', multiple: true, default: [''] },
      workers: { type: 'string', default: '1' },
      near: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  const { group: name } = values;
  if (name !== undefined && !(name in groups))
    throw new Error(`No such group. There are: ${Object.keys(groups).join(', ')}.`);
  const wanted = Object.entries(groups)
    .filter(([group]) => name === undefined || group === name)
    .flatMap(([group, mutations]) => mutations.map((mutation) => ({ group, ...mutation })))
    .filter(({ check, file }) => values.only.some((part) => `${file} ${check}`.includes(part)));
  if (values.list) {
    for (const { group, file, check } of wanted) say(`${group.padEnd(10)} ${file}: ${check}`);
    return;
  }

  const waiting = wanted.filter(({ known }) => known === undefined);
  const found: Found[] = [];
  const work = async (): Promise<void> => {
    const copy = await makeCopy();
    try {
      for (let next = waiting.shift(); next && !ending.signal.aborted; next = waiting.shift()) {
        const noticed = await copy.noticedBy(next, [nearTests(next.file), values.near ? [] : farTests(next.group)]);
        found.push({ ...next, noticed });
        say(
          `${next.group.padEnd(10)} ${next.check.padEnd(50)} ${noticed === null ? 'NOBODY NOTICES' : short(noticed)}`,
        );
      }
    } finally {
      await copy.remove();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  for (const tests of unsound) say(`These fail with every check in its place, and were left out: ${tests}`);
  process.exitCode = tell(wanted, found) >= 0.95 && unsound.size === 0 ? 0 : 1;
}

/** Says how many of each group were noticed, and names the others. @returns the share of all. */
function tell(wanted: readonly (Mutation & { group: string })[], found: readonly Found[]): number {
  say('');
  const counts = (group?: string): [all: number, noticed: number] => {
    const isMeant = (one: { group: string }): boolean => group === undefined || one.group === group;
    return [wanted.filter(isMeant).length, found.filter((one) => isMeant(one) && one.noticed !== null).length];
  };
  for (const group of new Set(wanted.map((one) => one.group))) {
    const [all, noticed] = counts(group);
    say(`${group.padEnd(10)} ${all} checks, ${noticed} noticed`);
    for (const one of wanted.filter((each) => each.group === group && each.known !== undefined))
      say(`  not tried: ${one.check} (${one.file}): ${one.known}`);
    for (const one of found.filter((each) => each.group === group && each.noticed === null))
      say(`  UNNOTICED: ${one.check} (${one.file})`);
  }
  const [all, noticed] = counts();
  say(`${all} checks taken out one by one, ${noticed} noticed: ${((100 * noticed) / Math.max(1, all)).toFixed(1)} %.`);
  return noticed / Math.max(1, all);
}

async function makeCopy(): Promise<Copy> {
  const copy = await mkdtemp(join(tmpdir(), 'postern-mutate-'));
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    await cp(project, copy, { recursive: true, filter: (path) => !left.has(path.slice(project.length + 1)) });
    await symlink(join(project, 'node_modules'), join(copy, 'node_modules'));
    const engines = join(copy, 'test/support/databases.ts');
    await writeFile(engines, without(await readFile(engines, 'utf8'), onEngine));
  } catch (error) {
    await remove();
    throw error;
  }
  const sound = new Set<string>();
  const order = new Order();

  /** Whether the tests of a file end well with every check in its place. Tried twice: a machine that is busy may make one fail. */
  async function isSound(file: string): Promise<boolean> {
    if (sound.has(file)) return true;
    const isWell = (await run(copy, [file], [])) === null || (await run(copy, [file], [])) === null;
    (isWell ? sound : unsound).add(file);
    return isWell;
  }

  return {
    remove,
    async noticedBy(mutation, lists) {
      const path = join(copy, mutation.file);
      const text = await readFile(path, 'utf8');
      const waiting = lists.filter((tests) => tests.length > 0);
      for (let tests = waiting.shift(); tests !== undefined; ) {
        await writeFile(path, without(text, mutation));
        const failed = await run(copy, tests, order.of(mutation.file)).finally(() => writeFile(path, text));
        if (failed?.file !== undefined && !(await isSound(failed.file))) continue;
        if (failed?.file !== undefined) order.learn(mutation.file, failed.file);
        if (failed !== null) return failed.test;
        tests = waiting.shift();
      }
      return null;
    },
  };
}

/** The test that failed first, and the path of its file within the project, where there is one. */
interface Failed {
  test: string;
  file?: string;
}

/** Runs tests until one fails, files that stand first in a list before the others, and gives the one that failed. */
async function run(copy: string, tests: readonly string[], first: readonly string[]): Promise<Failed | null> {
  await writeFile(join(copy, 'vitest.config.ts'), settings(copy, tests, first));
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
  ending.signal.addEventListener('abort', end);
  const timer = setTimeout(end, patience);
  const code = await new Promise<number | null>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', resolve);
  }).finally(() => {
    clearTimeout(timer);
    ending.signal.removeEventListener('abort', end);
  });
  ending.signal.throwIfAborted();
  if (isLate) return { test: '(the tests do not end)' };
  return code === 0 ? null : firstFailed(copy, report);
}

/** Which files most likely notice: those that noticed something else of the same file, the last one first. */
class Order {
  readonly #noticed = new Map<string, string[]>();

  of(file: string): readonly string[] {
    return this.#noticed.get(file) ?? [];
  }

  learn(file: string, by: string): void {
    this.#noticed.set(file, [by, ...this.of(file).filter((other) => other !== by)]);
  }
}

/** vitest's configuration for one run. What is transformed is kept between runs; files run in the order that is told, small ones first. */
function settings(copy: string, tests: readonly string[], first: readonly string[]): string {
  const test = {
    ...{ include: tests, exclude: [...unsound], setupFiles: ['test/support/seed.ts'] },
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

/** Names of some tests hold what they try. */
function short(name: string): string {
  const [line = ''] = name.split('\n');
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
