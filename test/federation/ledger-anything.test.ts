import fc from 'fast-check';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import type { Outcome } from '../../src/federation/ledger/ledger.ts';
import { type Engine, engines } from '../support/databases.ts';
import { doubted, down, gone, taken } from './delivering.ts';
import { createWorld, type Happening, places } from './ledger-world.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const busy: Outcome = {
  kind: 'retry',
  status: 429,
  error: 'wants fewer requests',
  after: 3 * hour,
  blame: true,
  doubtful: false,
};
/** It took everything and hung up. */
const cut: Outcome = {
  ...{ kind: 'retry', status: null, error: 'hung up', after: null, blame: true },
  doubtful: true,
};
const outcome = fc.constantFrom<Outcome>(taken, taken, taken, doubted, down, down, cut, cut, gone, busy);
const worker = fc.nat(1);
const place = fc.nat(places.length - 1);
const hosts = ['a.example', 'b.example', 'c.example'];

const claim = fc.record({
  what: fc.constant('claim' as const),
  worker,
  limit: fc.integer({ min: 1, max: 12 }),
  probes: fc.option(fc.nat(3)),
  isLate: fc.boolean(),
});
const killOrRelease = fc.oneof(
  fc.record({ what: fc.constant('release' as const), worker, isSent: fc.boolean(), arrives: fc.boolean() }),
  fc.record({ what: fc.constant('kill' as const), worker, arrives: fc.boolean() }),
);
const edit: Happening = { what: 'add', isDelete: false, subject: 0, to: null };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('add' as const),
      isDelete: fc.constantFrom(false, false, false, false, true),
      subject: fc.nat(1),
      to: fc.option(fc.uniqueArray(place, { maxLength: 3 }), { freq: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('follow' as const, 'follow', 'leave'), place }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('expand' as const), worker }) },
  {
    weight: 6,
    arbitrary: claim,
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('settle' as const),
      worker,
      flights: fc.integer({ min: 1, max: 6 }),
      outcome,
      arrives: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: killOrRelease },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('retry' as const),
      failed: fc.boolean(),
      host: fc.option(fc.constantFrom(...hosts)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('time' as const),
      by: fc.constantFrom(1000, minute, 2 * minute, 6 * minute, hour, day, 8 * day, -minute, -hour, -day),
    }),
  },
);

/** What each host answers once nothing happens any more. */
const endings = fc.tuple(outcome, outcome, outcome);

const story = fc.record({ happenings: fc.array(happening, { maxLength: 40, size: 'max' }), endings });

/** One post that is told to three followers and edited again and again, while little goes well. */
const edits = fc.record({
  happenings: fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom<Happening>(edit, { what: 'expand', worker: 0 }) },
        { weight: 3, arbitrary: claim },
        {
          weight: 4,
          arbitrary: fc.record({
            ...{ what: fc.constant('settle' as const), worker, flights: fc.integer({ min: 1, max: 2 }) },
            ...{ outcome: fc.constantFrom(taken, cut, cut, down, gone), arrives: fc.boolean() },
          }),
        },
        { weight: 1, arbitrary: killOrRelease },
        {
          weight: 1,
          arbitrary: fc.record({ what: fc.constant('retry' as const), failed: fc.boolean(), host: fc.constant(null) }),
        },
        { weight: 3, arbitrary: fc.record({ what: fc.constant('time' as const), by: fc.constantFrom(minute, hour) }) },
      ),
      { maxLength: 30, size: 'max' },
    )
    .map((some): Happening[] => [...[0, 3, 5].map((at) => ({ what: 'follow' as const, place: at })), edit, ...some]),
  endings: fc.constant<[Outcome, Outcome, Outcome]>([taken, taken, taken]),
});

const [sqlite, postgres] = engines as [Engine, Engine];

describe.each([
  { name: 'one worker on SQLite', engine: sqlite, workers: 1, runs: 50 },
  { name: 'two workers on SQLite', engine: sqlite, workers: 2, runs: 50 },
  { name: 'two workers on PostgreSQL', engine: postgres, workers: 2, runs: 10 },
])('whatever happens to $name', ({ engine, workers, runs }) => {
  let database: Database;
  beforeEach(async () => {
    database = await engine.open();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await database.close();
  });

  it.each([
    ['keeps the order, loses nothing, doubles nothing, and comes to an end', story],
    ['brings every edit of a post, once and no oftener where nothing is in doubt', edits],
  ])('%s', { timeout: 120_000 }, async (_, stories) => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ happenings, endings: last }) => {
        await wipe(database);
        const world = createWorld(database, workers);
        for (const each of happenings) await world.happen(each);
        await world.end(({ url }) => last[hosts.indexOf(new URL(url).host)] ?? taken);
      }),
      { numRuns: runs },
    );
  });
});

async function wipe({ query, tables }: Database): Promise<void> {
  const { deliveries, activities, followers, people, inboxes, hosts: servers } = tables;
  for (const table of [deliveries, activities, followers, people, inboxes, servers]) await query.delete(table);
}
