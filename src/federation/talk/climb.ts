import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Known, Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { hostOf } from '../../jobs/host.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { type Done, pauseAfter, type Work } from '../../jobs/worker.ts';
import { createBudget } from '../budget.ts';
import { isObject } from '../inbox/reference.ts';
import { isHopeless } from '../load/refused.ts';
import { authorOf } from '../remarks/author.ts';
import { type RemarkReading, readRemark } from '../remarks/read-remark.ts';
import type { Found, Places } from './places.ts';
import type { Take } from './take.ts';
import { mostAtOnce, type Outcome, type Waiting } from './waiting.ts';

export interface ClimbParts {
  database: Pick<Database, 'tables'>;
  remarks: Pick<Remarks, 'rename' | 'waitingFor'>;
  places: Pick<Places, 'parent'>;
  jobs: Pick<Jobs, 'add'>;
  waiting: Waiting;
  take: Take;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** A loader for one piece of work: four fetches. */
  loader(): Promise<DocumentLoader>;
}

/** The kind of the jobs that look for what remarks answer; the subject is that, as they name it. */
const climbing = 'answered';

const hour = 3600_000;
/** How long a server may be away, or a parent wait for its own. */
const patience = 72 * hour;
/** Of one server that others name as that of a parent, so many in a day: the others wait. */
export const parentsPerDay = 500;
/** So many steps up from what came. */
const deepest = 16;

const over: Done = { effect: null, again: null };

/**
 * The step that has something looked for which a remark answers: once, however many wait for it.
 * @param depth how many steps that remark is above what came.
 */
export function lookFor(
  jobs: Pick<Jobs, 'add'>,
  query: Query,
  { parent, depth }: { parent: string; depth: number },
  [now, due]: readonly [now: Date, due: Date],
): Step {
  return jobs.add(query, { kind: climbing, subject: parent, host: hostOf(parent), details: { depth }, due }, now);
}

/**
 * Looks for what remarks wait for: one step up. What is found there waits in its turn, and has a job of its own,
 * so that a restart loses nothing; when one of them reaches a post, all that waited below it comes along.
 */
export function createClimb(parts: ClimbParts): Readonly<Record<string, Work>> {
  const budget = createBudget({ host: parentsPerDay });
  const { database, remarks, places, jobs, waiting, take, isBlocked, loader } = parts;
  // So many that not all came along: what is left is looked at again.
  const ended = ({ steps, isShown }: Outcome, waiters: readonly Known[], now: Date): Done => ({
    effect: (query) => [...steps(query), ...(isShown ? [countUp(query, database.tables, now)] : [])],
    again: areAll(waiters) ? null : now,
  });
  const giveUp = async (waiters: readonly Known[], now: Date): Promise<Done> =>
    ended(await waiting.giveUp(waiters, now), waiters, now);

  async function fetchParent(
    { asked, depth, attempts }: { asked: string; depth: number; attempts: number },
    waiters: readonly Known[],
    now: Date,
  ): Promise<Done> {
    if (await isBlocked(new URL(asked))) return giveUp(waiters, now);
    if (!budget.take({ host: new URL(asked).host }, now))
      return { effect: null, again: new Date(now.getTime() + hour) };
    const load = await loader();
    let reading: RemarkReading;
    try {
      reading = readFetched((await load(asked)).document, now);
    } catch (error) {
      return isHopeless(error)
        ? giveUp(waiters, now)
        : { effect: null, again: new Date(now.getTime() + pauseAfter(attempts)) };
    }
    if (!reading.ok || !isOpen(reading)) return giveUp(waiters, now);
    const { remark, held } = reading;
    if (await isBlocked(new URL(remark.author))) return giveUp(waiters, now);
    const later = areAll(waiters) ? new Date(now.getTime() + hour) : now;
    // They wait for it by its own name from now on.
    const renamed = (query: Query, due: Date): Step[] =>
      remark.uri === asked
        ? []
        : [remarks.rename(query, asked, remark.uri), lookFor(jobs, query, { parent: remark.uri, depth }, [now, due])];
    // What is known here may be asked for by another of its names: what is ours, a thread elsewhere, a remark.
    if (remark.uri !== asked && (await places.parent(remark.uri)).state !== 'unknown')
      return { effect: (query) => renamed(query, now), again: null };
    const effect = await take({ remark, held, account: null, now, load, climbed: { depth: depth + 1, asked } });
    if (!effect) return giveUp(waiters, now);
    return { effect: (query) => [...renamed(query, later), ...effect(query)], again: later };
  }

  return {
    async [climbing]({ subject: asked, details, attempts }, now) {
      const waiters = await remarks.waitingFor([asked], mostAtOnce);
      if (waiters.length === 0) return over;
      const found: Found = await places.parent(asked);
      if (found.state === 'post') return ended(await waiting.arrive([asked], found.post, now), waiters, now);
      const depth = depthOf(details);
      if (found.state === 'closed' || found.state === 'elsewhere' || depth >= deepest) return giveUp(waiters, now);
      const hopeless = waiters.filter(({ row }) => now.getTime() - row.received.getTime() >= patience);
      if (hopeless.length === waiters.length) return giveUp(waiters, now);
      const done =
        found.state === 'waiting'
          ? { effect: null, again: new Date(now.getTime() + hour) }
          : await fetchParent({ asked, depth, attempts }, waiters, now);
      if (hopeless.length === 0 || done.effect !== null) return done;
      return { ...done, effect: (await giveUp(hopeless, now)).effect };
    },
  };
}

/** What is served at its own id is said by whoever it names there, on that server. */
export function readFetched(document: unknown, now: Date): RemarkReading {
  const author = isObject(document) ? authorOf(document.attributedTo) : null;
  return author === null ? { ok: false, why: 'It names nobody.' } : readRemark(document, { author, now });
}

/** Whether everybody may read it. */
export function isOpen({ remark }: Extract<RemarkReading, { ok: true }>): boolean {
  return remark.visibility === 'public' || remark.visibility === 'unlisted';
}

/** Whether no more wait than these. What was deleted while it waited may be any number, and does not wait any more. */
function areAll(waiters: readonly Known[]): boolean {
  return waiters.filter(({ row }) => row.state === 'waiting').length < mostAtOnce;
}

function depthOf(details: object | null): number {
  const { depth } = (details ?? {}) as { depth?: unknown };
  return typeof depth === 'number' ? depth : 0;
}
