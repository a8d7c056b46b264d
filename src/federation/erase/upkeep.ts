import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Site } from '../../config.ts';
import { sweep } from '../../conversation/erase/sweep.ts';
import { retain } from '../../conversation/retention/retain.ts';
import type { Database } from '../../database/database.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { Loaders } from '../load.ts';
import type { People } from '../people/people.ts';
import { createRefresh } from '../recheck/people.ts';
import { createRecheck } from '../recheck/remarks.ts';
import type { Talk } from '../talk/talk.ts';
import { forgetActor } from './forget.ts';
import { forgetting } from './forgetting.ts';
import { createLeave, leaving } from './leave.ts';

export interface UpkeepParts {
  site: Pick<Site, 'origin' | 'base'>;
  database: Database;
  people: People;
  talk: Pick<Talk, 'remarks' | 'take'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  loaders(): Promise<Pick<Loaders, 'forOneTask'>>;
  log: Log;
  /** Called after what is gone was swept out: for the list beside the database. */
  onSweep?: (() => Promise<void>) | undefined;
}

/** What is done again and again so that nothing of others is kept that is not to be. */
export interface Upkeep {
  works: Readonly<Record<string, Work>>;
  /** Notes the work that comes again; what waits already stays as it is. */
  begin(now: Date): Promise<void>;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** Work that comes again, and how long after a first start it begins: reading goes first. */
const recurring = [
  { kind: 'sweep', after: 0 },
  { kind: 'recheck', after: minute },
  { kind: 'refresh', after: 2 * minute },
  { kind: 'retention', after: 10 * minute },
];

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { site, database, people, talk, isBlocked, loaders, log, onSweep } = parts;
  const loader = async (): Promise<DocumentLoader> => (await loaders()).forOneTask();
  const forget = (uri: string, now: Date): Promise<void> => forgetActor(database, site, uri, { isGone: true }, now);

  const works: Record<string, Work> = {
    recheck: createRecheck({ ...{ database, people, isBlocked, loader, log }, ...talk }),
    refresh: createRefresh({ database, people, isBlocked, loader, forget, log }),
    async sweep(_job, now) {
      await sweep(database, now);
      await onSweep?.();
      return { effect: null, again: new Date(now.getTime() + minute) };
    },
    async retention(_job, now) {
      const gone = Object.entries(await retain(database, now)).filter(([, count]) => count > 0);
      if (gone.length > 0) log.debug('What was kept long enough was taken out.', Object.fromEntries(gone));
      return { effect: null, again: new Date(now.getTime() + day) };
    },
    async [forgetting]({ subject, details }, now) {
      const { inbox } = (details ?? {}) as { inbox?: string };
      await forgetActor(database, site, subject, { isGone: true, inbox }, now);
      return { effect: null, again: null };
    },
    [leaving]: createLeave(database),
  };

  return {
    works,
    async begin(now) {
      const jobs = createJobs(database);
      await database.atomically((query) =>
        recurring.map(({ kind, after }) =>
          jobs.add(query, { kind, subject: '', due: new Date(now.getTime() + after) }, now),
        ),
      );
    },
  };
}
