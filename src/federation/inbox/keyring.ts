import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { isGone, Unasked } from '../load/refused.ts';
import { createKeptKeys, type Kept } from './kept-keys.ts';
import { type RemoteKey, readKey } from './remote-key.ts';

export type NoKey = 'gone' | 'unavailable' | 'unasked';

/** Keys of actors on other servers, by their ids. */
export interface Keyring {
  /**
   * Gives a key, from memory or from its server. A key that cannot be had is remembered as such: a hundred activities cost
   * one fetch.
   * @param options.fresh the key did not fit: it is asked for again, though no more often than every five minutes.
   * @returns why there is none: `gone` when its own host answers 404 or 410, `unavailable` when there is nothing that could
   * be believed, `unasked` when nobody was asked.
   */
  find(id: string, load: DocumentLoader, options?: { fresh?: boolean }): Promise<RemoteKey | NoKey>;
}

const minute = 60_000;
const hour = 60 * minute;

/** How long what is known counts. */
const counts = { key: 24 * hour, gone: 6 * hour };
/** After a failure, doubled with each further one up to the longest. */
const [firstPause, longestPause] = [2 * minute, hour];
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
  const asking = new Map<string, Promise<Kept>>();

  /** One look at a time for each key, whoever wants it. */
  function ask(id: string, before: Kept | null, load: DocumentLoader): Promise<Kept> {
    const under = asking.get(id);
    if (under) return under;
    const look = lookAt(id, before, load, clock.now().getTime()).then(async (kept) => {
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
      try {
        return answer(counts ? known : await ask(id, known, load));
      } catch (error) {
        // Nobody was asked, so nothing was learnt.
        if (error instanceof Unasked) return known ? answer(known) : 'unasked';
        throw error;
      }
    },
  };
}

function answer({ key, gone }: Kept): RemoteKey | NoKey {
  return key ?? (gone ? 'gone' : 'unavailable');
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
    return failed(before, now, true);
  }
  return failed(before, now, false);
}

/** @param down whether the server did not answer, or not with a document: what it served before may still be so. */
function failed(before: Kept | null, now: number, down: boolean): Kept {
  const failures = (before?.failures ?? 0) + 1;
  const until = now + Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10));
  const key = down && before?.key && now - before.seen < patience ? before.key : null;
  return { key, gone: false, asked: now, until, failures, seen: key ? (before?.seen ?? 0) : 0 };
}
