import type { DocumentLoader } from '@fedify/fedify/runtime';
import { countUp } from '../../database/change.ts';
import type { Database } from '../../database/database.ts';
import { and, asc, eq, gt, lt, or, sql } from '../../database/drizzle.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { KnownPerson, People } from '../people/people.ts';
import type { Person } from '../people/person.ts';
import { mostMissed, secondLook } from './schedule.ts';

export interface RefreshParts {
  database: Pick<Database, 'query' | 'tables' | 'atomically'>;
  people: Pick<People, 'find' | 'fetch' | 'save'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  loader(): Promise<DocumentLoader>;
  /** Erases what somebody who is gone said and did. */
  forget(actor: string, now: Date): Promise<void>;
  log: Pick<Log, 'info' | 'warn'>;
}

const day = 86_400_000;
const hour = 3600_000;
const week = 7 * day;
const atOnce = 10;
const pause = 30_000;

/** Of somebody who was looked at in vain: how often in a row they were not there. */
interface Missed {
  missed: number;
}

/**
 * Looks once a week at everybody of whom something is shown: their name, their picture, whether they wish to be found. Who
 * is gone twice in a row, a day apart, is forgotten. Of 20,000 people that is some 2,900 fetches a day.
 */
export function createRefresh({ database, people, isBlocked, loader, forget, log }: RefreshParts): Work {
  const { query: reading, tables } = database;
  const { caches, people: persons, reactions, remarks } = tables;
  const looked = sql<string>`'looked:' || ${persons.key}`;

  async function dueAt(now: Date) {
    const isSeen = or(
      sql`exists (select 1 from ${remarks} where ${remarks.person} = ${persons.key} and ${remarks.state} = 'shown')`,
      sql`exists (select 1 from ${reactions} where ${reactions.person} = ${persons.key} and ${reactions.state} = 'shown')`,
    );
    const resting = reading
      .select({ one: sql`1` })
      .from(caches)
      .where(and(eq(caches.key, looked), gt(caches.stored, now)));
    const isStale = lt(persons.fetched, new Date(now.getTime() - week));
    return reading
      .select({ key: persons.key, uri: persons.uri })
      .from(persons)
      .where(and(isStale, isSeen, sql`not exists ${resting}`))
      .orderBy(asc(persons.fetched), asc(persons.key))
      .limit(atOnce);
  }
  type Due = Awaited<ReturnType<typeof dueAt>>[number];

  async function missedOf({ key }: Due): Promise<number> {
    const [row] = await reading
      .select({ value: caches.value })
      .from(caches)
      .where(eq(caches.key, `looked:${key}`));
    return row ? (JSON.parse(row.value) as Missed).missed : 0;
  }

  /** `stored`: not before then. */
  async function rest({ key }: Due, missed: number, until: Date): Promise<void> {
    const row = { value: JSON.stringify({ missed } satisfies Missed), stored: until };
    const expires = new Date(until.getTime() + week);
    await reading
      .insert(caches)
      .values({ key: `looked:${key}`, ...row, expires })
      .onConflictDoUpdate({ target: caches.key, set: { ...row, expires } });
  }

  async function look(one: Due, now: Date): Promise<void> {
    const in1 = (time: number): Date => new Date(now.getTime() + time);
    if (await isBlocked(new URL(one.uri))) return rest(one, 0, in1(week));
    const [known, found, missed] = await Promise.all([
      people.find(one.uri),
      loader().then((load) => people.fetch(one.uri, load)),
      missedOf(one),
    ]);
    if (found.state === 'unknown') return rest(one, missed, in1(day));
    if (found.state === 'gone') {
      if (missed + 1 < mostMissed) return rest(one, missed + 1, in1(secondLook));
      log.info(`${one.uri} is gone, and what it said and did here is erased.`);
      await forget(one.uri, now);
      return;
    }
    const { person } = found;
    await database.atomically((query) => [
      ...people.save(query, person, now),
      query.delete(caches).where(eq(caches.key, `looked:${one.key}`)),
      ...(known && isShownAlike(known, person) ? [] : [countUp(query, tables, now)]),
    ]);
  }

  async function tried(one: Due, now: Date): Promise<void> {
    try {
      await look(one, now);
    } catch (error) {
      log.warn('Somebody could not be looked at again.', { error });
      await rest(one, 0, new Date(now.getTime() + day));
    }
  }

  return async (_job, now) => {
    const some = await dueAt(now);
    await Promise.all(some.map((one) => tried(one, now)));
    return { effect: null, again: new Date(now.getTime() + (some.length === atOnce ? pause : hour)) };
  };
}

/** Whether pages would show both alike; a new picture is another's work, which then counts up by itself. */
function isShownAlike(one: KnownPerson, other: Person): boolean {
  const names = ['name', 'user', 'url', 'isDiscoverable', 'isIndexable'] as const;
  return names.every((name) => one[name] === other[name]);
}
