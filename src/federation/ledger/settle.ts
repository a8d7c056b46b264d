import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, lt, lte, or, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { type Held, isFree, isHeldAs, isOneOf, letGo } from './lease.ts';
import type { Delivery, Outcome } from './ledger.ts';
import { afterFailure, type Health, healthy, nextAttempt, patience } from './retry.ts';
import { isOvertaken } from './supersede.ts';

/** How long outcomes are gathered, in milliseconds. Each transaction waits for the disk: one for many is what makes it quick. */
const gathering = 50;
/** As many outcomes do not wait for others. */
const most = 48;

export interface Settled {
  delivery: Delivery;
  outcome: Outcome;
}

type Host = Health & { key: number; signature: 'draft-cavage' | 'rfc9421' };

/**
 * Makes what writes outcomes: all that come within a moment in one transaction. A process that is killed in that moment
 * loses what was in flight to it, and sends that again when the lease has run out.
 */
export function createSettling({
  database,
  now,
  random,
  held,
}: {
  database: Database;
  now(): Date;
  random(): number;
  held: Held;
}): (delivery: Delivery, outcome: Outcome) => Promise<void> {
  const { query, tables, atomically } = database;
  type Waiting = Settled & { done(): void; failed(error: unknown): void };
  let gathered: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isWriting = false;

  async function write(batch: Settled[]): Promise<void> {
    const keys = [...new Set(batch.map(({ delivery }) => delivery.host))];
    const before = await query
      .select({
        key: tables.hosts.key,
        failures: tables.hosts.failures,
        failingSince: tables.hosts.failingSince,
        pausedUntil: tables.hosts.pausedUntil,
        signature: tables.hosts.signature,
      })
      .from(tables.hosts)
      .where(inArray(tables.hosts.key, keys))
      // In one order for all workers: else two of them may wait for each other.
      .orderBy(tables.hosts.key);
    const instant = now();
    const after = new Map(before.map((host) => [host.key, judge(host, batch, instant, random)]));
    await atomically((builder) => [
      ...finish(builder, tables, batch, instant),
      ...batch.flatMap((settled) =>
        again(builder, tables, settled, after.get(settled.delivery.host)?.pausedUntil ?? null, instant, random()),
      ),
      ...before.flatMap((host) => change(builder, tables, host, after.get(host.key) ?? host, instant)),
    ]);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (isWriting || gathered.length === 0) return;
    isWriting = true;
    const batch = gathered;
    gathered = [];
    try {
      await write(batch);
      letGo(
        held,
        batch.map(({ delivery }) => delivery),
      );
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    } finally {
      isWriting = false;
    }
    if (gathered.length > 0) void flush();
  }

  return (delivery, outcome) =>
    new Promise((done, failed) => {
      gathered.push({ delivery, outcome, done, failed });
      if (gathered.length >= most) void flush();
      else timer ??= setTimeout(flush, gathering);
    });
}

/** A host after what came of some attempts. An answer that is not its own fault, whatever it says, shows that it is there. */
function judge(before: Host, batch: Settled[], now: Date, random: () => number): Host {
  let host = before;
  for (const { delivery, outcome } of batch) {
    if (delivery.host !== host.key) continue;
    const isBlamed = outcome.kind === 'retry' && outcome.blame;
    const signature = outcome.kind === 'delivered' ? outcome.signature : host.signature;
    if (isBlamed) host = { ...host, ...afterFailure(host, outcome.after, now, random()) };
    // Without an answer, and not to blame for that: it was not asked.
    else if (outcome.status !== null) host = { ...host, ...healthy, signature };
  }
  return host;
}

/** The statements for what is over: one for all that were delivered with the same answer, and one for each failure. */
function finish(query: Query, { deliveries }: Tables, batch: Settled[], now: Date): Step[] {
  const over = { due: null, lease: null, finished: now, attempts: sql`${deliveries.attempts} + 1` };
  const delivered = Map.groupBy(
    batch.filter(({ outcome }) => outcome.kind === 'delivered'),
    ({ outcome }) => outcome.status ?? 0,
  );
  return [
    ...[...delivered].map(([status, some]) =>
      query
        .update(deliveries)
        .set({ ...over, outcome: 'delivered', status, error: null })
        .where(
          isOneOf(
            deliveries,
            some.map(({ delivery }) => delivery),
          ),
        ),
    ),
    ...batch.flatMap(({ delivery, outcome }) => {
      if (outcome.kind !== 'failed') return [];
      const { status, error } = outcome;
      return query
        .update(deliveries)
        .set({ ...over, outcome: 'failed', status, error: oneLine(error), ...asBefore(delivery, outcome) })
        .where(isHeldAs(deliveries, [delivery]));
    }),
  ];
}

/** The statements for one that is tried again, unless nobody needs it any more or its time is over. */
function again(
  query: Query,
  { deliveries }: Tables,
  { delivery, outcome }: Settled,
  pausedUntil: Date | null,
  now: Date,
  random: number,
): Step[] {
  if (outcome.kind !== 'retry') return [];
  const { status, after } = outcome;
  const attempts = delivery.attempts + 1;
  const tried = { attempts, status, lease: null, error: oneLine(outcome.error), ...asBefore(delivery, outcome) };
  const ended = { ...tried, due: null, finished: now };
  const isIt = isHeldAs(deliveries, [delivery]);
  const due = nextAttempt({ attempts, began: delivery.created, after }, now, random);
  return [
    query
      .update(deliveries)
      .set({ ...ended, outcome: 'superseded' })
      .where(and(isIt, isOvertaken)),
    due
      ? query
          .update(deliveries)
          .set({ ...tried, due: pausedUntil && pausedUntil > due ? pausedUntil : due })
          .where(isIt)
      : query
          .update(deliveries)
          .set({ ...ended, outcome: 'failed', error: oneLine(`${gaveUp}: ${outcome.error}`) })
          .where(isIt),
  ];
}

/** Taking it noted that it may arrive: what plainly has not leaves no doubt behind. */
function asBefore({ carried }: Delivery, { doubtful }: { doubtful: boolean }): { carried?: number | null } {
  return doubtful ? {} : { carried };
}

const gaveUp = 'gave up after 7 days';

/** The statements that follow when a host fares otherwise than before. */
function change(query: Query, { activities, deliveries, hosts }: Tables, before: Host, host: Host, now: Date): Step[] {
  const { key, ...health } = host;
  if (Object.entries(health).every(([name, value]) => before[name as keyof Host] === value)) return [];
  const steps: Step[] = [query.update(hosts).set(health).where(eq(hosts.key, key))];
  const isWaiting = and(eq(deliveries.host, key), isNotNull(deliveries.due), isFree(deliveries, now));

  if (host.pausedUntil && host.failures > before.failures) {
    const expired = new Date(now.getTime() - patience);
    const isOld = sql`exists (select 1 from ${activities} where ${activities.key} = ${deliveries.activity}
      and ${lte(activities.created, expired)})`;
    const isTooOld = and(isOld, or(sql`${deliveries.retried} is null`, lte(deliveries.retried, expired)));
    steps.push(
      // Only the probe is tried at a host that is down: without this the others would outlive their seven days.
      query
        .update(deliveries)
        .set({ outcome: 'failed', error: gaveUp, due: null, lease: null, finished: now })
        .where(and(isWaiting, lt(deliveries.due, host.pausedUntil), isTooOld)),
      query
        .update(deliveries)
        .set({ due: host.pausedUntil })
        .where(and(isWaiting, lt(deliveries.due, host.pausedUntil))),
    );
  }
  // What its pause has put off goes now, two at a time. What has a pause of its own, by its own answer, keeps that.
  if (host.failures === 0 && before.pausedUntil && before.pausedUntil > now) {
    steps.push(
      query
        .update(deliveries)
        .set({ due: now })
        .where(and(isWaiting, eq(deliveries.due, before.pausedUntil))),
    );
  }
  return steps;
}

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
