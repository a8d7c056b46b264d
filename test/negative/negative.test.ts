import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classes } from './classes.ts';
import { openStand, type Stand, type State } from './stand.ts';

// Every attempt goes over a socket to a server that is a process of its own. After each, everything is as it was.
let stand: Stand;
let before: State;
beforeAll(async () => {
  stand = await openStand();
  before = await stand.state();
}, 60_000);
afterAll(() => stand?.close());

describe.each(Object.entries(classes))('%s', (_, attempts) => {
  it.each(attempts)('$name', async ({ make, status, says = '', asks = [], check }) => {
    const asked = stand.asked().length;
    const got = await make(stand);
    expect(got).toMatchObject({ status, text: expect.stringContaining(says) });
    await check?.(got, stand);
    const after = await stand.state();
    expect(after.pages).toEqual(before.pages);
    // That it came: its signature, its id, and what it takes back of its own that may come later.
    const noted = status === 202 ? ['received 1', 'received 2', 'received 3'] : [];
    const allowed = [...noted, ...(asks.length > 0 ? ['caches 1', 'caches 0'] : [])];
    expect(changed(before, after).filter((one) => !allowed.includes(one))).toEqual([]);
    expect(stand.asked().slice(asked)).toEqual(asks);
    expect(await stand.exits.fresh()).toEqual([]);
    before = after;
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

  it('names each attempt once within its class', () => {
    for (const attempts of Object.values(classes)) {
      const names = attempts.map(({ name }) => name);
      expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    }
  });
});

/** The tables that are no longer as they were, and by how many rows: `received +1`. */
function changed(before: State, after: State): string[] {
  const names = Object.keys(after.rows).filter((name) => after.rows[name] !== before.rows[name]);
  return names.map((name) => {
    const [then, now] = [before, after].map(({ rows }) => (JSON.parse(rows[name] ?? '[]') as unknown[]).length);
    return `${name} ${(now ?? 0) - (then ?? 0)}`;
  });
}
