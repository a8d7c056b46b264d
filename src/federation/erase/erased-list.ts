import type { Config } from '../../config.ts';
import { pseudonymKeyName } from '../../conversation/erase/pseudonym.ts';
import { type Erased, erasedSince, noteReplayed, replay } from '../../conversation/erase/replay.ts';
import { sweep } from '../../conversation/erase/sweep.ts';
import type { Database } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import { createBlockedList, type ListedBlock } from './blocked-list.ts';
import { type ErasedFile, erasedPath, type Listed, openErasedFile } from './erased-file.ts';
import { forgetActor } from './forget.ts';

/** What was erased, and who is blocked, in the database and in a list beside it, each brought up to the other. */
export interface ErasedList {
  /** At start, before anybody is served: erases and blocks again what the list has and the database lacks. */
  replay(): Promise<void>;
  /** Adds to the list what was erased or blocked since. What cannot be written is tried again the next time. */
  bringUp(): Promise<void>;
}

export function createErasedList({
  config,
  database,
  log,
  now,
}: {
  config: Pick<Config, 'site' | 'place'>;
  database: Database;
  log: Pick<Log, 'info' | 'warn'>;
  now(): Date;
}): ErasedList {
  const path = erasedPath(config);
  const file: ErasedFile | null = path === null ? null : openErasedFile(path);
  const blocked = createBlockedList(database, config.site);
  const written = new Set<string>();
  let blocks: ListedBlock[] = [];
  let upTo = new Date(0);
  let isTold = false;
  let isRead = false;

  const nameOf = ({ hash, at }: Erased): string => `${hash} ${at.getTime()}`;

  function hold(listed: Listed): void {
    for (const one of listed.entries) written.add(nameOf(one));
    blocks = listed.blocks;
    isRead = true;
  }

  async function add(list: ErasedFile): Promise<void> {
    const key = await pseudonymKeyName(database);
    const entries = await erasedSince(database, upTo);
    const news = entries.filter((one) => !written.has(nameOf(one)));
    const lines = await blocked.news(blocks, now());
    try {
      await list.add(key, [...news, ...lines]);
    } catch (error) {
      if (!isTold) log.warn(`${path} cannot be written: what is erased is in the database alone.`, { error });
      isTold = true;
      return;
    }
    isTold = false;
    blocks = [...blocks, ...lines];
    await blocked.know(blocks);
    for (const one of news) written.add(nameOf(one));
    // Others may note something with an earlier instant than what was read last.
    upTo = new Date((entries.at(-1)?.at.getTime() ?? upTo.getTime()) - overlap);
    for (const name of written) if (Number(name.split(' ')[1]) < upTo.getTime()) written.delete(name);
  }

  return {
    async replay() {
      if (!file) return;
      const key = await pseudonymKeyName(database);
      const listed = await file.read(key).catch((error: unknown) => {
        log.warn(`${path} cannot be read: a restored database may show again what was erased since.`, { error });
        return { entries: [], blocks: [], foreign: 0 };
      });
      const { entries, foreign } = listed;
      if (foreign > 0)
        log.warn(`${foreign} lines of ${path} belong to another database. What they erased is not known here.`);
      // Before anybody is forgotten, who may be blocked by name.
      const changed = await blocked.replay(listed.blocks, now());
      if (changed > 0)
        log.info('The database is older than the list of who was blocked: the blocks are as the list says.', {
          blocks: changed,
        });
      const { lacked, remarks, reactions, people } = await replay(database, entries, now());
      // Their servers were told at that time, or they are gone.
      for (const { uri, at } of people) await forgetActor(database, config.site, uri, { isGone: true, at }, now());
      if (lacked > 0) {
        await noteReplayed(database, entries);
        await sweep(database, now());
        log.info('The database is older than the list of what was erased: that is erased again.', {
          comments: remarks,
          likes: reactions,
          people: people.length,
        });
      }
      hold(listed);
      await add(file);
    },
    async bringUp() {
      if (!file) return;
      if (!isRead) hold(await file.read(await pseudonymKeyName(database)));
      await add(file);
    },
  };
}

/** Longer than a transaction takes to be seen. */
const overlap = 60_000;
