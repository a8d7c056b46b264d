import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import type { Problem } from '../../problem.ts';
import { identitiesPath } from './entry.ts';
import { createGatherer } from './gather.ts';
import { openIdentitiesFile } from './identities-file.ts';
import { createLearner } from './learn.ts';
import { restoreIdentities } from './restore.ts';
import { type Look, readForBlog, unread } from './this-blog.ts';
import { joinLines, nameLines } from './write-identities.ts';

/** Keeps what cannot be derived again beside the content, so that a lost database loses no identity. */
export interface IdentityKeeper {
  /**
   * Enters what the file knows into a database from which nothing was ever published, and into one that is older than the
   * file, as a backup is. Before each publish.
   */
  restore(): Promise<void>;
  /** The blog was published. `isHeld`: the folder looks like an accident, and is left alone until it does not. */
  published(isHeld: boolean): void;
  /** Followers may have been told of something: the file is brought up before long. */
  saveSoon(): void;
  /** Brings the file up to the database now, if there is anything to change. */
  save(): Promise<void>;
  /** Why the file is not kept just now, and what is wrong in it. */
  problems(): Promise<Problem[]>;
  /** Brings the file up for the last time. */
  close(): Promise<void>;
}

/** So many milliseconds of changes are written as one. */
const pause = 1000;

/**
 * A file that was taken away comes back after so many milliseconds, and not before: git goes back to a branch that has it only
 * where nothing lies in its place.
 */
const patience = 3_600_000;

export function createIdentityKeeper({
  database,
  site,
  clock,
  log,
  isTrial = false,
}: {
  database: Database;
  site: Pick<Site, 'folder' | 'origin' | 'base' | 'language'>;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Whether nothing is sent from this database, and its ledger can only be read. */
  isTrial?: boolean;
}): IdentityKeeper {
  const file = openIdentitiesFile(site.folder);
  const gatherer = createGatherer(database);
  const learner = createLearner({ database, gatherer, site, now: clock.now, isTrial });
  const url = site.origin + site.base;
  let running: Promise<unknown> = Promise.resolve();
  let cancel: (() => void) | null = null;
  /** Nothing is written before a publish has looked at the folder. */
  let isHeld = true;
  let isKnown = false;
  let isClosed = false;
  let last = { signature: '', digest: '' };
  let failure: Problem | null = null;
  /** What was wrong in the file that had this stamp. */
  let judged: { stamp: string; problems: Problem[]; isLeftAlone: boolean } | null = null;

  /** The stamp of the file of which the database knows all that it can tell it. */
  let compared: string | null = null;
  /** Whether what lay there last was as it should be. */
  let wasSound = false;
  let missingSince: Date | null = null;
  let cancelReturn = (): void => {};

  /** What the file says; null when there is none, or none that says anything to this blog. */
  async function look(): Promise<Look | null> {
    const read = await file.read();
    if (read === null) return null;
    wasSound = false;
    if ('what' in read) return unread(read);
    const found = readForBlog(read.text, url);
    wasSound = found !== null && !found.isLeftAlone;
    judged = { stamp: read.stamp, problems: found?.problems ?? [], isLeftAlone: found?.isLeftAlone ?? false };
    return found;
  }

  /** The same without reading again what was read before. */
  async function judge(): Promise<{ problems: Problem[]; isLeftAlone: boolean }> {
    const stamp = await file.stamp();
    if (stamp !== null && judged?.stamp === stamp) return judged;
    return (await look()) ?? { problems: [], isLeftAlone: false };
  }

  /**
   * Lets the database learn what the file knows beyond it. Most often that is found by a look at the stamp, and after a start
   * by the digest. False: there is something to learn, and `canLearn` says not now.
   */
  async function catchUp(canLearn: boolean): Promise<boolean> {
    const stamp = await file.stamp();
    if (stamp === null || stamp === compared) return true;
    const read = await file.read();
    if (read === null || 'what' in read) return true;
    const digest = digestOf(read.text);
    if (digest !== (await gatherer.seen())) {
      const lines = readForBlog(read.text, url)?.lines ?? [];
      if (!canLearn && (await learner.isNews(lines))) return false;
      const count = canLearn ? await learner.learn(lines) : 0;
      if (count > 0) log.warn(olderDatabase(count));
      await gatherer.noteSeen(digest, clock.now());
    }
    compared = read.stamp;
    return true;
  }

  /** Whether somebody took the file away just now, and may bring it back. */
  function isAway(stamp: string | null): boolean {
    cancelReturn();
    if (stamp !== null || !wasSound) missingSince = null;
    else missingSince ??= clock.now();
    if (missingSince === null) return false;
    const left = missingSince.getTime() + patience - clock.now().getTime();
    if (left > 0 && !isClosed) cancelReturn = clock.after(left, () => void save());
    return left > 0;
  }

  async function saveOnce(): Promise<void> {
    if (isHeld) return;
    const [signature, stamp] = [await gatherer.signature(), await file.stamp()];
    if (isAway(stamp)) return;
    if (signature === last.signature && stamp !== null) return;
    if (stamp !== null && judged?.stamp === stamp && judged.isLeftAlone) return;
    if (await file.whyUnwritable()) return;
    const head = { url, since: await gatherer.since() };
    const lines = await gatherer.lines();
    const digest = digestOf(joinLines(lines, head));
    if (digest === last.digest && stamp !== null) {
      last = { signature, digest };
      return;
    }
    const found = await look();
    // What came since the last publish is looked at by the next one, and not lost meanwhile.
    if (found?.isLeftAlone || !(await catchUp(false))) return;
    const named = nameLines(lines, await gatherer.name(), found?.lines.map(({ entry }) => entry) ?? []);
    const text = joinLines(named, head);
    if (found?.text !== text) {
      const written = await file.write(text);
      failure = typeof written === 'boolean' ? null : written;
      if (written !== true) return;
      compared = (await file.stamp()) ?? '';
      judged = { stamp: compared, problems: [], isLeftAlone: false };
      wasSound = true;
      await gatherer.noteSeen(digestOf(text), clock.now());
    }
    last = { signature, digest };
  }

  const save = (): Promise<void> => {
    const next = running.then(saveOnce).catch((error: unknown) => {
      log.error(`${identitiesPath} could not be brought up to date. The next publish tries again.`, { error });
    });
    running = next;
    return next;
  };

  const saveSoon = (): void => {
    if (cancel || isHeld) return;
    cancel = clock.after(pause, () => {
      cancel = null;
      void save();
    });
  };

  return {
    async restore() {
      if (isKnown || !(await gatherer.isEmpty())) {
        isKnown = true;
        const next = running.then(() => catchUp(true));
        running = next.catch(() => undefined);
        await next;
        return;
      }
      const found = await look();
      if (!found || (found.entries.length === 0 && found.head === null)) return;
      // With a part of it lost, what is not known may have been sent: nobody is told of that by itself.
      const since = found.isLeftAlone ? null : (found.head?.since ?? null);
      await restoreIdentities(database, found.entries, { since, language: site.language, now: clock.now() });
      if (found.entries.length > 0)
        log.info(`The database was empty. ${found.entries.length} posts are known from ${identitiesPath}.`);
    },
    published(held) {
      isHeld = held;
      saveSoon();
    },
    saveSoon,
    save,
    async problems() {
      const { problems, isLeftAlone } = await judge();
      if (isLeftAlone) return problems;
      const unwritable = failure ?? (await file.whyUnwritable());
      return unwritable ? [...problems, unwritable] : problems;
    },
    async close() {
      cancel?.();
      cancel = null;
      isClosed = true;
      await save();
      cancelReturn();
    },
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function olderDatabase(count: number): string {
  const posts = count === 1 ? 'of 1 post it knows less' : `of ${count} posts it knows less`;
  return `The database is older than ${identitiesPath}, as after an old backup: ${posts} than followers were told. The file is believed, and nothing of that is sent again. Who came to follow since has to follow again.`;
}
