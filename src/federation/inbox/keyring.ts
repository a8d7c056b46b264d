import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { Away, isGone, Unasked } from '../load/refused.ts';
import { createKeptKeys, type Kept } from './kept-keys.ts';
import { type RemoteKey, readKey } from './remote-key.ts';

export type NoKey = 'gone' | 'away' | 'unavailable' | 'unasked';

/** Keys of actors on other servers, by their ids. */
export interface Keyring {
  /**
   * Gives a key, from memory or from its server. A key that cannot be had is remembered as such: a hundred activities cost
   * one fetch; and of a host to which no connection comes about, no key is asked for within a minute, whoever's it is.
   * @param options.fresh the key did not fit: it is asked for again, though no more often than every five minutes.
   * @returns why there is none: `gone` when its own host answers 404 or 410, `away` when its server is down or too slow now,
   * `unavailable` when there is nothing that could be believed, `unasked` when nobody was asked.
   */
  find(id: string, load: DocumentLoader, options?: { fresh?: boolean }): Promise<RemoteKey | NoKey>;
}

const minute = 60_000;
const hour = 60 * minute;

/** How long what is known counts. */
const counts = { key: 24 * hour, gone: 6 * hour };
/** After a failure, doubled with each further one up to the longest. */
const [firstPause, longestPause] = [2 * minute, hour];
/** How long no key is asked for at a host to which no connection came about; and of how many hosts that is remembered. */
const deadFor = minute;
const mostDead = 1000;
/** Between two looks at one key because it did not fit. */
const refetch = 5 * minute;
/** How long after it was last seen a key still serves when its server does not answer. */
const patience = 7 * 24 * hour;

export function createKeyring({
  database,
  clock,
}: {
  database: Pick<Database, 'query' | 'tables'>;
  clock: Pick<Clock, 'now'>;
}): Keyring {
  const keys = createKeptKeys(database, clock.now);
  const dead = createDeadHosts();
  const asking = new Map<string, Promise<Kept>>();

  /** One look at a time for each key, whoever wants it. */
  function ask(id: string, before: Kept | null, load: DocumentLoader): Promise<Kept> {
    const under = asking.get(id);
    if (under) return under;
    const watched: DocumentLoader = (url, settings) =>
      load(url, settings).catch((error: unknown) => {
        if (error instanceof Away && error.dead !== null) dead.note(error.dead, clock.now().getTime());
        throw error;
      });
    const look = lookAt(id, before, watched, clock.now().getTime()).then(async (kept) => {
      await keys.keep(id, kept);
      return kept;
    });
    asking.set(id, look);
    const done = (): void => void asking.delete(id);
    look.then(done, done);
    return look;
  }

  return {
    async find(id, load, { fresh = false } = {}) {
      const known = await keys.find(id);
      const now = clock.now().getTime();
      const counts = known !== null && now < known.until && !(fresh && now - known.asked >= refetch);
      if (!counts && dead.has(new URL(id).host, now)) return (!fresh && known && patientWith(known, now)) || 'away';
      try {
        return answer(counts ? known : await ask(id, known, load), fresh);
      } catch (error) {
        // Nobody was asked, so nothing was learnt.
        if (error instanceof Unasked) return known ? answer(known, fresh) : 'unasked';
        throw error;
      }
    },
  };
}

/** @param fresh the key that is known did not fit: while its server is away, nobody knows whether there is a newer one. */
function answer({ key, gone, away }: Kept, fresh: boolean): RemoteKey | NoKey {
  if (key && !(fresh && away)) return key;
  if (gone) return 'gone';
  return away ? 'away' : 'unavailable';
}

/** The key that still serves though its server does not answer. */
function patientWith({ key, seen }: Kept, now: number): RemoteKey | null {
  return key && now - seen < patience ? key : null;
}

/** Asks a key's server, and says what is known from now on. */
async function lookAt(id: string, before: Kept | null, load: DocumentLoader, now: number): Promise<Kept> {
  const asked = { gone: false, asked: now, failures: 0 };
  try {
    const key = await readKey(id, load);
    if (key) return { ...asked, key, until: now + counts.key, seen: now };
  } catch (error) {
    if (error instanceof Unasked) throw error;
    if (isGone(error)) return { ...asked, key: null, gone: true, until: now + counts.gone, seen: 0 };
    return { ...failed(before, now, true), ...(error instanceof Away ? { away: true } : {}) };
  }
  return failed(before, now, false);
}

/** @param down whether the server did not answer, or not with a document: what it served before may still be so. */
function failed(before: Kept | null, now: number, down: boolean): Kept {
  const failures = (before?.failures ?? 0) + 1;
  const until = now + Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10));
  const key = down && before ? patientWith(before, now) : null;
  return { key, gone: false, asked: now, until, failures, seen: key ? (before?.seen ?? 0) : 0 };
}

/**
 * Hosts to which no connection came about just now. Only that counts: what one address of a host answers, or how slowly, is what
 * a stranger could choose to hold against the whole of it.
 */
function createDeadHosts(): { note(host: string, now: number): void; has(host: string, now: number): boolean } {
  const until = new Map<string, number>();
  return {
    note(host, now) {
      until.delete(host);
      until.set(host, now + deadFor);
      const [oldest] = until.keys();
      if (until.size > mostDead && oldest !== undefined) until.delete(oldest);
    },
    has: (host, now) => now < (until.get(host) ?? 0),
  };
}
