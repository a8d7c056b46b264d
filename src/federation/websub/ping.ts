import type { Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import { outcomeOf } from '../deliver/outcome.ts';
import type { Guard } from '../guard/guard.ts';
import { nextAttempt } from '../ledger/retry.ts';
import { digestOf, type FindTopic, urlOfTopic } from './topic.ts';

/** The kind of the job that tells another hub that a feed has changed. */
export const pinging = 'websub-ping';

/** The feeds that name another hub. */
const told = ['/feed.xml', '/atom.xml', '/feed.json'];

export interface PingParts {
  site: Pick<Site, 'origin' | 'base'>;
  /** The URL of the other hub. */
  address: string;
  database: Pick<Database, 'query' | 'tables' | 'atomically'>;
  guard: Pick<Guard, 'post'>;
  jobs: Pick<Jobs, 'add'>;
  find(): FindTopic | null;
  now(): Date;
  random?(): number;
  log: Log;
}

/** Tells a hub elsewhere what has changed; it fetches that itself (`hub.mode=publish`, as all public hubs take it). */
export function createPing(parts: PingParts): { work: Work; look(now: Date): Promise<void> } {
  const { site, address, database, guard, jobs, find, now: clock, random = Math.random, log } = parts;
  const { caches } = database.tables;
  const { host } = new URL(address);
  const keyOf = (path: string): string => `websub ${address} ${path}`;

  async function known(path: string): Promise<string | null> {
    const rows = await database.query
      .select({ value: caches.value })
      .from(caches)
      .where(eq(caches.key, keyOf(path)));
    return rows[0]?.value ?? null;
  }

  return {
    async work({ subject: path, attempts, made }, now) {
      const topic = await find()?.(path);
      if (!topic) return { effect: null, again: null };
      const digest = digestOf(topic);
      const url = urlOfTopic(site, path);
      const answer = await guard.post(address, {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': url, 'hub.topic': url }).toString(),
      });
      const outcome = outcomeOf(answer, 'draft-cavage', clock());
      if (outcome.kind === 'delivered') {
        const kept = { value: digest, stored: now };
        return {
          effect: (query) => [
            query
              .insert(caches)
              .values({ key: keyOf(path), ...kept, expires: null })
              .onConflictDoUpdate({ target: caches.key, set: kept }),
          ],
          again: null,
        };
      }
      const after = outcome.kind === 'retry' ? outcome.after : null;
      const again = nextAttempt({ attempts: attempts + 1, began: made, after }, clock(), random());
      if (attempts === 0 || again === null)
        log.warn('The hub that feeds name was not told of a change.', { hub: host, why: outcome.error });
      return { effect: null, again };
    },

    async look(now) {
      const changed: string[] = [];
      for (const path of told) {
        const topic = await find()?.(path);
        if (topic && digestOf(topic) !== (await known(path))) changed.push(path);
      }
      if (changed.length === 0) return;
      await database.atomically((query) =>
        changed.map((subject) => jobs.add(query, { kind: pinging, subject, host, due: now }, now)),
      );
    },
  };
}
