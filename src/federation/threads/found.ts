import type { DocumentLoader } from '@fedify/fedify/runtime';
import { createErasures } from '../../conversation/erase/erasures.ts';
import type { Remarks } from '../../conversation/remarks.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { inArray } from '../../database/drizzle.ts';
import { hostOf } from '../../jobs/host.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { type Done, pauseAfter, type Work } from '../../jobs/worker.ts';
import type { Budget } from '../budget.ts';
import { isHopeless } from '../load/refused.ts';
import { isOpen, readFetched } from '../talk/climb.ts';
import type { Places } from '../talk/places.ts';
import type { Take } from '../talk/take.ts';

/** The kind of the jobs that fetch what a collection named; the subject is its id. */
const fetching = 'found';

/** So many new ones of one look: a thread has many branches, and one of them is not to spend the day's budget. */
export const mostPerLook = 40;
/** So often a server is asked that does not answer, or something waited for that it answers. */
const mostTries = 3;
const over: Done = { effect: null, again: null };

export interface FoundParts {
  database: Pick<Database, 'query' | 'tables'>;
  remarks: Pick<Remarks, 'find'>;
  places: Pick<Places, 'parent' | 'isOurs'>;
  jobs: Pick<Jobs, 'add' | 'sooner'>;
  take: Take;
  budget: Budget;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** A loader for one piece of work: four fetches. */
  loader(): Promise<DocumentLoader>;
}

interface Where {
  post: number;
  /** The job of the thread elsewhere that names them: it is read again soon where one of them is taken. */
  thread?: { kind: string; subject: string; host: string | null };
}

/** The steps that have those fetched which are not known here; null: none of them is to be. */
export type Seek = (ids: ReadonlySet<string>, where: Where, now: Date) => Promise<((query: Query) => Step[]) | null>;

/** What looks for replies need. */
export type Seeking = FoundParts & { seek: Seek };

/** Of ids that somebody named: the ones that are new here, and may be asked for today. */
export function createSeek({ database, places, jobs, budget, isBlocked }: FoundParts): Seek {
  const { remarks } = database.tables;
  const erasures = createErasures(database);

  async function unknown(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await database.query
      .select({ uri: remarks.uri })
      .from(remarks)
      .where(inArray(remarks.uri, [...ids]));
    const known = new Set(rows.map(({ uri }) => uri));
    // What was deleted is not asked for each time that somebody still names it.
    const erased = await erasures.among(ids);
    return ids.filter((id) => !known.has(id) && !erased.has(id));
  }

  return async (ids, where, now) => {
    const { post } = where;
    const chosen: string[] = [];
    for (const id of await unknown([...ids].filter((one) => !places.isOurs(one))))
      if (
        chosen.length < mostPerLook &&
        !(await isBlocked(new URL(id))) &&
        budget.take({ post, host: new URL(id).host }, now)
      )
        chosen.push(id);
    if (chosen.length === 0) return null;
    return (query) =>
      chosen.map((id) =>
        jobs.add(query, { kind: fetching, subject: id, host: hostOf(id), details: where, due: now }, now),
      );
  };
}

/**
 * Fetches what a collection named, from its own server, and takes it as if it had been sent: if it answers something below
 * that post. What claims to answer anything else is dropped, whoever named it.
 */
export function createFound({
  remarks,
  places,
  jobs,
  take,
  isBlocked,
  loader,
}: FoundParts): Readonly<Record<string, Work>> {
  return {
    async [fetching]({ subject: id, details, attempts }, now) {
      // Only `createSeek` writes them.
      const { post, thread } = details as Where;
      const later: Done = { effect: null, again: new Date(now.getTime() + pauseAfter(attempts + 1)) };
      // Also where its author cannot be read, or something is wrong here.
      if (attempts >= mostTries) return over;
      if ((await remarks.find(id)) || (await isBlocked(new URL(id)))) return over;
      const load = await loader();
      let document: unknown;
      try {
        ({ document } = await load(id));
      } catch (error) {
        return isHopeless(error) ? over : later;
      }
      const reading = readFetched(document, now);
      if (!reading.ok || !isOpen(reading) || (await isBlocked(new URL(reading.remark.author)))) return over;
      const { remark, held } = reading;
      if (remark.parent === null || places.isOurs(remark.uri)) return over;
      const place = await places.parent(remark.parent);
      // What stands between may have been named beside it, and comes.
      if (place.state === 'unknown' || place.state === 'waiting') return later;
      if (place.state !== 'post' || place.post.key !== post) return over;
      const effect = await take({ remark, held, account: null, now, load });
      if (!effect) return over;
      const soon = new Date(now.getTime() + 10 * 60_000);
      return {
        effect: (query) => [...effect(query), ...(thread ? [jobs.sooner(query, thread, soon)] : [])],
        again: null,
      };
    },
  };
}
