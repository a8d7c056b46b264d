import type { Clock } from '../../clock.ts';
import type { Place, Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../guard/guard.ts';
import { hubOf } from './address.ts';
import { createTake, type Take } from './hub.ts';
import { type KeptTold, keepTold } from './keep-told.ts';
import { createPing, pinging } from './ping.ts';
import { createPush } from './push.ts';
import { pushing, pushOf } from './push-job.ts';
import { createStop } from './stop.ts';
import { createSubscriptions } from './subscriptions.ts';
import { digestOf, type FindTopic } from './topic.ts';
import { createVerify } from './verify.ts';
import { verifying } from './wish.ts';

export interface WebsubParts {
  site: Site;
  place: Pick<Place, 'allowPrivateAddresses'>;
  database: Database;
  posts: { change(): number };
  guard: Pick<Guard, 'get' | 'post'>;
  isBlocked(address: URL): Promise<boolean> | boolean;
  clock: Clock;
  log: Log;
  /** For tests: what callbacks are asked to say. */
  challenge?: () => string;
}

/** Readers of feeds are told at once: by our own hub, or by another one that is told of changes. */
export interface Websub {
  /** Null: this blog is no hub. */
  take: Take | null;
  /** Says where the feeds are made. Until then nobody is told anything. */
  serve(find: FindTopic): void;
  works: Readonly<Record<string, Work>>;
  /** Looks now who has a feed as it was, and notes that as work: for tests too. */
  look(): Promise<void>;
  /** Begins to look at changes. @param wake called when there is something to do. */
  start(wake: () => void): void;
  /** What is under way is not waited for: it is done again by whoever starts next. */
  close(): Promise<void>;
}

/** So many hosts are noted in one transaction. */
const chunk = 100;

export function createWebsub(parts: WebsubParts): Websub {
  const { site, place, database, posts, clock, log } = parts;
  const hub = hubOf(site, place);
  const jobs = createJobs(database);
  const subscriptions = createSubscriptions(database);
  let findTopic: FindTopic | null = null;
  let kept: KeptTold | null = null;
  let wake = (): void => {};
  const stop = createStop();
  const shared = { ...parts, jobs, subscriptions, now: clock.now, find: () => findTopic };
  const own = hub?.isOwn ? hub : null;
  const ping = hub && !own ? createPing({ ...shared, address: hub.address }) : null;

  /** The hosts where somebody has a feed as it was get work. */
  async function look(): Promise<void> {
    const now = clock.now();
    await ping?.look(now);
    const behind = new Set<string>();
    for (const path of own ? await subscriptions.topics(now) : []) {
      const topic = await findTopic?.(path);
      const hosts = topic ? await subscriptions.hostsBehind(path, digestOf(topic), now) : [];
      for (const host of hosts) behind.add(host);
    }
    const all = [...behind];
    for (let from = 0; from < all.length; from += chunk) {
      await database.atomically((query) =>
        all
          .slice(from, from + chunk)
          .map(pushOf)
          .flatMap((job) => [jobs.add(query, { ...job, due: now }, now), jobs.sooner(query, job, now)]),
      );
    }
    if (all.length > 0 || ping) wake();
  }

  return {
    take: own && createTake({ ...shared, wake: () => wake() }),
    serve(find) {
      findTopic = find;
    },
    works: {
      ...(own
        ? {
            [verifying]: createVerify(shared),
            [pushing]: createPush({ ...shared, stop }),
          }
        : {}),
      ...(ping ? { [pinging]: ping.work } : {}),
    },
    look,
    start(awaken) {
      wake = awaken;
      if (hub && !stop.isStopped()) kept = keepTold({ change: posts.change, look, clock, log });
    },
    async close() {
      stop.stop();
      await kept?.close();
    },
  };
}
