import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, isNotNull } from '../../database/drizzle.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import { createBudget } from '../budget.ts';
import type { Guard } from '../guard/guard.ts';
import type { Loaders } from '../load.ts';
import type { People } from '../people/people.ts';
import type { Talk } from '../talk/talk.ts';
import { createAdopt } from './adopt.ts';
import { createBelow } from './below.ts';
import { createFound, createSeek } from './found.ts';
import { createLeave } from './leave.ts';
import { createThread } from './thread.ts';

export interface ThreadsParts {
  database: Database;
  guard: Pick<Guard, 'get'>;
  people: Pick<People, 'leave'>;
  talk: Pick<Talk, 'remarks' | 'places' | 'take'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  loaders(): Promise<Pick<Loaders, 'forOneTask'>>;
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'error'>;
}

/** The parts of conversations that nobody sends: what is answered to replies elsewhere, and whole threads elsewhere. */
export interface Threads {
  /** What is done later, by the kind of the job. */
  works: Readonly<Record<string, Work>>;
  /** The kinds that are done again and again, and have no subject. */
  recurring: readonly string[];
  /** Looks at which threads elsewhere the posts name now: after a publish. Then there may be something to do. */
  adopt(): Promise<void>;
}

/** The kind of the job that looks whether another process published posts with threads. */
const looking = 'threads';
const pause = 10 * 60_000;

export function createThreads(options: ThreadsParts): Threads {
  const { database, guard, people, talk, isBlocked, loaders, clock, log } = options;
  const { remarks, places, take } = talk;
  const { owners } = database.tables;
  const jobs = createJobs(database);
  const loader = async () => (await loaders()).forOneTask();
  const parts = { database, remarks, places, jobs, take, budget: createBudget(), isBlocked, loader };
  const seek = createSeek(parts);
  const adopt = createAdopt({ database, jobs });

  async function isProven(actor: string): Promise<boolean> {
    const found = await database.query
      .select({ actor: owners.actor })
      .from(owners)
      .where(and(eq(owners.actor, actor), isNotNull(owners.proven)));
    return found.length > 0;
  }

  return {
    recurring: [looking],
    async adopt() {
      try {
        await adopt(clock.now());
      } catch (error) {
        // It is done again by the job.
        log.error('Threads elsewhere could not be looked at.', { error });
      }
    },
    works: {
      ...createBelow({ ...parts, seek }),
      ...createFound(parts),
      ...createThread({ ...parts, guard, people, seek, isProven, isOurs: places.isOurs }),
      ...createLeave({ database, remarks, people }),
      async [looking](_, now) {
        await adopt(now);
        return { effect: null, again: new Date(now.getTime() + pause) };
      },
    },
  };
}
