import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { createLedger, type Delivery, type Ledger } from '../../src/federation/ledger/ledger.ts';
import { createTestClock } from '../support/clock.ts';
import { type Engine, engines } from '../support/databases.ts';
import { addFollowers } from '../support/ledger.ts';
import { openBench, post, rowsOf, taken } from './delivering.ts';

const crowd = (count: number) => Array.from({ length: count }, (_, number) => `https://s${number}.example/inbox`);

describe.each(engines)('a fan-out on $name', (engine) => {
  it('goes on where it was killed, and misses and doubles nobody', async () => {
    const bench = await openBench(engine);
    await addFollowers(bench.database, 'james', crowd(1200));
    await bench.database.atomically((query) => bench.ledger.add(query, post({ id: 'a' }), bench.clock.now()));
    expect(await bench.ledger.expand()).toBe(true);
    expect(await rowsOf(bench.database)).toHaveLength(500);

    // The transaction of the next chunk fails at its last statement.
    const broken: Database = {
      ...bench.database,
      atomically: (build) =>
        bench.database.atomically((query) => {
          const impossible = query.update(bench.database.tables.activities).set({ cursor: 1 });
          return [...build(query), { statement: impossible, demand: 1000 }];
        }),
    };
    const killed = createLedger({ database: broken, now: bench.clock.now });
    await killed.expand().catch(() => undefined);
    expect(await rowsOf(bench.database)).toHaveLength(500);

    // One that was killed between two writes: the first is there, and nothing after it.
    let writes = 0;
    const dying: Database = {
      ...bench.database,
      async atomically(build) {
        if (writes > 0) throw new Error('killed');
        writes += 1;
        await bench.database.atomically(build);
      },
    };
    const next = createLedger({ database: dying, now: bench.clock.now });
    for (let time = 0; time < 2; time += 1) await next.expand().catch(() => undefined);
    expect(writes).toBe(1);

    const survivor = bench.other();
    while (await survivor.expand());
    const rows = await rowsOf(bench.database);
    expect(new Set(rows.map(({ url }) => url)).size).toBe(1200);
    expect(rows).toHaveLength(1200);
    expect(await survivor.expand()).toBe(false);
    await bench.close();
  });

  it('spreads its deliveries, those of all posts together, and keeps no Accept waiting', async () => {
    const bench = await openBench(engine, 50);
    await addFollowers(bench.database, 'james', crowd(600));
    const start = bench.clock.now().getTime();
    await bench.add({ id: 'a' });
    await bench.add({ id: 'b', subject: 'b' });
    await bench.add({
      id: 'accept',
      type: 'Accept',
      subject: 'x',
      audience: { inboxes: ['https://new.example/inbox'] },
    });
    const seconds = (await rowsOf(bench.database)).map(({ due }) => Math.floor(((due?.getTime() ?? 0) - start) / 1000));
    const counts = Map.groupBy(seconds.slice(0, 1200), (second) => second);
    expect([...counts.values()].every((some) => some.length === 50)).toBe(true);
    expect(counts.size).toBe(24);
    expect(seconds[1200]).toBe(0);
    await bench.close();
  });

  it('goes on behind the turns it gave before, after a start', async () => {
    const bench = await openBench(engine, 50);
    await addFollowers(bench.database, 'james', crowd(600));
    const start = bench.clock.now();
    await bench.database.atomically((query) => bench.ledger.add(query, post({ id: 'a' }), start));
    await bench.ledger.expand();
    const after = createLedger({ database: bench.database, now: bench.clock.now, pace: 50 });
    while (await after.expand());
    const last = Math.max(...(await rowsOf(bench.database)).map(({ due }) => due?.getTime() ?? 0));
    expect(last - start.getTime()).toBeGreaterThan(11_000);
    await bench.close();
  });

  it('puts no server that is well behind those that failed last time, however many', async () => {
    const bench = await openBench(engine, 50);
    const { query, tables } = bench.database;
    await addFollowers(bench.database, 'james', crowd(1200));
    await query.update(tables.hosts).set({ failures: 1, failingSince: bench.clock.now() });
    await addFollowers(bench.database, 'james', ['https://well.example/inbox', 'https://fine.example/inbox']);
    const start = bench.clock.now().getTime();
    await bench.add({ id: 'a' });
    const due = (await rowsOf(bench.database)).map(({ url, due }) => ({ url, after: (due?.getTime() ?? 0) - start }));
    for (const { url, after } of due.filter(({ url }) => /well|fine/.test(url)))
      expect([url, after < 1000]).toEqual([url, true]);
    // They do not come all at once either.
    expect(due.filter(({ after }) => after < 1000).length).toBeLessThan(200);
    expect(due).toHaveLength(1202);
    // Nor does one that starts meanwhile count them.
    await addFollowers(bench.database, 'james', ['https://late.example/inbox']);
    const restarted = bench.other();
    await bench.database.atomically((builder) =>
      restarted.add(builder, post({ id: 'b', subject: 'b' }), bench.clock.now()),
    );
    while (await restarted.expand());
    const late = (await rowsOf(bench.database)).find(({ url }) => url.includes('late'));
    expect((late?.due?.getTime() ?? 0) - start).toBeLessThan(1000);
    await bench.close();
  });

  it('stops writing the deliveries of a post that is deleted meanwhile', async () => {
    const bench = await openBench(engine);
    await addFollowers(bench.database, 'james', crowd(600));
    const now = bench.clock.now();
    await bench.database.atomically((query) => bench.ledger.add(query, post({ id: 'a' }), now));
    await bench.ledger.expand();
    await bench.add({ id: 'delete', type: 'Delete', audience: 'told' });
    const counts = Map.groupBy(await rowsOf(bench.database), ({ uri, state }) => `${uri} ${state}`);
    expect([...counts].map(([what, rows]) => `${what} ${rows.length}`)).toEqual([
      'a superseded 500',
      'delete waiting 600',
    ]);
    await bench.close();
  });
});

describe('two workers on PostgreSQL', () => {
  const [, postgres] = engines as [Engine, Engine];

  it('never send the same row, and both write the deliveries of one post without doubling any', async () => {
    const database = await postgres.open();
    const clock = createTestClock();
    const workers = [0, 1].map(() => createLedger({ database, now: clock.now, pace: Infinity }));
    await addFollowers(database, 'james', crowd(1500));
    const [first] = workers as [Ledger, Ledger];
    await database.atomically((query) => first.add(query, post({ id: 'a' }), clock.now()));
    await Promise.all(workers.map(writeAll));
    expect(await rowsOf(database)).toHaveLength(1500);

    const sent: Delivery[][] = await Promise.all(workers.map(sendAll));
    const all = sent.flat().map(({ inbox }) => inbox);
    expect(all).toHaveLength(1500);
    expect(new Set(all).size).toBe(1500);
    expect((await rowsOf(database)).every(({ state, attempts }) => state === 'delivered' && attempts === 1)).toBe(true);
    await database.close();
  });

  async function writeAll(ledger: Ledger): Promise<void> {
    while (await ledger.expand());
  }

  async function sendAll(ledger: Ledger): Promise<Delivery[]> {
    const sent: Delivery[] = [];
    for (let empty = 0; empty < 20; ) {
      const claimed = await ledger.claim(64);
      empty = claimed.length === 0 ? empty + 1 : 0;
      sent.push(...claimed);
      await Promise.all(claimed.map((delivery) => ledger.settle(delivery, taken)));
    }
    return sent;
  }
});
