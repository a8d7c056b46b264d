import type { Site } from '../config.ts';
import { changeSetting } from '../database/change.ts';
import { type Database, Unmet } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Problem } from '../problem.ts';
import { copyProblems, findCopies } from './copies.ts';
import { doubtProblems } from './doubt-problems.ts';
import { createDoubts } from './doubts.ts';
import type { IdentityKeeper } from './identities/identities.ts';
import { createIndexQueries } from './index-queries.ts';
import { publishOnce } from './pass.ts';
import type { PrepareMedium } from './pictures.ts';
import type { Adapt } from './read-batches.ts';
import type { Report } from './report.ts';
import { translationProblems } from './translations.ts';

export type { Report, Touched } from './report.ts';

/** What happened in the content folder: paths relative to it, with forward slashes; an empty list is a mere occasion. */
export type Hint = 'everything' | string[];

export interface Publisher {
  /**
   * Brings the published index up to the content folder; publishes one after the other, and what is asked for
   * meanwhile becomes one.
   * @param options.confirmRemovals takes away every post whose file is gone, however many those are, and at once.
   */
  publish(hint?: Hint, options?: { confirmRemovals?: boolean }): Promise<Report>;
  /** Everything that is wrong in the content folder, as of the last publish of any process. */
  problems(): Promise<Problem[]>;
  /** When the next post falls due, or the next removal; null before the first publish, and when nothing does. */
  nextDue(): Date | null;
}

export interface PublisherParts {
  database: Database;
  site: Site;
  prepareMedium: PrepareMedium;
  /** What is published in place of an entry; none: what was read. */
  adapt?: Adapt;
  /** Where identities are kept beside the database; none: the database alone knows them. */
  identities?: Pick<IdentityKeeper, 'restore' | 'published' | 'problems'>;
  now(): Date;
  log?: Pick<Log, 'info'>;
}

/** What was not deleted in its time waits for the owner's word, who may give it in another process. */
const patience = 10 * 60_000;

/** Another process may publish at the same moment; that often in a row it does not. */
const attempts = 5;

export function createPublisher(options: PublisherParts): Publisher {
  const { database, site, prepareMedium, identities, now, log, adapt } = options;
  const queries = createIndexQueries(database);
  const doubts = createDoubts(database);
  const parts = { database, queries, site, doubts, prepareMedium, now, adapt };
  let running: Promise<unknown> = Promise.resolve();
  let waiting: { hint: Hint; confirmed: boolean; done: Promise<Report> } | null = null;
  let due: Date | null = null;

  async function publish(hint: Hint, confirmed: boolean): Promise<Report> {
    const { settings } = database.tables;
    await database.query
      .insert(settings)
      .values({ name: changeSetting, value: '0', changed: now() })
      .onConflictDoNothing();
    await identities?.restore();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const begun = now();
        const { report, isHeld } = await publishOnce(parts, attempt === 1 ? hint : 'everything', confirmed);
        due = await nextDue(isHeld, begun);
        identities?.published(isHeld);
        return report;
      } catch (error) {
        if (!(error instanceof Unmet) || attempt === attempts) throw error;
        log?.info('Another process has published meanwhile; the content is looked at again.');
      }
    }
  }

  /** @param begun when the content was looked at: what has fallen due since then is due now. */
  async function nextDue(isHeld: boolean, begun: Date): Promise<Date | null> {
    const times = isHeld
      ? []
      : (await queries.hiddenPosts()).map(({ vanished }) => (vanished?.getTime() ?? 0) + site.publish.removal);
    const scheduled = await queries.nextScheduled(begun);
    if (scheduled) times.push(scheduled.getTime());
    const coming = times.map((time) => (time > begun.getTime() ? time : now().getTime() + patience));
    return coming.length > 0 ? new Date(Math.min(...coming)) : null;
  }

  return {
    publish(hint = 'everything', { confirmRemovals = false } = {}) {
      if (waiting) {
        waiting.hint = merge(waiting.hint, hint);
        waiting.confirmed ||= confirmRemovals;
        return waiting.done;
      }
      const next = { hint, confirmed: confirmRemovals, done: Promise.resolve() as Promise<unknown> as Promise<Report> };
      next.done = running.then(() => {
        waiting = null;
        return publish(next.hint, next.confirmed);
      });
      waiting = next;
      // A publish that fails is told to whoever asked for it, and must not stop the next.
      running = next.done.catch(() => {});
      return next.done;
    },
    async problems() {
      const [own, renamed, copies, twins, kept] = await Promise.all([
        queries.problems(),
        doubts.find(),
        findCopies(database),
        translationProblems(database),
        identities?.problems() ?? [],
      ]);
      const problems = [...own, ...doubtProblems(renamed), ...copyProblems(copies), ...twins, ...kept];
      return problems.sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0));
    },
    nextDue: () => due,
  };
}

function merge(one: Hint, other: Hint): Hint {
  return one === 'everything' || other === 'everything' ? 'everything' : [...one, ...other];
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
