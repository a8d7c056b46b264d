import { callbackSaying } from './callback.ts';

/** What somebody asked for and has not confirmed yet, as its job keeps it. */
export interface Wish {
  mode: 'subscribe' | 'unsubscribe';
  /** Relative to the blog's address. */
  topic: string;
  /** The same as they wrote it: by that they know it again (WebSub §5.3). */
  asked: string;
  callback: string;
  /** Seconds. */
  lease: number;
  secret: string | null;
  /** Of the feed as it was when they asked: what changed since is pushed at once. */
  digest: string;
}

/** The address at which somebody is asked, or told, about their wish. */
export function questionAt(
  { callback, asked }: Pick<Wish, 'callback' | 'asked'>,
  said: Record<string, string>,
): string {
  return callbackSaying(callback, { 'hub.topic': asked, ...said });
}

/** As long as a question may be: the longest that it says. */
export const longestQuestion = {
  'hub.mode': 'unsubscribe',
  'hub.challenge': '0'.repeat(43),
  'hub.lease_seconds': '2592000',
};

/** The kind of its job. */
export const verifying = 'websub-verify';

/** What waits to be confirmed at most, in all and for the hosts of one owner: what more asks is asked to come back. */
export const mostWaiting = { all: 300, perDomain: 30 };

/** So many hosts of one owner are asked in an hour whether they meant it: nobody can turn that on somebody else's. */
export const questionsPerHour = 60;

/** One that was not answered in time counts as so many: meanwhile it held up what waits for others. */
export const costOfWaiting = 10;

/** In bytes, of the answer to a question: nobody has a stranger send us more by a request of two lines. */
export const longestAnswer = 1024;

/** Times a minute that one block of addresses may ask the hub for something. */
export const perBlock = 30;
