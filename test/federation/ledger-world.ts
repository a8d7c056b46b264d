import { expect, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { eq, inArray } from '../../src/database/drizzle.ts';
import { leaseTime } from '../../src/federation/ledger/lease.ts';
import { createLedger, type Delivery, type Ledger, type Outcome } from '../../src/federation/ledger/ledger.ts';
import { addFollowers } from '../support/ledger.ts';
import { post, rowsOf } from './delivering.ts';
import { createReceivers, type Message } from './ledger-receivers.ts';

const day = 24 * 3600_000;

/** Six inboxes on three servers: what they share is where one may disturb another. */
export const places = ['a.example/1', 'a.example/2', 'a.example/3', 'b.example/1', 'b.example/2', 'c.example/1'];
const urlOf = (place: number): string => `https://${places[place]}`;

/** What may happen to a ledger. Workers and flights are counted round. */
export type Happening =
  | { what: 'add'; isDelete: boolean; subject: number; to: number[] | null }
  | { what: 'follow' | 'leave'; place: number }
  | { what: 'expand'; worker: number }
  /** `isLate`: the bytes are read when it is settled, and not at once. */
  | { what: 'claim'; worker: number; limit: number; probes: number | null; isLate: boolean }
  /** `arrives`: whether what may have arrived has. */
  | { what: 'settle'; worker: number; flights: number; outcome: Outcome; arrives: boolean }
  | { what: 'release'; worker: number; isSent: boolean; arrives: boolean }
  | { what: 'kill'; worker: number; arrives: boolean }
  | { what: 'retry'; failed: boolean; host: string | null }
  | { what: 'time'; by: number };

interface Flight {
  delivery: Delivery;
  until: number;
  /** What it carried when it was taken, and what it carries; null: that is not read yet. */
  least: Message;
  sent: Message | null;
  /** The step at which its lease had run out: later it cannot arrive. */
  over: number | null;
}

interface Worker {
  ledger: Ledger;
  flights: Flight[];
}

const nameOf = ({ uri, url }: { uri: string; url: string }): string => `${uri} to ${url}`;
type Row = { account: string; subject: string; type: string; key: number } | undefined;
const isPostOf = (post: Row, edit: Row): boolean =>
  post?.type === 'Create' && edit?.type === 'Update' && post.subject === edit.subject && post.key < edit.key;

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
  const receivers = createReceivers();
  let step = 0;
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
    const bytes = (kind: string): string => JSON.stringify({ type: kind, text: added });
    const create = type === 'Update' ? { create: bytes('Create') } : {};
    const outgoing = post({ id, type, subject: `post ${subject}`, audience, json: bytes(type), ...create });
    await database.atomically((builder) => workerAt(0).ledger.add(builder, outgoing, new Date(instant)));
    for (const place of to ?? []) owed.add(nameOf({ uri: id, url: urlOf(place) }));
  }

  async function follow(place: number): Promise<void> {
    if (following.has(place)) return;
    following.add(place);
    await addFollowers(database, 'james', [urlOf(place)]);
  }

  async function unfollow(place: number): Promise<void> {
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

  async function read({ ledger }: Worker, { activity }: Delivery): Promise<Message> {
    const content = await ledger.content(activity);
    return JSON.parse(content?.json ?? '') as Message;
  }

  async function claim(worker: Worker, limit: number, probes: number | null, isLate = false): Promise<Delivery[]> {
    const got = await worker.ledger.claim(limit, probes === null ? {} : { probes });
    expect(got.length, 'takes no more than asked for').toBeLessThanOrEqual(limit);
    for (const delivery of got) {
      departs(delivery, worker);
      const least = await read(worker, delivery);
      receivers.departs(streamOf(delivery), least);
      worker.flights.push({ delivery, until: instant + leaseTime, least, sent: isLate ? null : least, over: null });
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
        if (flight.until <= instant && streamOf(flight.delivery) === stream) receivers.doubt(stream);
        if ((isOver && !isSame) || streamOf(flight.delivery) !== stream) continue;
        expect.fail(`${name} goes while ${nameOf(flight.delivery)} is on its way`);
      }
    }
    if (delivery.type === 'Delete') deleted.set(stream, delivery.activity);
  }

  async function arrive(worker: Worker, { delivery, sent, over }: Flight): Promise<void> {
    receivers.arrives(streamOf(delivery), over ?? step, sent ?? (await read(worker, delivery)));
  }

  /** Of what nobody knows whether it arrived. */
  async function leave(worker: Worker, flights: Flight[], arrives: boolean): Promise<void> {
    for (const flight of flights) {
      receivers.doubt(streamOf(flight.delivery));
      if (arrives) await arrive(worker, flight);
    }
  }

  async function settle(
    worker: Worker,
    flights: Flight[],
    outcomeOf: (delivery: Delivery) => Outcome,
    arrives = true,
  ): Promise<void> {
    worker.flights = worker.flights.filter((flight) => !flights.includes(flight));
    for (const flight of flights) {
      const outcome = outcomeOf(flight.delivery);
      if (outcome.kind === 'delivered') await arrive(worker, flight);
      else if (outcome.doubtful) await leave(worker, [flight], arrives);
    }
    const written = flights.map(async ({ delivery, least }) => {
      const outcome = outcomeOf(delivery);
      await worker.ledger.settle(delivery, outcome);
      if (outcome.kind !== 'delivered') return;
      if (delivery.type === 'Create') receivers.took(streamOf(delivery), least.text);
      delivered.add(nameOf(delivery));
      newest.set(streamOf(delivery), Math.max(delivery.activity, newest.get(streamOf(delivery)) ?? 0));
    });
    vi.advanceTimersByTime(50);
    await Promise.all(written);
  }

  async function release(worker: Worker, isSent: boolean, arrives: boolean): Promise<void> {
    const flights = worker.flights.splice(0);
    if (isSent) await leave(worker, flights, arrives);
    const given = flights.map(({ delivery }) => delivery);
    await worker.ledger.release(given, { isSent });
  }

  async function kill(place: number, arrives: boolean): Promise<void> {
    await leave(workerAt(place), workerAt(place).flights, arrives);
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
      const posts = rows.filter(
        ({ activity, inbox, outcome }) =>
          outcome === 'delivered' && inbox === row.inbox && isPostOf(about.get(activity), about.get(row.activity)),
      );
      expect(later.length + posts.length, `${name} gave way to a later one, or to its post`).toBeGreaterThan(0);
    }
    return rows;
  }

  /** What holds in the end: wherever a post arrived, it is as the newest that went there, and came once if nothing was in doubt. */
  async function compare(): Promise<void> {
    const about = new Map((await query.select().from(tables.activities)).map((row) => [row.key, row]));
    const rows = await rowsOf(database);
    const streams = Map.groupBy(rows, ({ activity, url }) =>
      streamOf({ subject: about.get(activity)?.subject ?? '', url }),
    );
    for (const [stream, some] of streams) {
      expect(receivers.posts(stream), `posts to ${stream}`).toBeLessThanOrEqual(1);
      const last = some.reduce((one, other) => (other.activity > one.activity ? other : one));
      const [type, text] = last.uri.split(' ');
      // It was refused for good: what is there is as old as it is.
      if (last.outcome === 'failed') continue;
      const place = places.indexOf(last.url.replace('https://', ''));
      const held = receivers.holds(stream, place % 2 === 1);
      const isThere = some.some(
        ({ activity, outcome }) => outcome === 'delivered' && about.get(activity)?.type !== 'Update',
      );
      if (held === null) expect(isThere, `${stream} has got the post`).toBe(false);
      else if (type === 'Delete') expect(held, stream).toBe('deleted');
      else expect(held === 'deleted' ? 0 : held.text, stream).toBeGreaterThanOrEqual(Number(text));
    }
  }

  /** Lets time go on, with outcomes that depend on the host alone, until nothing waits any more. */
  async function drain(outcomeOf: (delivery: Delivery) => Outcome): Promise<void> {
    // Who hangs hangs for half a minute at most.
    for (const worker of workers) await settle(worker, [...worker.flights], outcomeOf);
    const end = latest + 9 * day;
    for (;;) {
      let isBusy = false;
      step += 1;
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
      step += 1;
      switch (happening.what) {
        case 'add':
          await add(happening);
          break;
        case 'follow':
          await follow(happening.place);
          break;
        case 'leave':
          await unfollow(happening.place);
          break;
        case 'expand':
          await expand(workerAt(happening.worker));
          break;
        case 'claim':
          await claim(workerAt(happening.worker), happening.limit, happening.probes, happening.isLate);
          break;
        case 'settle': {
          const worker = workerAt(happening.worker);
          await settle(worker, worker.flights.slice(0, happening.flights), () => happening.outcome, happening.arrives);
          break;
        }
        case 'release':
          await release(workerAt(happening.worker), happening.isSent, happening.arrives);
          break;
        case 'kill':
          await kill(happening.worker, happening.arrives);
          break;
        case 'retry':
          await retry(happening.failed, happening.host);
          break;
        case 'time':
          instant += happening.by;
          latest = Math.max(latest, instant);
          for (const flight of workers.flatMap(({ flights }) => flights))
            if (flight.until <= instant) flight.over ??= step;
          break;
      }
      await look();
    },
    async end(outcomeOf: (delivery: Delivery) => Outcome): Promise<void> {
      await drain(outcomeOf);
      await look();
      await compare();
    },
  };
}
