import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Place, Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { readSubject } from '../../jobs/host.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { blockOf } from '../gate/block.ts';
import { createBuckets } from '../gate/bucket.ts';
import { readUrl } from '../guard/url.ts';
import { domainOf, readCallback } from './callback.ts';
import { readRequest } from './request.ts';
import type { Subscriptions } from './subscriptions.ts';
import { digestOf, type FindTopic, longestPath, pathOfTopic } from './topic.ts';
import { longestQuestion, mostWaiting, perBlock, questionAt, verifying, type Wish } from './wish.ts';

/** What the hub answers, with one sentence. */
export interface Taken {
  status: number;
  sentence: string;
  /** Seconds; null: it is of no use to come back. */
  retryAfter: number | null;
}

/** Takes what readers of feeds ask for. It asks nobody itself: what it takes is noted as work, so that none is lost. */
export type Take = (form: URLSearchParams, address: string) => Promise<Taken>;

export interface HubParts {
  site: Site;
  place: Pick<Place, 'allowPrivateAddresses'>;
  database: Pick<Database, 'query' | 'tables' | 'atomically'>;
  jobs: Pick<Jobs, 'add'>;
  subscriptions: Pick<Subscriptions, 'has' | 'hasRoom'>;
  isBlocked(address: URL): Promise<boolean> | boolean;
  /** Null until the feeds are there. */
  find(): FindTopic | null;
  clock: Pick<Clock, 'now'>;
  /** Called when there is something to do. */
  wake(): void;
}

const minute = 60;
const hour = 60 * minute;

export function createTake(parts: HubParts): Take {
  const { site, place, database, jobs, subscriptions, isBlocked, find, clock, wake } = parts;
  const { query, tables } = database;
  const askers = createBuckets(perBlock);
  const refuse = (status: number, sentence: string, retryAfter: number | null = null): Taken => ({
    ...{ status, sentence, retryAfter },
  });

  /** Whether one more may wait to be confirmed. Whoever asks again about the same takes no further place. */
  async function mayWait(host: string, subject: string): Promise<boolean> {
    const rows = await query
      .select({ kept: tables.jobs.subject })
      .from(tables.jobs)
      .where(eq(tables.jobs.kind, verifying));
    const waiting = rows.map(({ kept }) => readSubject(kept));
    if (waiting.some((one) => one.subject === subject)) return true;
    const domain = domainOf(host);
    const ofDomain = waiting.filter((one) => one.host !== null && domainOf(one.host) === domain).length;
    return waiting.length < mostWaiting.all && ofDomain < mostWaiting.perDomain;
  }

  return async (form, address) => {
    const now = clock.now();
    const wait = askers.take(blockOf(address), now);
    if (wait > 0) return refuse(429, 'Too many requests come from your network.', wait);
    const asked = readRequest(form);
    if ('status' in asked) return refuse(asked.status, asked.sentence);
    const { mode, lease, secret } = asked;
    const callback = readCallback(site, place, asked.callback);
    if ('status' in callback) return refuse(callback.status, callback.sentence);
    if (await isBlocked(callback)) return refuse(403, 'This hub does not tell that server anything.');
    const findTopic = find();
    if (!findTopic) return refuse(503, 'The feeds are not there yet.', minute);
    const { host, href } = callback;
    const path = pathOfTopic(site, asked.topic);
    const found = path === null ? null : await findTopic(path);
    // What somebody has they may end also while the feed is away.
    const mayEnd = async (): Promise<boolean> =>
      mode === 'unsubscribe' && path !== null && (await subscriptions.has({ topic: path, callback: href }));
    const topic = found?.path ?? ((await mayEnd()) ? path : null);
    if (topic === null || topic.length > longestPath) return refuse(404, 'hub.topic is no feed of this blog.');

    if (!readUrl(questionAt({ callback: href, asked: asked.topic }, longestQuestion)))
      return refuse(400, 'hub.callback and hub.topic are too long together.');
    const subject = createHash('sha256').update(`${href} ${topic}`).digest('hex');
    const isFull = mode === 'subscribe' && !(await subscriptions.hasRoom({ topic, callback: href, host }, now));
    if (isFull) return refuse(503, 'This hub has as many subscriptions as it can serve.', 24 * hour);
    if (!(await mayWait(host, subject))) return refuse(503, 'Too many requests wait to be confirmed.', hour);

    const wish: Wish = {
      mode,
      topic,
      asked: asked.topic,
      callback: href,
      lease,
      secret,
      digest: found ? digestOf(found) : '',
    };
    await database.atomically((builder) => [
      jobs.add(builder, { kind: verifying, subject, host, details: wish, due: now, isNewest: true }, now),
    ]);
    wake();
    return refuse(202, 'Taken. The callback is asked whether it wants this.');
  };
}
