import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import { type Database, Unmet } from '../../database/database.ts';
import { and, asc, eq, isNotNull, isNull, lte, ne } from '../../database/drizzle.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { People } from '../people/people.ts';
import type { Take } from '../talk/take.ts';
import { lookAt } from './look.ts';
import { mostMissed, nextLook, secondLook } from './schedule.ts';

export interface RecheckParts {
  database: Pick<Database, 'query' | 'tables' | 'atomically'>;
  remarks: Pick<Remarks, 'bury'>;
  people: Pick<People, 'leave'>;
  take: Take;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** A loader for one piece of work: four fetches, two at a time a host. */
  loader(): Promise<DocumentLoader>;
  log: Pick<Log, 'debug' | 'warn'>;
}

/** So many are looked at in one go, and a go begins every half minute at the soonest: 28,800 a day at most. */
const atOnce = 10;
const pause = 30_000;
const hour = 3600_000;
/** So many are given their first instant in one go. */
const mostNew = 1000;

/**
 * Looks again at what is shown, since many Deletes never arrive: what is gone twice in a row, a day apart, is erased, an
 * edit is judged as an Update is, and a server that does not answer changes nothing. With 100,000 shown remarks that is
 * some 1,100 fetches a day.
 */
export function createRecheck({ database, remarks: store, people, take, isBlocked, loader, log }: RecheckParts): Work {
  const { query: reading, tables } = database;
  const { people: persons, remarks } = tables;
  let enrolled = 0;

  /** What came to be shown since the last hour has its first instant; what is not shown any more has none. */
  async function enrol(now: Date): Promise<void> {
    if (now.getTime() - enrolled < hour) return;
    const isNew = and(eq(remarks.state, 'shown'), isNotNull(remarks.person), isNull(remarks.due));
    const rows = await reading
      .select({ key: remarks.key, received: remarks.received })
      .from(remarks)
      .where(isNew)
      .limit(mostNew);
    if (rows.length > 0)
      await database.atomically((query) =>
        rows.map(({ key, received }) =>
          query
            .update(remarks)
            .set({ due: nextLook(received, now) })
            .where(and(eq(remarks.key, key), isNull(remarks.due))),
        ),
      );
    await reading
      .update(remarks)
      .set({ due: null, missed: 0 })
      .where(and(lte(remarks.due, now), ne(remarks.state, 'shown'), ne(remarks.state, 'gone')));
    if (rows.length < mostNew) enrolled = now.getTime();
  }

  async function dueAt(now: Date) {
    return reading
      .select({ row: remarks, author: persons.uri })
      .from(remarks)
      .innerJoin(persons, eq(persons.key, remarks.person))
      .where(and(lte(remarks.due, now), eq(remarks.state, 'shown')))
      .orderBy(asc(remarks.due), asc(remarks.key))
      .limit(atOnce);
  }
  type Due = Awaited<ReturnType<typeof dueAt>>[number];

  const later = ({ row }: Due, missed: number, due: Date): Promise<void> =>
    database.atomically((query) => [
      query
        .update(remarks)
        .set({ due, missed })
        .where(and(eq(remarks.key, row.key), eq(remarks.state, 'shown'))),
    ]);

  const erase = ({ row, author }: Due, now: Date): Promise<void> =>
    database.atomically((query) => [
      store.bury(query, row.key),
      people.leave(query, author),
      countUp(query, tables, now),
    ]);

  async function again(one: Due, now: Date): Promise<void> {
    const { row, author } = one;
    const next = nextLook(row.received, now);
    if (await isBlocked(new URL(author))) return later(one, row.missed, next);
    const load = await loader();
    const look = await lookAt(row, author, load, now);
    if (look.state === 'missed') {
      if (row.missed + 1 >= mostMissed) return erase(one, now);
      return later(one, row.missed + 1, new Date(now.getTime() + secondLook));
    }
    if (look.state === 'unknown') return later(one, row.missed, next);
    await later(one, 0, next);
    if (look.state !== 'edited') return;
    const { remark, held } = look;
    const effect = await take({ remark, held, account: null, now, load, isEdit: true });
    if (effect) await database.atomically(effect);
  }

  async function tried(one: Due, now: Date): Promise<void> {
    try {
      await again(one, now);
    } catch (error) {
      // Somebody edited or hid it meanwhile: it is looked at in its turn.
      if (!(error instanceof Unmet)) log.warn('A comment could not be looked at again.', { error });
      await later(one, one.row.missed, new Date(now.getTime() + secondLook));
    }
  }

  return async (_job, now) => {
    await enrol(now);
    const some = await dueAt(now);
    await Promise.all(some.map((one) => tried(one, now)));
    if (some.length > 0) log.debug('Comments were looked at again.', { count: some.length });
    if (some.length === atOnce) return { effect: null, again: new Date(now.getTime() + pause) };
    const [next] = await reading
      .select({ due: remarks.due })
      .from(remarks)
      .where(and(isNotNull(remarks.due), eq(remarks.state, 'shown')))
      .orderBy(asc(remarks.due))
      .limit(1);
    const soonest = Math.min(next?.due?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() + hour);
    return { effect: null, again: new Date(Math.max(soonest, now.getTime() + pause)) };
  };
}
