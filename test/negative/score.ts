// `npm run negative`: the negative suite, and its score for each class of threats as docs/security.md names them. It ends
// with 1 when anything got through.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

interface Report {
  testResults: { assertionResults: { ancestorTitles: string[]; title: string; status: string }[] }[];
}

const folder = mkdtempSync(join(tmpdir(), 'postern-negative-'));
const file = join(folder, 'report.json');
const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const words = [vitest, 'run', '--reporter=json', `--outputFile=${file}`, 'test/negative/negative.test.ts'];
const env = { ...process.env, NEGATIVE_PAGES: 'all' };
spawnSync(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'inherit'] });
const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
rmSync(folder, { recursive: true });

const results = testResults.flatMap(({ assertionResults }) => assertionResults);
const classes = [...new Set(results.map(({ ancestorTitles }) => ancestorTitles[0] ?? ''))].filter(
  (name) => name !== 'the suite itself',
);
const width = Math.max(...classes.map((name) => name.length));
let [all, refused] = [0, 0];
for (const name of classes) {
  const own = results.filter(({ ancestorTitles }) => ancestorTitles[0] === name);
  const failed = own.filter(({ status }) => status !== 'passed');
  all += own.length;
  refused += own.length - failed.length;
  say(`${name.padEnd(width)}  ${own.length - failed.length} of ${own.length}`);
  for (const { title } of failed) say(`  GOT THROUGH: ${title}`);
}
say(`${refused} of ${all} refused.`);
process.exitCode = all === 0 || refused < all ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
