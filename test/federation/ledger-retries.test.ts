import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from '../../src/database/drizzle.ts';
import type { Outcome } from '../../src/federation/ledger/ledger.ts';
import { nextAttempt, readRetryAfter } from '../../src/federation/ledger/retry.ts';
import { engines } from '../support/databases.ts';
import { addFollowers } from '../support/ledger.ts';
import { type Bench, doubted, down, gone, names, openBench, rowsOf, taken } from './delivering.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const one = 'https://one.example/inbox';
const everything = { about: null, since: null, host: null, failed: false };

describe('the pauses between attempts', () => {
  const began = new Date('2026-11-21T12:00:00Z');
  const wait = (attempts: number, random: number, after: number | null = null): number | undefined => {
    const next = nextAttempt({ attempts, began, after }, began, random);
    return next ? next.getTime() - began.getTime() : undefined;
  };

  it('grow from a minute to half a day, a fifth more or less', () => {
    const middle = [1, 2, 3, 4, 5, 6, 7, 8, 40].map((attempts) => wait(attempts, 0.5));
    expect(middle).toEqual([
      minute,
      5 * minute,
      20 * minute,
      hour,
      3 * hour,
      6 * hour,
      12 * hour,
      12 * hour,
      12 * hour,
    ]);
    expect([wait(1, 0), wait(1, 1)]).toEqual([48_000, 72_000]);
  });

  it('are as long as the other side asks, up to a day, and never shorter than ours', () => {
    expect(wait(1, 0.5, 3 * hour)).toBe(3 * hour);
    expect(wait(1, 0.5, 1000)).toBe(minute);
    expect(wait(1, 0.5, 30 * day)).toBe(day);
  });

  it('never lead beyond seven days', () => {
    const late = (now: Date) => nextAttempt({ attempts: 20, began, after: day }, now, 1);
    expect(late(new Date(began.getTime() + 6.5 * day))).toEqual(new Date(began.getTime() + 7 * day));
    expect(late(new Date(began.getTime() + 7 * day))).toBeNull();
  });

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sat, 21 Nov 2026 13:00:00 GMT', hour],
    ['Saturday, 21-Nov-26 13:00:00 GMT', hour],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2026', 2_026_000],
    ['99999999999', null],
    ['', null],
    [null, null],
  ])('read Retry-After: %s', (text, milliseconds) => {
    expect(readRetryAfter(text, began)).toBe(milliseconds);
  });
});

describe.each(engines)('a week of the ledger on $name', (engine) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(engine);
  });
  afterEach(() => bench.close());

  /** Answers everything that falls due with the same, until nothing is left; tells when it was tried, in minutes. */
  async function live(outcome: Outcome): Promise<number[]> {
    const start = bench.clock.now().getTime();
    const tried: number[] = [];
    for (;;) {
      for (const delivery of await bench.ledger.claim(10)) {
        tried.push((bench.clock.now().getTime() - start) / minute);
        await bench.ledger.settle(delivery, outcome);
      }
      const next = await bench.ledger.nextDue();
      if (!next) return tried;
      await bench.clock.advance(next.getTime() - bench.clock.now().getTime());
    }
  }

  it('tries again with growing pauses for seven days, then gives up', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one] } });
    const tried = await live(doubted);
    expect(tried.slice(0, 9)).toEqual([0, 1, 6, 26, 86, 266, 626, 1346, 2066]);
    expect(tried.slice(-2)).toEqual([9986, 10_080]);
    expect(await rowsOf(bench.database)).toMatchObject([
      {
        state: 'failed',
        status: 401,
        error: 'gave up after 7 days: no',
        attempts: tried.length,
        due: null,
        lease: null,
      },
    ]);
  });

  it('leaves a host that is down alone for longer and longer, and gives up what waits for it', async () => {
    const inboxes = Array.from({ length: 20 }, (_, number) => `https://one.example/${number}`);
    await bench.add({ id: 'a', audience: { inboxes } });
    const tried = await live(down);
    // Not twenty rows by twenty attempts: one probe a pause.
    expect(tried.length).toBeLessThan(40);
    const rows = await rowsOf(bench.database);
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(row).toMatchObject({ state: 'failed', due: null });
    for (const row of rows) expect(row.error).toMatch(/^gave up after 7 days/);
  });

  it('pauses a host at its third failure, all rows in one go, and lets one probe it when the pause is over', async () => {
    const inboxes = Array.from({ length: 10 }, (_, number) => `https://one.example/${number}`);
    await bench.add({ id: 'a', audience: { inboxes: [...inboxes, 'https://two.example/inbox'] } });
    for (let failures = 0; failures < 3; ) {
      const claimed = await bench.ledger.claim(20);
      for (const delivery of claimed) {
        const isDown = delivery.url.includes('one.example');
        if (isDown) failures += 1;
        await bench.ledger.settle(delivery, isDown ? down : taken);
      }
    }
    const { hosts } = bench.database.tables;
    const [host] = await bench.database.query.select().from(hosts).where(eq(hosts.name, 'one.example'));
    const end = new Date(bench.clock.now().getTime() + 5 * minute);
    expect(host).toMatchObject({ failures: 3, pausedUntil: end, failingSince: bench.clock.now() });
    const waiting = (await rowsOf(bench.database)).filter(({ state }) => state === 'waiting');
    expect(waiting).toHaveLength(10);
    expect(waiting.every(({ due }) => due && due >= end)).toBe(true);
    await bench.clock.advance(5 * minute - 1);
    expect(await bench.ledger.claim(20)).toEqual([]);
    await bench.clock.advance(1);
    const [probe, ...more] = await bench.ledger.claim(20);
    expect(more).toEqual([]);
    if (probe) await bench.ledger.settle(probe, taken);
    expect((await bench.database.query.select().from(hosts).where(eq(hosts.name, 'one.example')))[0]).toMatchObject({
      failures: 0,
      failingSince: null,
      pausedUntil: null,
    });
    expect(await bench.ledger.claim(20)).toHaveLength(2);
  });

  it('lets a new post wait for the end of its host’s pause, and brings it when an answer shows that the host is back', async () => {
    await addFollowers(bench.database, 'james', [one]);
    const { hosts } = bench.database.tables;
    const pausedUntil = new Date(bench.clock.now().getTime() + 12 * hour);
    await bench.database.query.update(hosts).set({ failures: 5, failingSince: bench.clock.now(), pausedUntil });
    await bench.add({ id: 'post' });
    expect(await bench.ledger.claim(10)).toEqual([]);
    expect(await bench.ledger.nextDue()).toEqual(pausedUntil);
    // Somebody there asked to follow just now.
    await bench.add({
      id: 'accept',
      subject: 'follow',
      audience: { inboxes: ['https://one.example/users/ada/inbox'] },
    });
    const [accept] = await bench.ledger.claim(10);
    expect(accept).toMatchObject({ uri: 'accept' });
    if (accept) await bench.ledger.settle(accept, taken);
    expect(names(await bench.ledger.claim(10))).toEqual(['post one.example']);
  });

  it('does what Retry-After says, for the row and, where the host is in trouble, for all of it', async () => {
    await bench.add({
      id: 'a',
      audience: { inboxes: [one, 'https://one.example/other', 'https://one.example/third'] },
    });
    const [first] = await bench.ledger.claim(1);
    if (first)
      await bench.ledger.settle(first, {
        kind: 'retry',
        status: 429,
        error: 'slow down',
        after: 2 * hour,
        blame: true,
        doubtful: false,
      });
    expect(await bench.ledger.claim(10)).toEqual([]);
    expect(await bench.ledger.nextDue()).toEqual(new Date(bench.clock.now().getTime() + 2 * hour));
  });

  it('keeps the pause a host asked for, when what was on its way fails after that', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one, 'https://one.example/other'] } });
    const [first, second] = await bench.ledger.claim(2);
    const asked: Outcome = {
      kind: 'retry',
      status: 429,
      error: 'slow down',
      after: 20 * hour,
      blame: true,
      doubtful: false,
    };
    const { hosts } = bench.database.tables;
    await bench.database.query.update(hosts).set({ failures: 5, failingSince: bench.clock.now() });
    if (first) await bench.ledger.settle(first, asked);
    if (second) await bench.ledger.settle(second, down);
    const end = new Date(bench.clock.now().getTime() + 20 * hour);
    expect(await bench.database.query.select().from(hosts)).toMatchObject([{ failures: 7, pausedUntil: end }]);
    expect(await rowsOf(bench.database)).toMatchObject([{ due: end }, { due: end }]);
  });

  it('does not hold against a host what its inboxes answer', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [1, 2, 3, 4].map((number) => `https://one.example/${number}`) } });
    for (let turn = 0; turn < 2; turn += 1) {
      for (const delivery of await bench.ledger.claim(10)) await bench.ledger.settle(delivery, gone);
    }
    expect(await bench.database.query.select().from(bench.database.tables.hosts)).toMatchObject([
      { failures: 0, pausedUntil: null },
    ]);
    expect(await rowsOf(bench.database)).toMatchObject(
      Array(4).fill({ state: 'failed', status: 410, error: 'the inbox is gone' }),
    );
  });

  it('remembers which signature a host takes', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one] } });
    for (const delivery of await bench.ledger.claim(1))
      await bench.ledger.settle(delivery, { kind: 'delivered', status: 202, signature: 'rfc9421' });
    await bench.add({ id: 'b', audience: { inboxes: [one] } });
    expect(await bench.ledger.claim(1)).toMatchObject([{ uri: 'b', signature: 'rfc9421' }]);
  });

  it('keeps errors to one short line', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one] } });
    const error = `bad\r\n\tanswer\0 ${'x'.repeat(500)}`;
    for (const delivery of await bench.ledger.claim(1))
      await bench.ledger.settle(delivery, { kind: 'failed', status: 400, error, doubtful: false });
    const [row] = await rowsOf(bench.database);
    expect(row?.error).toMatch(/^bad answer x{100,190}$/);
  });

  it('sends again what failed when the owner asks, with seven days more, and what waits at once', async () => {
    await bench.add({ id: 'a', audience: { inboxes: [one] } });
    await live(doubted);
    await bench.add({ id: 'b', subject: 'b', audience: { inboxes: [one, 'https://two.example/inbox'] } });
    for (const delivery of await bench.ledger.claim(10)) await bench.ledger.settle(delivery, doubted);
    const only = { ...everything, host: 'one.example' };
    expect(await bench.ledger.retryNow(only, { count: true })).toMatchObject({ failed: 1, waiting: 1 });
    expect(await bench.ledger.retryNow({ ...only, failed: true })).toMatchObject({ failed: 1, waiting: 0 });
    expect(await bench.ledger.retryNow({ ...only, about: { subjects: ['b'], uris: [] } })).toMatchObject({
      failed: 0,
      waiting: 1,
    });
    const claimed = await bench.ledger.claim(10);
    expect(names(claimed)).toEqual(['a one.example', 'b one.example']);
    for (const delivery of claimed) await bench.ledger.settle(delivery, doubted);
    const rows = await rowsOf(bench.database);
    const [again] = rows.filter(({ uri }) => uri === 'a');
    expect(again).toMatchObject({ state: 'waiting', retried: bench.clock.now() });
    expect(again?.attempts).toBeGreaterThan(15);
  });

  it('sends an edit that had arrived once more behind the post that had not, and no other', async () => {
    await addFollowers(bench.database, 'james', [one, 'https://two.example/inbox']);
    await bench.add({ id: 'create' });
    for (const delivery of await bench.ledger.claim(10))
      await bench.ledger.settle(delivery, delivery.url === one ? gone : taken);
    for (const id of ['first edit', 'second edit']) {
      await bench.add({ id, type: 'Update' });
      for (const delivery of await bench.ledger.claim(10)) await bench.ledger.settle(delivery, taken);
    }
    expect(await bench.ledger.retryNow(everything)).toMatchObject({ failed: 1, waiting: 0 });
    const sent: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const claimed = await bench.ledger.claim(10);
      sent.push(...names(claimed));
      for (const delivery of claimed) await bench.ledger.settle(delivery, taken);
    }
    expect(sent).toEqual(['create one.example', 'second edit one.example']);
  });

  it('does not send a post again that was deleted since', async () => {
    await addFollowers(bench.database, 'james', [one]);
    await bench.add({ id: 'create' });
    for (const delivery of await bench.ledger.claim(10)) await bench.ledger.settle(delivery, gone);
    await bench.add({ id: 'delete', type: 'Delete', audience: 'told' });
    for (const delivery of await bench.ledger.claim(10)) await bench.ledger.settle(delivery, taken);
    expect(await bench.ledger.retryNow(everything)).toMatchObject({ failed: 0, waiting: 0 });
  });
});
