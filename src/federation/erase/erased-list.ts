import type { Config } from '../../config.ts';
import { pseudonymKeyName } from '../../conversation/erase/pseudonym.ts';
import { type Erased, erasedSince, noteReplayed, replay } from '../../conversation/erase/replay.ts';
import { sweep } from '../../conversation/erase/sweep.ts';
import type { Database } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import { type ErasedFile, erasedPath, openErasedFile } from './erased-file.ts';
import { forgetActor } from './forget.ts';

/** What was erased, in the database and in a list beside it, each brought up to the other. */
export interface ErasedList {
  /** At start, before anybody is served: erases again what the list has and the database lacks. */
  replay(now: Date): Promise<void>;
  /** Adds to the list what was erased since. What cannot be written is tried again the next time. */
  bringUp(): Promise<void>;
}

export function createErasedList({
  config,
  database,
  log,
}: {
  config: Pick<Config, 'site' | 'place'>;
  database: Database;
  log: Pick<Log, 'info' | 'warn'>;
}): ErasedList {
  const path = erasedPath(config);
  const file: ErasedFile | null = path === null ? null : openErasedFile(path);
  const written = new Set<string>();
  let upTo = new Date(0);
  let isTold = false;
  let isRead = false;

  const nameOf = ({ hash, at }: Erased): string => `${hash} ${at.getTime()}`;

  async function add(entries: readonly Erased[], key: string): Promise<void> {
    const news = entries.filter((one) => !written.has(nameOf(one)));
    try {
      await file?.add(key, news);
    } catch (error) {
      if (!isTold) log.warn(`${path} cannot be written: what is erased is in the database alone.`, { error });
      isTold = true;
      return;
    }
    isTold = false;
    for (const one of news) written.add(nameOf(one));
    // Others may note something with an earlier instant than what was read last.
    upTo = new Date((entries.at(-1)?.at.getTime() ?? upTo.getTime()) - overlap);
    for (const name of written) if (Number(name.split(' ')[1]) < upTo.getTime()) written.delete(name);
  }

  return {
    async replay(now) {
      if (!file) return;
      const key = await pseudonymKeyName(database);
      const { entries, foreign } = await file.read(key).catch((error: unknown) => {
        log.warn(`${path} cannot be read: a restored database may show again what was erased since.`, { error });
        return { entries: [], foreign: 0 };
      });
      if (foreign > 0)
        log.warn(`${foreign} lines of ${path} belong to another database. What they erased is not known here.`);
      const { lacked, remarks, people } = await replay(database, entries, now);
      // Their servers were told at that time, or they are gone.
      for (const uri of people) await forgetActor(database, config.site, uri, { isGone: true }, now);
      if (lacked > 0) {
        await noteReplayed(database, entries);
        await sweep(database, now);
        log.info('The database is older than the list of what was erased: that is erased again.', {
          comments: remarks,
          people: people.length,
        });
      }
      for (const one of entries) written.add(nameOf(one));
      isRead = true;
      await add(await erasedSince(database, upTo), key);
    },
    async bringUp() {
      if (!file) return;
      const key = await pseudonymKeyName(database);
      if (!isRead) for (const one of (await file.read(key)).entries) written.add(nameOf(one));
      isRead = true;
      await add(await erasedSince(database, upTo), key);
    },
  };
}

/** Longer than a transaction takes to be seen. */
const overlap = 60_000;
