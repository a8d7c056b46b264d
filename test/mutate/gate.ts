import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutation, mutations } from './checks.ts';

// Takes out one check of the gate after the other, in a copy of the project, and runs its tests: one of them must notice.
// `node test/mutate/gate.ts [part of a check's name]`. Some ten minutes; ends with 1 when a check can go unnoticed.

/** Milliseconds for one run of the tests. One that takes longer has noticed: nothing answers any more. */
const patience = 120_000;

const project = join(import.meta.dirname, '../..');
const copied = ['src', 'test', 'migrations', 'package.json', 'tsconfig.json'];

/** Without the PostgreSQL server, which these tests do not need. */
const settings = `export default {
  test: { include: ['test/gate/*.test.ts'], testTimeout: 20_000, hookTimeout: 20_000, bail: 1 },
};
`;

async function main(): Promise<void> {
  const wanted = mutations.filter(({ check }) => check.includes(process.argv[2] ?? ''));
  const copy = await mkdtemp(join(tmpdir(), 'postern-mutate-'));
  try {
    for (const name of copied) await cp(join(project, name), join(copy, name), { recursive: true });
    await symlink(join(project, 'node_modules'), join(copy, 'node_modules'));
    await writeFile(join(copy, 'vitest.config.ts'), settings);
    const whole = await run(copy);
    if (whole !== null) throw new Error(`The tests fail with every check in its place: ${whole}`);
    let unnoticed = 0;
    for (const mutation of wanted) {
      const noticed = await takeOut(copy, mutation);
      if (noticed === null) unnoticed += 1;
      say(`${mutation.check.padEnd(36)} ${noticed ?? 'NOBODY NOTICES'}`);
    }
    say(`${wanted.length} checks taken out, ${unnoticed} of them unnoticed.`);
    process.exitCode = unnoticed > 0 || wanted.length === 0 ? 1 : 0;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The first test that fails without a check; null: none does. */
async function takeOut(copy: string, { check, file, find, replace }: Mutation): Promise<string | null> {
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`"${check}" must stand once in ${file}: ${find}`);
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
  try {
    return await run(copy);
  } finally {
    await writeFile(path, text);
  }
}

/** Runs the tests until one fails, and gives its name. */
function run(copy: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const report = join(copy, 'report.json');
    const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
    const running = spawn(process.execPath, [vitest, 'run', '--reporter=json', `--outputFile=${report}`], {
      cwd: copy,
      stdio: 'ignore',
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      running.kill('SIGKILL');
    }, patience);
    running.on('error', reject);
    running.on('close', (code) => {
      clearTimeout(timer);
      if (late) resolve('(the tests do not end)');
      else if (code === 0) resolve(null);
      else firstFailed(report).then(resolve, reject);
    });
  });
}

/** The whole name of the first test that failed, from vitest's report. */
async function firstFailed(report: string): Promise<string> {
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  const failed = testResults.flatMap((file) => file.assertionResults).find(({ status }) => status === 'failed');
  return failed?.fullName ?? '(a test file does not start)';
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
