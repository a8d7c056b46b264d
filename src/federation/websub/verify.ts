import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Query, Step } from '../../database/database.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import { createBuckets } from '../gate/bucket.ts';
import type { Fetched, Guard } from '../guard/guard.ts';
import { domainOf } from './callback.ts';
import { pushOf } from './push-job.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { FindTopic } from './topic.ts';
import { costOfWaiting, longestAnswer, questionAt, questionsPerHour, type Wish } from './wish.ts';

const [second, minute, hour] = [1000, 60_000, 3600_000];

/** After each time that a callback is in trouble; what is older than the last of all is over. */
const pauses = [minute, 10 * minute, 30 * minute];
const patience = 2 * hour;

const over: Done = { effect: null, again: null };

export interface VerifyParts {
  guard: Pick<Guard, 'get'>;
  jobs: Pick<Jobs, 'add' | 'sooner'>;
  subscriptions: Pick<Subscriptions, 'hasRoom' | 'keep' | 'end'>;
  isBlocked(address: URL): Promise<boolean> | boolean;
  find(): FindTopic | null;
  /** For tests: what is asked, in place of something random. */
  challenge?: () => string;
}

/** Asks a callback whether it wants what was asked for in its name (WebSub §5.3), and keeps or ends the subscription. */
export function createVerify(parts: VerifyParts): Work {
  const { guard, jobs, subscriptions, isBlocked, find } = parts;
  const { challenge: random = () => randomBytes(32).toString('base64url') } = parts;
  const questions = createBuckets(questionsPerHour, undefined, hour);

  const ask = (wish: Wish, said: Record<string, string>) =>
    guard.get(questionAt(wish, said), '*/*', { isOnly: true, most: longestAnswer });

  /** It was taken, and cannot be kept after all: said once, and it is theirs to hear it (§5.2). */
  async function deny(wish: Wish, reason: string): Promise<Done> {
    await ask(wish, { 'hub.mode': 'denied', 'hub.reason': reason });
    return over;
  }

  return async ({ details, host, attempts, made }, now) => {
    const wish = details as Wish;
    const findTopic = find();
    const later = (milliseconds: number): Done => ({ effect: null, again: new Date(now.getTime() + milliseconds) });
    if (!findTopic) return later(5 * second);
    if (host === null || (await isBlocked(new URL(wish.callback)))) return over;
    const wait = questions.take(domainOf(host), now);
    if (wait > 0) return now.getTime() - made.getTime() > patience ? over : later(wait * second);

    if (wish.mode === 'subscribe') {
      if (!(await findTopic(wish.topic))) return deny(wish, 'The feed is not there any more.');
      if (!(await subscriptions.hasRoom({ ...wish, host }, now))) return deny(wish, 'There is no room for more.');
    }
    const challenge = random();
    const lease = wish.mode === 'subscribe' ? { 'hub.lease_seconds': String(wish.lease) } : {};
    const answer = await ask(wish, { 'hub.mode': wish.mode, 'hub.challenge': challenge, ...lease });
    if ('failed' in answer) {
      if (answer.failed === 'too slow')
        for (let more = 1; more < costOfWaiting; more += 1) questions.take(domainOf(host), now);
      if (answer.failed === 'unasked') return later(0);
      const isTrouble = answer.failed === 'unreachable' || answer.failed === 'too slow';
      return isTrouble ? again() : over;
    }
    if (isBusy(answer)) return again();
    return isSaid(answer, challenge) ? { effect: (query) => settle(query, wish, host, now), again: null } : over;

    function again(): Done {
      const pause = pauses[attempts];
      return pause === undefined || now.getTime() - made.getTime() > patience ? over : later(pause);
    }
  };

  function settle(query: Query, wish: Wish, host: string, now: Date): Step[] {
    const { mode, topic, callback, secret, digest, lease } = wish;
    if (mode === 'unsubscribe') return [subscriptions.end(query, wish)];
    const expires = new Date(now.getTime() + lease * second);
    return [
      subscriptions.keep(query, { topic, callback, host, secret, made: now, expires, digest }),
      // The feed may have changed since they asked; and another one there may be left alone for hours.
      jobs.add(query, { ...pushOf(host), due: now }, now),
      jobs.sooner(query, pushOf(host), now),
    ];
  }
}

const isBusy = ({ status }: Fetched): boolean => status >= 500 || status === 429 || status === 408;

/** Only a success that says exactly the challenge is a yes. */
function isSaid({ status, body }: Fetched, challenge: string): boolean {
  const words = Buffer.from(challenge);
  return status >= 200 && status < 300 && body.length === words.length && timingSafeEqual(body, words);
}
