import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, DatabaseError } from '../../src/database/database.ts';
import { createDeliverer, type Deliverer } from '../../src/federation/deliver/deliverer.ts';
import { roomIn, untilRoom } from '../../src/federation/deliver/lanes.ts';
import type { Guard } from '../../src/federation/guard/guard.ts';
import { createLedger } from '../../src/federation/ledger/ledger.ts';
import { engines } from '../support/databases.ts';
import { type Peer, startPeer } from '../support/peer.ts';
import { until } from '../support/until.ts';
import { type Bench, makeSigner, openBench, openGuard, recordingLog, rowsOf } from './delivering.ts';

describe.each(engines)('delivering from a database that fails, on $name', (engine) => {
  let bench: Bench;
  let peer: Peer;
  let guard: Guard;
  let deliverer: Deliverer;
  let failure: string | null;
  let failures: number;
  const log = recordingLog();

  beforeEach(async () => {
    [bench, peer] = [await openBench(engine), await startPeer()];
    guard = openGuard();
    [failure, failures] = [null, 0];
    log.lines.length = 0;
    const fail = <T>(goOn: () => T): T => {
      if (failure === null) return goOn();
      failures += 1;
      throw new DatabaseError(failure);
    };
    const { query } = bench.database;
    const failing: Database = {
      ...bench.database,
      query: {
        ...(Object.fromEntries(
          ['select', 'insert', 'delete', '$count'].map((name) => [
            name,
            (query[name as never] as () => unknown).bind(query),
          ]),
        ) as object as typeof query),
        update: (table: never) => fail(() => query.update(table)),
      } as typeof query,
      atomically: async (build) => fail(() => bench.database.atomically(build)),
    };
    const ledger = createLedger({ database: failing, now: bench.clock.now, random: () => 0.5, pace: Infinity });
    const { signerFor } = await makeSigner();
    deliverer = createDeliverer({ ledger, signerFor, guard, clock: bench.clock, log });
  });
  afterEach(async () => {
    failure = null;
    await deliverer.close();
    await guard.close();
    await peer.close();
    await bench.close();
  });

  it('waits while it is full, says so once, and goes on without a restart', async () => {
    peer.at('/inbox', { status: 202 });
    await bench.add({ id: 'a', audience: { inboxes: [`${peer.origin}/inbox`] } });
    failure = 'The database x cannot be written: the disk is full.';
    deliverer.start();
    await until(() => failures > 0);
    for (let turn = 0; turn < 5; turn += 1) {
      const before = failures;
      await until(async () => {
        await bench.clock.advance(60_000);
        return failures > before;
      });
    }
    expect(log.lines).toEqual(['error: Deliveries wait: the ledger cannot be used.']);
    expect(peer.received).toEqual([]);
    failure = null;
    await until(async () => {
      await bench.clock.advance(60_000);
      return (await rowsOf(bench.database)).every(({ state }) => state === 'delivered');
    });
    expect(log.lines).toEqual(['error: Deliveries wait: the ledger cannot be used.', 'info: Deliveries go on.']);
    expect(peer.received).toHaveLength(1);
  });

  it('keeps an outcome that cannot be written until it can, and sends nothing twice', async () => {
    peer.at('/inbox', (_, response) => {
      failure = 'The database x is locked by another program: end that one first.';
      response.writeHead(202).end();
    });
    await bench.add({ id: 'a', audience: { inboxes: [`${peer.origin}/inbox`] } });
    deliverer.start();
    await until(() => failures > 0);
    expect(await rowsOf(bench.database)).toMatchObject([{ state: 'waiting' }]);
    failure = null;
    await until(async () => {
      await bench.clock.advance(5000);
      return (await rowsOf(bench.database)).every(({ state }) => state === 'delivered');
    });
    expect(peer.received).toHaveLength(1);
  });
});

describe('the lanes', () => {
  const lanes = { fast: 4, all: 10, young: 1000, probes: 5 };

  it.each([
    ['nothing is in flight', [], 0, 4],
    ['some are young', [100, 200], 0, 2],
    ['the fast lane is full', [100, 200, 300, 400], 0, 0],
    ['all hang', [-900, -900, -900, -900, -900], 0, 4],
    ['as many hang as may', Array(10).fill(-900), 0, 0],
    ['almost as many hang', Array(9).fill(-900), 0, 1],
    ['too many outcomes are not written yet', [], 4, 0],
  ])('have room when %s', (_, begun: number[], unwritten, room) => {
    expect(roomIn(lanes, begun, unwritten, 500)).toBe(room);
  });

  it('tell when the first leaves the fast one', () => {
    expect(untilRoom(lanes, [-900, 100, 300], 500)).toBe(600);
    expect(untilRoom(lanes, [-900], 500)).toBe(1000);
  });
});
