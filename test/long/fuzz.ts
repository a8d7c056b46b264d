// `node test/long/fuzz.ts --times 20 --seeds 3 --minutes 30`: the properties of test/fuzz and of the sanitiser, each so many
// times as often as in `npm test`, once for each seed (`--seed 1` is the first of them), until the minutes are over. It prints
// what was tried, or what was found: `TEST_SEED=<seed> TEST_RUNS=<times> vitest run <file>` finds it again.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '30' },
  },
});
const [times, seeds, first, minutes] = [values.times, values.seeds, values.seed, values.minutes].map(Number) as [
  number,
  number,
  number,
  number,
];
const files = positionals.length > 0 ? positionals : ['test/fuzz', 'test/conversation/clean-anything.test.ts'];
const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const folder = await mkdtemp(join(tmpdir(), 'postern-fuzz-'));
const begun = performance.now();
const end = begun + minutes * 60_000;
let cases = 0;
let wrong = 0;
let rounds = 0;

for (let seed = first; seed < first + seeds && performance.now() < end; seed += 1) {
  const tally = join(folder, String(seed));
  const { code, late, output } = await run(seed, tally);
  const tried = (await readFile(tally, 'utf8').catch(() => ''))
    .split('\n')
    .reduce((sum, line) => sum + Number(line), 0);
  cases += tried;
  rounds += 1;
  const isFound = /^ *(?:FAIL|Error:)/m.test(output) || (code !== 0 && !late);
  if (isFound) {
    wrong += 1;
    say(output);
  }
  const outcome = isFound ? 'something found' : late ? 'nothing found until the time was over' : 'nothing found';
  say(`Seed ${seed}: ${tried} cases, ${outcome}.`);
}
await rm(folder, { recursive: true, force: true });
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
say(
  `${rounds} rounds of test/fuzz, ${times} times as often: ${cases} cases, ${wrong} rounds found something, ${seconds} s.`,
);
process.exitCode = wrong === 0 ? 0 : 1;

/** One round in a process of its own, which ends when the minutes do. */
function run(seed: number, tally: string): Promise<{ code: number | null; late: boolean; output: string }> {
  return new Promise((resolve) => {
    const environment = { TEST_RUNS: String(times), TEST_SEED: String(seed), TEST_TALLY: tally };
    const child = spawn(process.execPath, [vitest, 'run', '--maxWorkers=1', ...files], {
      cwd: root,
      env: { ...process.env, ...environment, NO_COLOR: '1' },
    });
    let isLate = false;
    const stop = (): void => {
      isLate = true;
      // Asked once, vitest tells first what it found.
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), 20_000).unref();
    };
    const limit = setTimeout(stop, Math.max(1_000, end - performance.now()));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += String(piece)));
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code, late: isLate, output });
    });
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
