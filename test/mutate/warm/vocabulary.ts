import { type ExpectStatic, expect as expectation, vi as tools } from 'vitest';

// The words of vitest that our tests use, in a process that lives on: a suite is collected when its file is imported, and
// run as often as somebody wants. What stands in an expectation is judged by vitest's own `expect`.

type Act = (...values: unknown[]) => unknown;
type Ending = () => unknown;

/** A test, or what holds tests. */
interface Item {
  name: string;
  suite?: Suite;
  act?: Act;
  patience?: number | undefined;
}

export interface Suite {
  name: string;
  above: Suite | null;
  items: Item[];
  beforeAll: Act[];
  afterAll: Act[];
  beforeEach: Act[];
  afterEach: Act[];
}

let here: Suite | null = null;
/** What a test wants done once it is over. */
let endings: Ending[] = [];

function suiteOf(name: string, above: Suite | null): Suite {
  return { name, above, items: [], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
}

/** What a file's import collects. */
export async function collect(load: () => Promise<unknown>): Promise<Suite> {
  const top = suiteOf('', null);
  here = top;
  await load();
  return top;
}

function within(): Suite {
  if (!here) throw new Error('There is no test file.');
  return here;
}

type Rest =
  | [act: Act, patience?: number | { timeout?: number } | undefined]
  | [options: { timeout?: number }, act: Act];

function readRest([first, second]: Rest): { act: Act; patience: number | undefined } {
  const [act, said] = typeof first === 'function' ? [first, second] : [second as Act, first];
  return { act, patience: typeof said === 'number' ? said : (said as { timeout?: number } | undefined)?.timeout };
}

function addTest(name: string, ...rest: Rest): void {
  within().items.push({ name, ...readRest(rest) });
}

function addSuite(name: string, ...rest: Rest): void {
  const above = within();
  const suite = suiteOf(name, above);
  above.items.push({ name, suite });
  here = suite;
  readRest(rest).act();
  here = above;
}

/** `%s` and `$name` of a table's row in the name of a test. */
function fill(name: string, values: unknown[], index: number): string {
  let at = 0;
  const written = name.replace(/%[sjidfo#%]/g, (sign) => {
    if (sign === '%%') return '%';
    if (sign === '%#') return String(index);
    const value = values[at];
    at += 1;
    return /[jo]/.test(sign) ? (JSON.stringify(value) ?? '') : String(value);
  });
  const [row] = values;
  if (typeof row !== 'object' || row === null) return written;
  const read = (path: string): unknown =>
    path.split('.').reduce<unknown>((held, key) => (held as Record<string, unknown> | undefined)?.[key], row);
  return written.replace(/\$([a-zA-Z_.]+)/g, (_, path: string) => String(read(path)));
}

type Add = (name: string, ...rest: Rest) => void;

function table(add: Add) {
  return (rows: readonly unknown[]) =>
    (name: string, ...rest: Rest): void => {
      const { act, patience } = readRest(rest);
      rows.forEach((row, index) => {
        const values = Array.isArray(row) ? row : [row];
        add(fill(name, values, index), () => act(...values), patience);
      });
    };
}

const nothing = (): void => undefined;

function words(add: Add) {
  const conditional = (isWanted: boolean): Add => (isWanted ? add : nothing);
  return Object.assign(add, {
    each: table(add),
    runIf: (wanted: unknown) => conditional(Boolean(wanted)),
    skipIf: (unwanted: unknown) => conditional(!unwanted),
  });
}

export const it = words((name, ...rest) => addTest(name, ...rest));
export const test = it;
export const describe = words((name, ...rest) => addSuite(name, ...rest));
export const beforeAll = (act: Act): unknown => within().beforeAll.push(act);
export const afterAll = (act: Act): unknown => within().afterAll.push(act);
export const beforeEach = (act: Act): unknown => within().beforeEach.push(act);
export const afterEach = (act: Act): unknown => within().afterEach.push(act);
export const onTestFinished = (ending: Ending): unknown => endings.push(ending);
export const inject = (): unknown => ({ problem: 'There is no PostgreSQL here.' });
export const expect: ExpectStatic = expectation;
export const vi: typeof tools = new Proxy(tools, {
  get: (all, name) => (name === 'setConfig' ? nothing : Reflect.get(all, name)),
});

/** Milliseconds. */
const usual = 20_000;

/**
 * Runs a suite until a test fails. @returns its name; null: none does.
 * @param skipped names of tests that are passed by.
 */
export async function run(suite: Suite, skipped: ReadonlySet<string>, path = ''): Promise<string | null> {
  const name = [path, suite.name].filter(Boolean).join(' ');
  const after: Ending[] = [];
  const failed = (await attempt(() => prepare(suite.beforeAll, after)))
    ? await runItems(suite, skipped, name)
    : `${name} (before all)`;
  for (const act of [...suite.afterAll.toReversed(), ...after.toReversed()]) await attempt(act);
  return failed;
}

async function runItems(suite: Suite, skipped: ReadonlySet<string>, path: string): Promise<string | null> {
  for (const item of suite.items) {
    const name = [path, item.name].filter(Boolean).join(' ');
    if (skipped.has(name)) continue;
    const failed = item.suite ? await run(item.suite, skipped, path) : (await passes(item, suite)) ? null : name;
    if (failed !== null) return failed;
  }
  return null;
}

async function passes({ act, patience = usual }: Item, suite: Suite): Promise<boolean> {
  const chain: Suite[] = [];
  for (let one: Suite | null = suite; one; one = one.above) chain.unshift(one);
  const after: Ending[] = [];
  endings = [];
  const isDone =
    (await attempt(() =>
      prepare(
        chain.flatMap(({ beforeEach }) => beforeEach),
        after,
      ),
    )) && (await attempt(() => act?.({ onTestFinished }), patience));
  let isOver = true;
  for (const ending of [...chain.toReversed().flatMap(({ afterEach }) => afterEach), ...after, ...endings.toReversed()])
    isOver = (await attempt(ending)) && isOver;
  return isDone && isOver;
}

/** What a hook returns is done at the end. */
async function prepare(hooks: readonly Act[], after: Ending[]): Promise<void> {
  for (const hook of hooks) {
    const ending = await hook();
    if (typeof ending === 'function') after.push(ending as Ending);
  }
}

async function attempt(act: () => unknown, patience = 60_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It takes too long.')), patience);
  });
  try {
    await Promise.race([Promise.resolve().then(act), late]);
    return true;
  } catch (error) {
    if (process.env.MUTATE_SHOW) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
