import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { groups } from './groups.ts';
import type { Mutation } from './mutation.ts';
import { farTests, nearTests } from './tests.ts';

// Takes out one check after the other, in a copy of the project, and runs the tests that must notice: those nearest to the
// file first, then all of its group. `node test/mutate/mutate.ts [--group gate] [--only part of a name] [--workers 2]
// [--list]`. Some twenty minutes for all on one core; ends with 1 when more than one check in twenty can go unnoticed.
// Of its own making, since Stryker changes every operator of a file and runs hours; this says which check is nobody's.

/** Milliseconds for one run of the tests. One that takes longer has noticed: nothing answers any more. */
const patience = 180_000;

const project = join(import.meta.dirname, '../..');
const left = new Set(['node_modules', '.git', 'dist', 'bench']);

/** One engine is enough, and the PostgreSQL server takes as long to start as most of these tests. */
const [bothEngines, oneEngine] = ['engines: Engine[] = [sqlite, postgres];', 'engines: Engine[] = [sqlite];'];

interface Found extends Mutation {
  group: string;
  /** The first test that fails without it; null: none does. */
  noticed: string | null;
}

/** A copy of the project, in which one check at a time is missing. */
interface Copy {
  /** @param lists of tests, tried one after the other until one fails, which is named. */
  noticedBy(mutation: Mutation, lists: readonly string[]): Promise<string | null>;
  remove(): Promise<void>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      group: { type: 'string' },
      only: { type: 'string', default: '' },
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
    .filter(({ check, file }) => `${file} ${check}`.includes(values.only));
  if (values.list) {
    for (const { group, file, check } of wanted) say(`${group.padEnd(10)} ${file}: ${check}`);
    return;
  }

  const waiting = wanted.filter(({ known }) => known === undefined);
  const found: Found[] = [];
  const work = async (): Promise<void> => {
    const copy = await makeCopy();
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const noticed = await copy.noticedBy(next, [
          ...nearTests(next.file),
          ...(values.near ? [] : farTests(next.group)),
        ]);
        found.push({ ...next, noticed });
        say(
          `${next.group.padEnd(10)} ${next.check.padEnd(50)} ${noticed === null ? 'NOBODY NOTICES' : short(noticed)}`,
        );
      }
    } finally {
      await copy.remove();
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  process.exitCode = tell(wanted, found) >= 0.95 ? 0 : 1;
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
    await replaceIn(join(copy, 'test/support/databases.ts'), bothEngines, oneEngine);
  } catch (error) {
    await remove();
    throw error;
  }
  const sound = new Set<string>();

  /** A test that fails anyhow would notice everything. */
  async function isSound(tests: string): Promise<boolean> {
    if (sound.has(tests)) return true;
    const failed = await run(copy, tests);
    if (failed !== null) throw new Error(`With every check in its place there fails: ${failed} (${tests})`);
    sound.add(tests);
    return true;
  }

  return {
    remove,
    async noticedBy({ check, file, find, replace }, lists) {
      const path = join(copy, file);
      const text = await readFile(path, 'utf8');
      for (const tests of lists) {
        await replaceIn(path, find, replace, check);
        const failed = await run(copy, tests).finally(() => writeFile(path, text));
        if (failed !== null && (await isSound(tests))) return failed;
      }
      return null;
    },
  };
}

async function replaceIn(path: string, find: string, replace: string, check = 'A piece of text'): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`"${check}" must stand once in ${path}: ${find}`);
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
}

/** Runs tests until one fails, and gives its name. */
async function run(copy: string, tests: string): Promise<string | null> {
  const settings = {
    test: {
      ...{ include: [tests], setupFiles: ['test/support/seed.ts'], isolate: false, maxWorkers: 1, bail: 1 },
      ...{ testTimeout: 20_000, hookTimeout: 60_000 },
      experimental: { fsModuleCache: true, fsModuleCachePath: join(copy, '.modules') },
    },
  };
  await writeFile(join(copy, 'vitest.config.ts'), `export default ${JSON.stringify(settings)};\n`);
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
  const timer = setTimeout(end, patience);
  const code = await new Promise<number | null>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', resolve);
  }).finally(() => clearTimeout(timer));
  if (isLate) return '(the tests do not end)';
  return code === 0 ? null : firstFailed(report);
}

/** The whole name of the first test that failed, from vitest's report. */
async function firstFailed(report: string): Promise<string> {
  const text = await readFile(report, 'utf8').catch(() => '{"testResults":[]}');
  const { testResults } = JSON.parse(text) as {
    testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  const failed = testResults.flatMap((file) => file.assertionResults).find(({ status }) => status === 'failed');
  return failed?.fullName ?? '(a test file does not start)';
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
