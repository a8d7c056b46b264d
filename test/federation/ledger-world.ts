import { expect, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { eq, inArray } from '../../src/database/drizzle.ts';
import { leaseTime } from '../../src/federation/ledger/lease.ts';
import { createLedger, type Delivery, type Ledger, type Outcome } from '../../src/federation/ledger/ledger.ts';
import { addFollowers } from '../support/ledger.ts';
import { post, rowsOf } from './delivering.ts';

const day = 24 * 3600_000;

/** Six inboxes on three servers: what they share is where one may disturb another. */
export const places = ['a.example/1', 'a.example/2', 'a.example/3', 'b.example/1', 'b.example/2', 'c.example/1'];
const urlOf = (place: number): string => `https://${places[place]}`;

/** What may happen to a ledger. Workers and flights are counted round. */
export type Happening =
  | { what: 'add'; isDelete: boolean; subject: number; to: number[] | null }
  | { what: 'follow' | 'leave'; place: number }
  | { what: 'expand'; worker: number }
  | { what: 'claim'; worker: number; limit: number; probes: number | null }
  | { what: 'settle'; worker: number; flights: number; outcome: Outcome }
  | { what: 'release' | 'kill'; worker: number }
  | { what: 'retry'; failed: boolean; host: string | null }
  | { what: 'time'; by: number };

interface Flight {
  delivery: Delivery;
  until: number;
}

interface Worker {
  ledger: Ledger;
  flights: Flight[];
}

const nameOf = ({ uri, url }: { uri: string; url: string }): string => `${uri} to ${url}`;
const streamOf = ({ subject, url }: { subject: string; url: string }): string => `${subject} at ${url}`;

/**
 * A ledger with its workers, and beside it what must be true of it whatever happens: each step is held to what went before.
 * @param count of workers. Where it is one, whoever is killed is followed by one that recovers, as on SQLite.
 */
export function createWorld(database: Database, count: number) {
  const { query, tables } = database;
  let instant = Date.parse('2026-11-21T12:00:00Z');
  let latest = instant;
  let added = 0;
  const following = new Set<number>();
  const begun = new Set<number>();
  const ended = new Set<number>();
  /** Rows that must be there, whatever becomes of them. */
  const owed = new Set<string>();
  const delivered = new Set<string>();
  /** By subject and inbox: the newest activity that was delivered, and the newest Delete that was sent. */
  const newest = new Map<string, number>();
  const deleted = new Map<string, number>();
  const workers = Array.from({ length: count }, hire);

  function hire(): Worker {
    const ledger = createLedger({ database, now: () => new Date(instant), random: () => 0.5, pace: Infinity });
    return { ledger, flights: [] };
  }

  const workerAt = (place: number): Worker => workers[place % count] as Worker;

  /** A post is there once, then edited, then deleted. */
  async function add({ isDelete, subject, to }: Extract<Happening, { what: 'add' }>): Promise<void> {
    if (ended.has(subject)) return;
    const type = isDelete ? 'Delete' : begun.has(subject) ? 'Update' : 'Create';
    begun.add(subject);
    if (isDelete) ended.add(subject);
    added += 1;
    const id = `${type} ${added}`;
    const everybody = type === 'Delete' ? 'told' : 'followers';
    const audience = to ? { inboxes: to.map(urlOf) } : everybody;
    const outgoing = post({ id, type, subject: `post ${subject}`, audience });
    await database.atomically((builder) => workerAt(0).ledger.add(builder, outgoing, new Date(instant)));
    for (const place of to ?? []) owed.add(nameOf({ uri: id, url: urlOf(place) }));
  }

  async function follow(place: number): Promise<void> {
    if (following.has(place)) return;
    following.add(place);
    await addFollowers(database, 'james', [urlOf(place)]);
  }

  async function leave(place: number): Promise<void> {
    following.delete(place);
    const person = query
      .select({ key: tables.people.key })
      .from(tables.people)
      .where(eq(tables.people.uri, `${urlOf(place)}/actor`));
    await query.delete(tables.people).where(inArray(tables.people.key, person));
  }

  async function expand({ ledger }: Worker): Promise<boolean> {
    const open = await query.select().from(tables.activities).orderBy(tables.activities.key);
    const next = open.find(({ cursor }) => cursor !== null);
    const isMore = await ledger.expand();
    expect(isMore, 'expands what is open').toBe(next !== undefined);
    for (const place of next ? following : []) owed.add(nameOf({ uri: next?.uri ?? '', url: urlOf(place) }));
    return isMore;
  }

  async function claim(worker: Worker, limit: number, probes: number | null): Promise<Delivery[]> {
    const got = await worker.ledger.claim(limit, probes === null ? {} : { probes });
    expect(got.length, 'takes no more than asked for').toBeLessThanOrEqual(limit);
    for (const delivery of got) {
      departs(delivery, worker);
      worker.flights.push({ delivery, until: instant + leaseTime });
    }
    const hosts = Map.groupBy(worker.flights, ({ delivery }) => delivery.host);
    for (const some of hosts.values()) expect(some.length, 'two at a time for a host').toBeLessThanOrEqual(2);
    return got;
  }

  /** What may be said of a delivery that is about to be sent. */
  function departs(delivery: Delivery, worker: Worker): void {
    const [name, stream] = [nameOf(delivery), streamOf(delivery)];
    expect([...delivered], 'sends nothing again that was delivered').not.toContain(name);
    expect(deleted.get(stream) ?? 0, `${name} after its Delete`).toBeLessThanOrEqual(delivery.activity);
    expect(newest.get(stream) ?? 0, `${name} after something later`).toBeLessThanOrEqual(delivery.activity);
    for (const each of workers) {
      for (const flight of each.flights) {
        // Whoever hung so long was taken for dead; itself it still knows what it has out.
        const isSame = each === worker && nameOf(flight.delivery) === name;
        const isOver = flight.until <= instant || delivered.has(nameOf(flight.delivery));
        if ((isOver && !isSame) || streamOf(flight.delivery) !== stream) continue;
        expect.fail(`${name} goes while ${nameOf(flight.delivery)} is on its way`);
      }
    }
    if (delivery.type === 'Delete') deleted.set(stream, delivery.activity);
  }

  async function settle(worker: Worker, flights: Flight[], outcomeOf: (delivery: Delivery) => Outcome): Promise<void> {
    worker.flights = worker.flights.filter((flight) => !flights.includes(flight));
    const written = flights.map(async ({ delivery }) => {
      const outcome = outcomeOf(delivery);
      await worker.ledger.settle(delivery, outcome);
      if (outcome.kind !== 'delivered') return;
      delivered.add(nameOf(delivery));
      newest.set(streamOf(delivery), Math.max(delivery.activity, newest.get(streamOf(delivery)) ?? 0));
    });
    vi.advanceTimersByTime(50);
    await Promise.all(written);
  }

  async function release(worker: Worker): Promise<void> {
    const flights = worker.flights.splice(0);
    await worker.ledger.release(flights.map(({ delivery }) => delivery));
  }

  async function kill(place: number): Promise<void> {
    workers[place % count] = hire();
    if (count === 1) await workerAt(place).ledger.recover();
  }

  async function retry(failed: boolean, host: string | null): Promise<void> {
    await workerAt(0).ledger.retryNow({ about: null, since: null, host, failed });
    const again = (await rowsOf(database)).filter(({ retried, due }) => retried?.getTime() === instant && due);
    const about = new Map((await query.select().from(tables.activities)).map(({ key, subject }) => [key, subject]));
    for (const row of again) {
      // An edit goes once more behind its post.
      delivered.delete(nameOf(row));
      newest.delete(streamOf({ subject: about.get(row.activity) ?? '', url: row.url }));
    }
  }

  /** What holds at every moment, in every row. */
  async function look() {
    const rows = await rowsOf(database);
    const there = new Map(rows.map((row) => [nameOf(row), row]));
    for (const name of owed) expect(there.has(name), `${name} is not lost`).toBe(true);
    for (const name of delivered) expect(there.get(name)?.outcome, name).toBe('delivered');
    const about = new Map((await query.select().from(tables.activities)).map((row) => [row.key, row]));
    for (const row of rows) {
      const name = nameOf(row);
      expect(row.due === null, `${name} waits or is finished`).toBe(row.outcome !== null);
      expect(row.finished === null, `${name} is finished at an instant`).toBe(row.outcome === null);
      if (row.lease) expect(row.due, `${name} is leased`).not.toBeNull();
      if (row.outcome === 'failed') expect(row.error, `${name} failed for a reason`).toBeTruthy();
      if (row.outcome !== 'superseded') continue;
      const later = rows.filter(
        (each) =>
          each.inbox === row.inbox &&
          each.activity > row.activity &&
          about.get(each.activity)?.subject === about.get(row.activity)?.subject,
      );
      expect(later.length, `${name} gave way to a later one`).toBeGreaterThan(0);
    }
    return rows;
  }

  /** Lets time go on, with outcomes that depend on the host alone, until nothing waits any more. */
  async function drain(outcomeOf: (delivery: Delivery) => Outcome): Promise<void> {
    // Who hangs hangs for half a minute at most.
    for (const worker of workers) await settle(worker, [...worker.flights], outcomeOf);
    const end = latest + 9 * day;
    for (;;) {
      let isBusy = false;
      for (const worker of workers) {
        while (await expand(worker)) isBusy = true;
        const got = await claim(worker, 16, null);
        isBusy ||= got.length > 0;
        await settle(worker, [...worker.flights], outcomeOf);
      }
      if (isBusy) continue;
      const next = await workerAt(0).ledger.nextDue();
      const rows = await query.select().from(tables.deliveries);
      if (rows.every(({ due }) => due === null)) return;
      expect(next, 'says when the next is due').not.toBeNull();
      instant = Math.max(instant + 100, next?.getTime() ?? 0);
      expect(instant, 'nothing waits for ever').toBeLessThan(end);
    }
  }

  return {
    async happen(happening: Happening): Promise<void> {
      switch (happening.what) {
        case 'add':
          await add(happening);
          break;
        case 'follow':
          await follow(happening.place);
          break;
        case 'leave':
          await leave(happening.place);
          break;
        case 'expand':
          await expand(workerAt(happening.worker));
          break;
        case 'claim':
          await claim(workerAt(happening.worker), happening.limit, happening.probes);
          break;
        case 'settle': {
          const worker = workerAt(happening.worker);
          await settle(worker, worker.flights.slice(0, happening.flights), () => happening.outcome);
          break;
        }
        case 'release':
          await release(workerAt(happening.worker));
          break;
        case 'kill':
          await kill(happening.worker);
          break;
        case 'retry':
          await retry(happening.failed, happening.host);
          break;
        case 'time':
          instant += happening.by;
          latest = Math.max(latest, instant);
          break;
      }
      await look();
    },
    async end(outcomeOf: (delivery: Delivery) => Outcome): Promise<void> {
      await drain(outcomeOf);
      await look();
    },
  };
}
