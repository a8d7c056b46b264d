import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Known, Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import type { Database } from '../../database/database.ts';
import { type Done, pauseAfter, type Work } from '../../jobs/worker.ts';
import { isObject } from '../inbox/reference.ts';
import { isGone } from '../load/refused.ts';
import { authorOf } from '../remarks/author.ts';
import { type RemarkReading, readRemark } from '../remarks/read-remark.ts';
import type { Places } from './places.ts';
import type { Take } from './take.ts';
import type { Outcome, Waiting } from './waiting.ts';

export interface ClimbParts {
  database: Pick<Database, 'tables'>;
  remarks: Pick<Remarks, 'find' | 'rename'>;
  places: Pick<Places, 'parent' | 'isOurs'>;
  waiting: Waiting;
  take: Take;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** A loader for one piece of work: four fetches. */
  loader(): Promise<DocumentLoader>;
}

const hour = 3600_000;
/** How long a server may be away, or a parent wait for its own. */
const patience = 72 * hour;
/** So many steps up from what came. */
const deepest = 16;

const over: Done = { effect: null, again: null };

/**
 * Looks for what a waiting remark answers: one step up. What is found there waits in its turn, and has a job of its own,
 * so that a restart loses nothing; when one of them reaches a post, all that waited below it comes along.
 */
export function createClimb({ database, remarks, places, waiting, take, isBlocked, loader }: ClimbParts): Work {
  const ended = ({ steps, isShown }: Outcome, now: Date): Done => ({
    effect: (query) => [...steps(query), ...(isShown ? [countUp(query, database.tables, now)] : [])],
    again: null,
  });
  const giveUp = async (known: Known, now: Date): Promise<Done> => ended(await waiting.giveUp(known, now), now);

  async function fetchParent(known: Known, asked: string, depth: number, attempts: number, now: Date): Promise<Done> {
    if (await isBlocked(new URL(asked))) return giveUp(known, now);
    const load = await loader();
    let reading: RemarkReading;
    try {
      reading = readFetched((await load(asked)).document, now);
    } catch (error) {
      return isGone(error)
        ? giveUp(known, now)
        : { effect: null, again: new Date(now.getTime() + pauseAfter(attempts)) };
    }
    if (!reading.ok || !['public', 'unlisted'].includes(reading.remark.visibility)) return giveUp(known, now);
    const { remark, held } = reading;
    if (await isBlocked(new URL(remark.author))) return giveUp(known, now);
    // What is ours may be asked for by a name of this server that is not the blog's: nobody else wrote it.
    if (remark.uri !== asked && (places.isOurs(remark.uri) || (await remarks.find(remark.uri))))
      return { effect: (query) => [remarks.rename(query, asked, remark.uri)], again: now };
    const effect = await take({ remark, held, account: null, now, load, climbed: { depth: depth + 1, asked } });
    if (!effect) return giveUp(known, now);
    const name = remark.uri === asked ? null : remark.uri;
    return {
      effect: (query) => [...(name === null ? [] : [remarks.rename(query, asked, name)]), ...effect(query)],
      again: new Date(now.getTime() + hour),
    };
  }

  return async ({ subject, details, attempts }, now) => {
    const known = await remarks.find(subject);
    if (known?.row.state !== 'waiting') return over;
    const { parent, received } = known.row;
    const found = parent === null ? null : await places.parent(parent);
    if (found?.state === 'post') return ended(await waiting.arriveItself(known, found.post, now), now);
    const depth = depthOf(details);
    const isHopeless = now.getTime() - received.getTime() >= patience || depth >= deepest;
    if (parent === null || isHopeless || found?.state === 'closed' || found?.state === 'elsewhere')
      return giveUp(known, now);
    if (found?.state === 'waiting') return { effect: null, again: new Date(now.getTime() + hour) };
    return fetchParent(known, parent, depth, attempts, now);
  };
}

/** What is served at its own id is said by whoever it names there, on that server. */
function readFetched(document: unknown, now: Date): RemarkReading {
  const author = isObject(document) ? authorOf(document.attributedTo) : null;
  return author === null ? { ok: false, why: 'It names nobody.' } : readRemark(document, { author, now });
}

function depthOf(details: object | null): number {
  const { depth } = (details ?? {}) as { depth?: unknown };
  return typeof depth === 'number' ? depth : 0;
}
