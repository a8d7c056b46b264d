import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import type { Problem } from '../../problem.ts';
import { identitiesPath } from './entry.ts';
import { createGatherer } from './gather.ts';
import { openIdentitiesFile } from './identities-file.ts';
import { type Identities, isDamaged, readIdentities } from './read-identities.ts';
import { restoreIdentities } from './restore.ts';
import { joinLines } from './write-identities.ts';

/** Keeps what cannot be derived again beside the content, so that a lost database loses no identity. */
export interface IdentityKeeper {
  /** Enters what the file knows into a database from which nothing was ever published. Before each publish. */
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

export function createIdentityKeeper({
  database,
  site,
  clock,
  log,
}: {
  database: Database;
  site: Pick<Site, 'folder' | 'origin' | 'base' | 'language'>;
  clock: Clock;
  log: Pick<Log, 'info' | 'error'>;
}): IdentityKeeper {
  const file = openIdentitiesFile(site.folder);
  const gatherer = createGatherer(database);
  const url = site.origin + site.base;
  let running: Promise<unknown> = Promise.resolve();
  let cancel: (() => void) | null = null;
  /** Nothing is written before a publish has looked at the folder. */
  let isHeld = true;
  let isKnown = false;
  let last = { signature: '', digest: '' };
  let failure: Problem | null = null;
  /** What was wrong in the file that had this stamp. */
  let judged: { stamp: string; problems: Problem[]; isLeftAlone: boolean } | null = null;

  /** What the file says; null when there is none, or none that says anything to this blog. */
  async function look(): Promise<Look | null> {
    const read = await file.read();
    if (read === null) return null;
    if ('what' in read) return { head: null, entries: [], problems: [read], isLeftAlone: true, text: '' };
    const found = forThisBlog(read.text, url);
    judged = { stamp: read.stamp, problems: found?.problems ?? [], isLeftAlone: found?.isLeftAlone ?? false };
    return found;
  }

  /** The same without reading again what was read before. */
  async function judge(): Promise<{ problems: Problem[]; isLeftAlone: boolean }> {
    const stamp = await file.stamp();
    if (stamp !== null && judged?.stamp === stamp) return judged;
    return (await look()) ?? { problems: [], isLeftAlone: false };
  }

  async function saveOnce(): Promise<void> {
    if (isHeld) return;
    const [signature, stamp] = [await gatherer.signature(), await file.stamp()];
    if (signature === last.signature && stamp !== null) return;
    if (stamp !== null && judged?.stamp === stamp && judged.isLeftAlone) return;
    if (await file.whyUnwritable()) return;
    const head = { url, since: await gatherer.since() };
    const text = joinLines(await gatherer.lines(), head);
    const digest = createHash('sha256').update(text).digest('base64');
    if (digest === last.digest && stamp !== null) {
      last = { signature, digest };
      return;
    }
    const found = await look();
    if (found?.isLeftAlone) return;
    if (found?.text !== text) {
      const written = await file.write(text);
      failure = typeof written === 'boolean' ? null : written;
      if (written !== true) return;
      judged = { stamp: (await file.stamp()) ?? '', problems: [], isLeftAlone: false };
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
      await save();
    },
  };
}

/** What a file says to this blog, and whether it must not be written over. */
type Look = Identities & { isLeftAlone: boolean; text: string };

function forThisBlog(written: string, url: string): Look | null {
  // Git may have changed the ends of lines.
  const text = written.replaceAll('\r\n', '\n');
  const found = readIdentities(text);
  const { head } = found;
  if (head === null || head.url === url) return { ...found, isLeftAlone: isDamaged(found), text };
  // What was told from an address of this machine, as in a preview, says nothing to the world's blog.
  if (isLocal(head.url)) return null;
  const what = `The file is for ${head.url}, and the blog is at ${url} now, so it is neither read nor changed.`;
  const mend = 'In a preview all is well; if the blog has moved, write the new address into the first line.';
  const problem = { path: identitiesPath, line: 1, severity: 'warning' as const, what, mend };
  return { head: null, entries: [], problems: [problem], isLeftAlone: true, text };
}

function isLocal(url: string): boolean {
  return /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?(?:\/|$)/.test(url);
}
