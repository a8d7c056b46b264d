import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq } from '../../database/drizzle.ts';
import { hostOf, readSubject } from '../../jobs/host.ts';
import { createJobs } from '../../jobs/jobs.ts';
import { type Done, pauseAfter, type Work } from '../../jobs/worker.ts';
import { createBudget } from '../budget.ts';
import { Forbidden, isGone, isGoneForGood } from '../load/refused.ts';
import type { People } from '../people/people.ts';
import { secondLook } from '../recheck/schedule.ts';
import { authorOf } from '../remarks/author.ts';
import { quotedIn } from '../remarks/quoted.ts';
import { readRemark } from '../remarks/read-remark.ts';
import { addressOf, firstId, listOf, textOf } from '../remarks/value.ts';
import type { Talk } from '../talk/talk.ts';
import type { Effect, Json } from './incoming.ts';
import { idOf, isObject } from './reference.ts';

/** What others say that somebody else said: groups announce it, servers forward it. It is a hint where to look, and no more. */
export interface Hearsay {
  /**
   * Notes that what an activity names is to be read at its own server; null: it is not about us, or too much is noted.
   * @param isProven whether it is known who passes it on. What anybody can make us ask uses up nothing of the others'.
   */
  hear(activity: unknown, now: Date, isProven?: boolean): Promise<Effect | null>;
  works: Readonly<Record<string, Work>>;
}

export interface HearsayParts {
  database: Pick<Database, 'query' | 'tables'>;
  talk: Pick<Talk, 'take' | 'places' | 'remarks' | 'changed'>;
  people: Pick<People, 'leave'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** A loader for one piece of work: four fetches. */
  loader(): Promise<DocumentLoader>;
}

const looking = 'hearsay';
/** What was not there and is not shown, a day later. */
const lookingAgain = 'hearsay-again';
/** So many wait at once, and of one server: who only passes on has proven nothing about those that are asked then. */
const [mostWaiting, mostOfHost] = [50, 5];
const mostAttempts = 3;
const over: Done = { effect: null, again: null };
const passedOn = new Set(['Create', 'Update', 'Delete']);

export function createHearsay({ database, talk, people, isBlocked, loader }: HearsayParts): Hearsay {
  const { take, places, remarks, changed } = talk;
  const { jobs: table, remarks: said } = database.tables;
  const jobs = createJobs(database);
  // In a day, of one server that others name: who passes on a thousand ids makes us ask for few of them.
  const budgets = { proven: createBudget(), anybody: createBudget() };

  /** Whether the copy claims that it is about us. Whether that is so, only its own server can say. */
  async function concerns(uri: string, object: Json): Promise<boolean> {
    const known = await remarks.find(uri);
    if (known) return known.row.state !== 'gone';
    const [parent, quoted] = [firstId(object.inReplyTo), quotedIn(object)];
    const found = parent === null ? null : await places.parent(parent);
    if (found?.state === 'post' || found?.state === 'waiting') return true;
    return quoted !== null && (await places.post(quoted)) !== null;
  }

  async function isMuch(uri: string): Promise<boolean> {
    const rows = await database.query.select({ subject: table.subject }).from(table).where(eq(table.kind, looking));
    const ofHost = rows.filter(({ subject }) => readSubject(subject).host === hostOf(uri));
    return rows.length >= mostWaiting || ofHost.length >= mostOfHost;
  }

  async function look(uri: string, wasDeleted: boolean, attempts: number, now: Date, isSecond = false): Promise<Done> {
    const later: Done =
      attempts + 1 < mostAttempts ? { effect: null, again: new Date(now.getTime() + pauseAfter(attempts)) } : over;
    if (await isBlocked(new URL(uri))) return over;
    const load = await loader();
    let document: unknown;
    try {
      ({ document } = await load(uri));
    } catch (error) {
      if (error instanceof Forbidden) return over;
      return isGone(error) ? gone(uri, wasDeleted, isSecond || isGoneForGood(error), now) : later;
    }
    if (isObject(document) && document.type === 'Tombstone') return gone(uri, wasDeleted, true, now);
    const author = isObject(document) ? authorOf(document.attributedTo) : null;
    const reading = author === null ? null : readRemark(document, { author, now });
    if (!reading?.ok || (await isBlocked(new URL(reading.remark.author)))) return over;
    const { remark, held } = reading;
    const effect = await take({ remark, held, account: null, now, load, isEdit: true });
    return { effect, again: null };
  }

  /**
   * Somebody says that it was deleted, and its own server that it is not there. Where that may be an error of an hour, it
   * is asked again a day later: what is shown, as the first miss of the looks that it has anyway.
   */
  async function gone(uri: string, wasDeleted: boolean, isCertain: boolean, now: Date): Promise<Done> {
    const known = wasDeleted ? await remarks.find(uri) : null;
    if (!known || known.row.state === 'gone') return over;
    const { row, author } = known;
    const due = new Date(now.getTime() + secondLook);
    if (!isCertain) {
      const isFirst = and(eq(said.key, row.key), eq(said.state, 'shown'), eq(said.missed, 0));
      const step = (query: Query): Step =>
        row.state === 'shown'
          ? query.update(said).set({ due, missed: 1 }).where(isFirst)
          : jobs.add(query, { kind: lookingAgain, subject: uri, host: hostOf(uri), due }, now);
      return { effect: (query) => [step(query)], again: null };
    }
    return {
      effect: (query) => [
        remarks.bury(query, row.key),
        ...(author === null ? [] : [people.leave(query, author)]),
        ...(row.state === 'shown' ? [changed(query, now)] : []),
      ],
      again: null,
    };
  }

  return {
    async hear(activity, now, isProven = false) {
      if (!isObject(activity)) return null;
      const type = listOf(activity.type)
        .map(textOf)
        .find((one) => passedOn.has(one));
      const [about] = listOf(activity.object);
      const uri = addressOf(idOf(activity.object));
      if (type === undefined || uri === null || places.isOurs(uri)) return null;
      if ((await isBlocked(new URL(uri))) || !(await concerns(uri, isObject(about) ? about : {}))) return null;
      if (await isMuch(uri)) return null;
      const budget = isProven ? budgets.proven : budgets.anybody;
      if (!budget.take({ host: new URL(uri).host }, now)) return null;
      const details = { wasDeleted: type === 'Delete' };
      return (query) => [jobs.add(query, { kind: looking, subject: uri, host: hostOf(uri), details, due: now }, now)];
    },
    works: {
      [looking]: async ({ subject, details, attempts }, now) => {
        const { wasDeleted } = (details ?? {}) as { wasDeleted?: unknown };
        return look(subject, wasDeleted === true, attempts, now);
      },
      [lookingAgain]: ({ subject, attempts }, now) => look(subject, true, attempts, now, true),
    },
  };
}
