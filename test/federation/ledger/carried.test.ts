import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from '../../../src/database/drizzle.ts';
import { readMigrations } from '../../../src/database/migrate.ts';
import type { Delivery, Ledger, Outcome } from '../../../src/federation/ledger/ledger.ts';
import { createOutcomes } from '../../../src/federation/ledger/outcomes.ts';
import { prune } from '../../../src/federation/ledger/prune.ts';
import { engines } from '../../support/databases.ts';
import { addFollowers } from '../../support/ledger.ts';
import { type Bench, down, gone, openBench, post, rowsOf, taken } from '../delivering.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const one = 'https://one.example/inbox';
const everything = { about: null, since: null, host: null, failed: false };
const cut: Outcome = {
  ...{ kind: 'retry', status: null, error: 'hung up', after: null, blame: true },
  doubtful: true,
};

describe.each(engines)('a post that is edited before it has arrived, on $name', (engine) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(engine);
    await addFollowers(bench.database, 'james', [one]);
  });
  afterEach(() => bench.close());

  const bytes = (type: string, text: string): string => JSON.stringify({ type, text });
  const tell = (text: string) => bench.add({ id: 'post', json: bytes('Create', text) });
  const edit = (text: string) => bench.add(edited(text));
  const edited = (text: string) =>
    post({ id: text, type: 'Update', json: bytes('Update', text), create: bytes('Create', text) });

  /** What a delivery says, as it is read now. */
  async function said({ activity }: Delivery): Promise<string> {
    const { type, text } = JSON.parse((await bench.ledger.content(activity))?.json ?? '{}');
    return `${type} ${text}`;
  }

  async function take(ledger: Ledger = bench.ledger): Promise<Delivery> {
    const [delivery] = await ledger.claim(1);
    if (!delivery) throw new Error('nothing is due');
    return delivery;
  }

  /** Delivers everything that waits, and tells what it was. */
  async function rest(ledger: Ledger = bench.ledger): Promise<string[]> {
    const sent: string[] = [];
    for (;;) {
      const claimed = await ledger.claim(10);
      for (const delivery of claimed) {
        sent.push(await said(delivery));
        await ledger.settle(delivery, taken);
      }
      if (claimed.length > 0) continue;
      const next = await ledger.nextDue();
      if (!next) return sent;
      await bench.clock.advance(next.getTime() - bench.clock.now().getTime());
    }
  }

  const states = async () => (await rowsOf(bench.database)).map(({ uri, state }) => `${uri} ${state}`);

  it('goes once, as it is now, when nobody could be reached before', async () => {
    await tell('first');
    await bench.ledger.settle(await take(), down);
    await edit('second');
    await edit('third');
    const { attempts } = createOutcomes(bench.database);
    const [, , { key = 0 } = {}] = await bench.database.query.select().from(bench.database.tables.activities);
    expect(await attempts(key, everything)).toMatchObject([{ state: 'waiting', inPost: true }]);
    expect(await rest()).toEqual(['Create third']);
    expect(await states()).toEqual(['post delivered', 'second superseded', 'third superseded']);
    expect(await attempts(key, everything)).toMatchObject([{ state: 'superseded', inPost: true }]);
    await edit('fourth');
    expect(await attempts(key, everything)).toMatchObject([{ state: 'superseded', inPost: true }]);
    expect(await rest()).toEqual(['Update fourth']);
  });

  it('goes with an edit that came before its deliveries were written, and before those of the edit were', async () => {
    const { database, ledger, clock } = bench;
    await database.atomically((query) => [
      ...ledger.add(query, post({ id: 'post', json: bytes('Create', 'first') }), clock.now()),
      ...ledger.add(query, edited('second'), clock.now()),
    ]);
    await ledger.expand();
    const delivery = await take();
    expect(await said(delivery)).toBe('Create second');
    await ledger.settle(delivery, taken);
    while (await ledger.expand());
    expect(await rest()).toEqual([]);
    expect(await states()).toEqual(['post delivered', 'second superseded']);
  });

  it.each([
    ['arrives', taken, ['Update second']],
    ['certainly does not', down, ['Create second']],
    ['may arrive', cut, ['Create second', 'Update second']],
  ])('and is on its way just then, is followed by the edit as far as need be: it %s', async (_, outcome, expected) => {
    await tell('first');
    const delivery = await take();
    await edit('second');
    await bench.ledger.settle(delivery, outcome);
    expect(await rest()).toEqual(expected);
  });

  it('is followed by the newest edit alone when it may have arrived, however often it is tried in vain after that', async () => {
    await tell('first');
    await bench.ledger.settle(await take(), cut);
    await bench.clock.advance(minute);
    await bench.ledger.settle(await take(), down);
    await edit('second');
    await edit('third');
    expect(await rest()).toEqual(['Create third', 'Update third']);
  });

  it('needs no edit that was in it already when it may have arrived', async () => {
    await tell('first');
    await bench.ledger.settle(await take(), down);
    await edit('second');
    await bench.clock.advance(minute);
    await bench.ledger.settle(await take(), cut);
    expect(await rest()).toEqual(['Create second']);
  });

  it('is taken for arrived where whoever sent it was killed, or ended in the middle, and not where it was given back', async () => {
    await tell('first');
    await take();
    await edit('second');
    await bench.clock.advance(2 * minute);
    expect(await rest(bench.other())).toEqual(['Create second', 'Update second']);

    const about = (subject: string) => ({ ...edited(`edit of ${subject}`), subject });
    for (const [subject, isSent, expected] of [
      ['killed', null, ['Create edit of killed', 'Update edit of killed']],
      ['sent', true, ['Create edit of sent', 'Update edit of sent']],
      ['untried', false, ['Create edit of untried']],
    ] as const) {
      await bench.add({ id: subject, subject, json: bytes('Create', subject) });
      const ledger = bench.other();
      const delivery = await take(ledger);
      expect(delivery.subject).toBe(subject);
      if (isSent === null) await bench.other().recover();
      else await ledger.release([delivery], { isSent });
      await bench.add(about(subject));
      expect(await rest(bench.other())).toEqual(expected);
    }
  });

  it('goes as it is now when the owner has it tried again, and an edit that arrived stays as it is', async () => {
    await tell('first');
    await bench.ledger.settle(await take(), gone);
    await edit('second');
    expect(await rest()).toEqual(['Update second']);
    expect(await bench.ledger.retryNow(everything)).toEqual({ failed: 1, waiting: 0, past: 0 });
    expect(await rest()).toEqual(['Create second']);
    expect(await states()).toEqual(['post delivered', 'second delivered']);
  });

  it('is followed by the newest edit where an older one arrived before it: the post may have been made of that', async () => {
    await tell('first');
    await bench.ledger.settle(await take(), gone);
    await edit('second');
    expect(await rest()).toEqual(['Update second']);
    await edit('third');
    await bench.ledger.settle(await take(), gone);
    expect(await bench.ledger.retryNow(everything)).toEqual({ failed: 2, waiting: 0, past: 0 });
    expect(await rest()).toEqual(['Create third', 'Update third']);
  });

  it('keeps its newest bytes when an older edit is added once more', async () => {
    await tell('first');
    await edit('second');
    await edit('third');
    await edit('second');
    expect(await rest()).toEqual(['Create third']);
  });

  it('leaves an edit that is on its way as it is when the next one comes', async () => {
    await tell('first');
    await bench.ledger.settle(await take(), taken);
    await edit('second');
    const delivery = await take();
    await edit('third');
    expect(await said(delivery)).toBe('Update second');
    await bench.ledger.settle(delivery, taken);
    expect(await rest()).toEqual(['Update third']);
  });

  it('is not sent any more when it is deleted, and goes nowhere else by that', async () => {
    await tell('first');
    await bench.ledger.settle(await take(), down);
    await edit('second');
    await bench.add({ id: 'delete', type: 'Delete', json: bytes('Delete', ''), audience: 'told' });
    expect(await rest()).toEqual(['Delete ']);
  });

  it('gets no bytes again that are not kept any more, and the owner is told that it cannot be tried again', async () => {
    await tell('first');
    const { activities, deliveries } = bench.database.tables;
    await bench.ledger.settle(await take(), gone);
    await bench.clock.advance(181 * day);
    await bench.database.query.update(deliveries).set({ finished: bench.clock.now() });
    await prune(bench.database, bench.clock.now());
    await edit('second');
    expect((await bench.database.query.select().from(activities).where(eq(activities.uri, 'post')))[0]).toMatchObject({
      json: null,
      carries: null,
    });
    expect(await bench.ledger.retryNow({ ...everything, failed: true })).toEqual({ failed: 0, waiting: 0, past: 1 });
    expect(await rest()).toEqual(['Update second']);
  });
});

describe.each(engines)('what waited before the ledger knew of doubt, on $name', ({ name, blank, connect }) => {
  it('is in doubt wherever it was tried', async () => {
    const place = await blank();
    const folder = name === 'SQLite' ? 'sqlite' : 'postgres';
    const all = await readMigrations(new URL(`../../../migrations/${folder}/`, import.meta.url));
    const instant = name === 'SQLite' ? '5' : "'2026-11-21'";
    const statements = [
      `insert into hosts (key, name) values (1, 'one.example')`,
      `insert into inboxes (key, uri, host) values (1, 'a', 1), (2, 'b', 1), (3, 'c', 1)`,
      `insert into activities (key, uri, account, type, subject, digest, audience, created)
        values (1, 'post', 'james', 'Create', 'post', '', 'followers', ${instant})`,
      `insert into deliveries (activity, inbox, host, attempts) values (1, 1, 1, 0), (1, 2, 1, 1)`,
      `insert into deliveries (activity, inbox, host, lease) values (1, 3, 1, ${instant})`,
    ];
    const filled = { name: '0004_filled', digest: 'filled', statements };
    const isOlder = (migration: { name: string }): boolean => migration.name < '0005';
    const later = all.filter((migration) => !isOlder(migration));
    const after = await connect(place.address, [...all.filter(isOlder), filled, ...later]);
    const { deliveries } = after.tables;
    const rows = await after.query.select({ carried: deliveries.carried }).from(deliveries).orderBy(deliveries.inbox);
    expect(rows.map(({ carried }) => carried)).toEqual([null, 0, 0]);
    await after.close();
    await place.remove();
  });
});
