import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { groups } from './groups.ts';
import { type Mutation, without } from './mutation.ts';
import { runVitest } from './run-vitest.ts';
import { farTests, nearTests } from './tests.ts';
import { createWarm } from './warm/warm.ts';

// Takes out one check after the other, in a copy of the project, and runs the tests that must notice: those nearest to the
// file first, then all of its group. `node test/mutate/mutate.ts [--group gate] [--only part of a name …] [--workers 2]
// [--near] [--warm] [--list]`. Each list of tests is tried in a process that lives on (`warm/`: a second a check), and only
// what that does not notice by vitest itself (ten seconds, and minutes for all of a group); `--warm`: by that process alone,
// `--near`: by the nearest tests alone. Ends with 1 when more than one check in twenty can go unnoticed.
// Of its own making, since Stryker changes every operator of a file and runs hours; this says which check is nobody's.

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
      warm: { type: 'boolean', default: false },
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
    const copy = await makeCopy(values.warm);
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

/** @param onlyWarm whether nothing is tried by vitest itself. */
async function makeCopy(onlyWarm: boolean): Promise<Copy> {
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

  const warm = createWarm(copy);

  /** Whether the tests of a file end well with every check in its place. Tried twice: a machine that is busy may make one fail. */
  async function isSound(file: string): Promise<boolean> {
    if (sound.has(file)) return true;
    const attempt = () => runVitest(copy, { tests: [file] }, ending.signal);
    const isWell = (await attempt()) === null || (await attempt()) === null;
    (isWell ? sound : unsound).add(file);
    return isWell;
  }

  /** The test that fails in a vitest of its own without the check. */
  async function tryAlone(mutation: Mutation, tests: readonly string[]): Promise<string | null> {
    const path = join(copy, mutation.file);
    const text = await readFile(path, 'utf8');
    for (;;) {
      const run = { tests, first: order.of(mutation.file), without: [...unsound] };
      await writeFile(path, without(text, mutation));
      const failed = await runVitest(copy, run, ending.signal).finally(() => writeFile(path, text));
      if (failed?.file !== undefined && !(await isSound(failed.file))) continue;
      if (failed?.file !== undefined) order.learn(mutation.file, failed.file);
      return failed?.test ?? null;
    }
  }

  return {
    async remove() {
      warm.end();
      await remove();
    },
    async noticedBy(mutation, lists) {
      for (const tests of lists.filter((list) => list.length > 0)) {
        const noticed = await warm.ask({ mutation, tests, first: order.of(mutation.file) });
        if (noticed) order.learn(mutation.file, noticed.file);
        const test = noticed?.test ?? (onlyWarm ? null : await tryAlone(mutation, tests));
        if (test !== null) return test;
      }
      return null;
    },
  };
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

/** Names of some tests hold what they try. */
function short(name: string): string {
  const [line = ''] = name.split('\n');
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
