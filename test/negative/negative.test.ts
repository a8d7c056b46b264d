import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, type RunnerTask, type RunnerTestFile } from 'vitest';
import type { Attempt } from './attempt.ts';
import { classes } from './classes.ts';
import { pages } from './furnish.ts';
import { countOf } from './rows.ts';
import { batch, show } from './shown-text/show.ts';
import { shown } from './shown-text.ts';
import { openStand, type Stand, type State } from './stand.ts';

// Every attempt goes over a socket to a server that is a process of its own. After each, everything is as it was: every row,
// and all pages where `npm run negative` asks for that. Else two of them in turn, so that each is looked at within a dozen
// attempts, and all after the last of a class: to answer for two dozen pages is most of what the server has to do here.
const isThorough = process.env.NEGATIVE_PAGES === 'all';
const atOnce = 2;
const within = Math.ceil(pages.length / atOnce);
let turn = 0;
const lately: string[] = [];

/** The pages that are looked at after one attempt. */
function nextPages(isLast: boolean): readonly string[] {
  if (isThorough || isLast) return pages;
  const from = (turn % within) * atOnce;
  turn += 1;
  return pages.slice(from, from + atOnce);
}

let stand: Stand;
let before: State;
beforeAll(async () => {
  stand = await openStand();
  before = await stand.state();
}, 60_000);
afterAll(() => stand?.close());

describe.each(Object.entries(classes))('%s', (_, attempts) => {
  it.each(byName(attempts))('%s', async (_name, attempt) => {
    const { make, status, says = '', asks = [], noted = status === 202 ? 3 : 0, check } = attempt;
    const asked = stand.asked().length;
    lately.push(attempt.name);
    if (lately.length > within) lately.shift();
    const got = await make(stand);
    expect(got).toMatchObject({ status, text: expect.stringContaining(says) });
    await check?.(got, stand);
    const then = before;
    const now = await stand.state(nextPages(attempt === attempts.at(-1)));
    const after = { rows: now.rows, pages: { ...then.pages, ...now.pages } };
    before = after;
    expect(after.pages, `after ${lately.join('; ')}`).toEqual(then.pages);
    const came = Array.from({ length: noted }, (_, index) => `received ${index + 1}`);
    const allowed = [...came, ...(asks.length > 0 ? ['caches 1', 'caches 0'] : [])];
    const unwanted = changed(then, after).filter((one) => !allowed.includes(one));
    expect(unwanted, difference(then, after, unwanted)).toEqual([]);
    expect(stand.asked().slice(asked)).toEqual(asks);
    expect(await stand.exits.fresh()).toEqual([]);
  });
});

// What is hostile and rightly taken in, many at once, since each change makes every page anew.
describe('shown text', () => {
  for (let at = 0; at < shown.length; at += batch)
    describe(`from the ${at + 1}th on`, () => show(() => stand, shown.slice(at, at + batch)));
  afterAll(async () => {
    before = await stand.state();
  });
});

describe('the suite itself', () => {
  it('looks at pages that are there, at rows that could be lost, and sees what leaves', async () => {
    expect(Object.entries(before.pages).filter(([, shown]) => !shown.startsWith('200 "'))).toEqual([]);
    for (const table of ['followers', 'remarks', 'reactions', 'posts', 'stamps', 'blocks', 'notices'])
      expect(stand.rows.of(table)).not.toEqual([]);
    // The watcher saw the honest ones go: it would see others.
    expect(await stand.exits.all()).toEqual(expect.arrayContaining(stand.towns.map(({ server }) => server.host)));
  });

  it('is answered with nothing of what was sent', async () => {
    const sent = stand.prepare({ say: () => ({ type: '<script>alert(1)</script>', '@context': 'secret' }) });
    const got = await stand.send(sent);
    expect(got.text).not.toMatch(/script|secret/);
    expect(got.headers['content-type']).not.toContain('activity+json');
  });

  it('stands in the README with its score', async ({ task }) => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const score = scoreOf(task.file);
    for (const [name, count] of score) expect(readme).toContain(`| ${name} | ${count} |`);
    const all = [...score.values()].reduce((sum, count) => sum + count, 0);
    expect(readme).toContain(`${all.toLocaleString('en')} attempts`);
  });

  it('names each attempt once within its class', () => {
    for (const attempts of Object.values(classes)) {
      const names = attempts.map(({ name }) => name);
      expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    }
  });
});

/** Class → how many tests it has. */
function scoreOf(file: RunnerTestFile): Map<string, number> {
  const count = (task: RunnerTask): number =>
    task.type === 'suite' ? task.tasks.reduce((sum, one) => sum + count(one), 0) : 1;
  const score = new Map<string, number>();
  for (const suite of file.tasks) {
    if (suite.name !== 'the suite itself') score.set(suite.name, (score.get(suite.name) ?? 0) + count(suite));
  }
  return score;
}

/** Vitest shortens what it takes out of an object. */
function byName(attempts: readonly Attempt[]): [string, Attempt][] {
  return attempts.map((one) => [one.name, one]);
}

/** What stands in some tables now and did not before, and the other way round. */
function difference(before: State, after: State, tables: string[]): string {
  const rowsOf = ({ rows }: State, name: string): string[] =>
    (JSON.parse(rows[name] ?? '[]') as unknown[]).map((row) => JSON.stringify(row));
  return tables
    .map((table) => table.split(' ')[0] ?? '')
    .flatMap((name) => {
      const [then, now] = [rowsOf(before, name), rowsOf(after, name)];
      const lost = then.filter((row) => !now.includes(row)).map((row) => `- ${name} ${row}`);
      return [...lost, ...now.filter((row) => !then.includes(row)).map((row) => `+ ${name} ${row}`)];
    })
    .join('\n');
}

/** The tables that are no longer as they were, and by how many rows: `received +1`. */
function changed(before: State, after: State): string[] {
  const names = Object.keys(after.rows).filter((name) => after.rows[name] !== before.rows[name]);
  return names.map((name) => {
    return `${name} ${countOf(name, after.rows[name]) - countOf(name, before.rows[name])}`;
  });
}
