import type { Database } from '../../database/database.ts';
import { despiteDeadlock } from '../../database/deadlock.ts';
import { and, eq, lte, sql } from '../../database/drizzle.ts';
import { carriesNow, isCarried } from './carried.ts';
import { type Candidate, choose, createPuttingOff } from './choose.ts';
import { type Held, hold, isOneOf, leaseTime, nameOf } from './lease.ts';
import type { Delivery } from './ledger.ts';
import { createSetBack } from './set-back.ts';
import { isOvertaken } from './supersede.ts';

/** How many windows are looked through for one claim at most. */
const turns = 8;

/**
 * Makes what takes deliveries that are due. It looks at a window of those that are due longest; only if that is full of
 * what cannot go (thousands for one slow host, or for hosts that are down) these are put off and the next is looked at:
 * so a claim reads few rows, however many wait.
 */
export function createClaims({
  database,
  now,
  held,
}: {
  database: Database;
  now(): Date;
  held: Held;
}): (limit: number, options?: { probes?: number }) => Promise<Delivery[]> {
  const { query, tables, atomically } = database;
  const { activities, deliveries, hosts, inboxes } = tables;
  const mendSetBack = createSetBack(database);
  const putOff = createPuttingOff();

  // Order: what is earlier and unfinished goes first, retries included, and so does what may still get its row.
  const earlier = sql`(select max(e.due) from deliveries e join activities b on b.key = e.activity
    where e.inbox = ${deliveries.inbox} and e.due is not null and e.activity < ${deliveries.activity}
    and b.subject = ${activities.subject} and b.account = ${activities.account})`;
  const unexpanded = sql`(select max(u.created) from activities u where u.cursor >= 0 and u.key < ${activities.key}
    and u.subject = ${activities.subject} and u.account = ${activities.account})`;

  async function look(size: number, instant: Date) {
    return query
      .select({
        activity: deliveries.activity,
        inbox: deliveries.inbox,
        url: inboxes.uri,
        host: deliveries.host,
        uri: activities.uri,
        account: activities.account,
        type: activities.type,
        subject: activities.subject,
        signer: activities.signer,
        signature: hosts.signature,
        attempts: deliveries.attempts,
        created: activities.created,
        retried: deliveries.retried,
        lease: deliveries.lease,
        failures: hosts.failures,
        carried: deliveries.carried,
        isCarried: sql<boolean>`${activities.type} = 'Update' and ${isCarried}`.mapWith(Boolean),
        blockedUntil: sql<Date | null>`coalesce(${earlier}, ${unexpanded})`.mapWith(deliveries.due),
      })
      .from(deliveries)
      .innerJoin(activities, eq(activities.key, deliveries.activity))
      .innerJoin(inboxes, eq(inboxes.key, deliveries.inbox))
      .innerJoin(hosts, eq(hosts.key, deliveries.host))
      .where(lte(deliveries.due, instant))
      .orderBy(deliveries.due)
      .limit(size);
  }

  type Row = Pick<Delivery, 'activity' | 'inbox'>;

  /**
   * What a killed worker left may be needless by now: nobody could end it while it seemed to be sent. And an edit is, where
   * the post has arrived with it: that shows only now, since what goes before it is over.
   */
  async function endNeedless(left: Row[], carried: Row[], instant: Date): Promise<void> {
    const superseded = { outcome: 'superseded' as const, due: null, lease: null, finished: instant };
    const which = (rows: Row[]) => and(isOneOf(deliveries, rows), lte(deliveries.due, instant));
    await atomically((builder) => [
      ...(left.length === 0
        ? []
        : [
            builder
              .update(deliveries)
              .set(superseded)
              .where(and(which(left), isOvertaken)),
            builder.update(deliveries).set({ lease: null }).where(which(left)),
          ]),
      ...(carried.length === 0
        ? []
        : [
            builder
              .update(deliveries)
              .set(superseded)
              .where(and(which(carried), isCarried)),
          ]),
    ]);
  }

  /** Two workers may want the same rows: the second finds them due no longer. */
  async function lease(wanted: Candidate[], instant: Date): Promise<Delivery[]> {
    if (wanted.length === 0) return [];
    const until = new Date(instant.getTime() + leaseTime);
    const rows = await despiteDeadlock(() =>
      query
        .update(deliveries)
        // From here on it may arrive, whatever becomes of whoever sends it.
        .set({ due: until, lease: until, carried: carriesNow })
        .where(and(isOneOf(deliveries, wanted), lte(deliveries.due, instant)))
        .returning({ activity: deliveries.activity, inbox: deliveries.inbox }),
    );
    const got = new Set(rows.map(nameOf));
    const taken = wanted.filter((each) => got.has(nameOf(each))).map((each) => ({ ...each, lease: until }));
    hold(held, taken);
    return taken;
  }

  /** Sets when rows are due that nobody has taken meanwhile. */
  async function postpone(rows: Map<number, Candidate[]>, instant: Date): Promise<void> {
    if (rows.size === 0) return;
    await atomically((builder) =>
      [...rows].map(([due, some]) =>
        builder
          .update(deliveries)
          .set({ due: new Date(due) })
          .where(and(isOneOf(deliveries, some), lte(deliveries.due, instant))),
      ),
    );
  }

  return async (limit, { probes = limit } = {}) => {
    const claimed: Delivery[] = [];
    const size = Math.max(64, 2 * limit);
    await mendSetBack(now());
    for (let turn = 0; turn < turns && claimed.length < limit; turn += 1) {
      const instant = now();
      let rows = await look(size, instant);
      const isOut = (row: Row): boolean => held.rows.has(nameOf(row));
      const left = rows.filter((row) => row.lease !== null && !isOut(row));
      const carried = rows.filter((row) => row.isCarried && !isOut(row));
      if (left.length + carried.length > 0) {
        await endNeedless(left, carried, instant);
        rows = await look(size, instant);
      }
      const free = rows.filter((row) => !row.isCarried && !isOut(row));
      const candidates = free.map(({ failures, retried, lease: _lease, isCarried: _isCarried, ...row }) => ({
        ...row,
        created: retried ?? row.created,
        probe: failures > 0,
      }));
      const room = {
        limit: limit - claimed.length,
        probes: probes - claimed.filter(({ probe }) => probe).length,
        held: held.hosts,
      };
      const { take, rest } = choose(candidates, room);
      const got = await lease(take, instant);
      claimed.push(...got);
      // What waits for an earlier one that is tried again much later waits there too, and not in everybody's way.
      const late = new Date(instant.getTime() + leaseTime);
      const blocked = rest.filter(({ blockedUntil }) => blockedUntil !== null && blockedUntil > late);
      await postpone(
        Map.groupBy(blocked, ({ blockedUntil }) => (blockedUntil ?? late).getTime()),
        instant,
      );
      const isAll = rows.length < size && got.length === take.length;
      if (isAll || claimed.length >= limit) break;
      // Only where the window held too few that can go: what another worker was quicker to take says nothing of the rest.
      if (take.length < room.limit) await postpone(putOff(rest, instant), instant);
    }
    return claimed;
  };
}
