/** What somebody asked for and has not confirmed yet, as its job keeps it. */
export interface Wish {
  mode: 'subscribe' | 'unsubscribe';
  /** Relative to the blog's address. */
  topic: string;
  callback: string;
  /** Seconds. */
  lease: number;
  secret: string | null;
  /** Of the feed as it was when they asked: what changed since is pushed at once. */
  digest: string;
}

/** The kind of its job. */
export const verifying = 'websub-verify';

/** What waits to be confirmed at most, in all and for the hosts of one owner: what more asks is asked to come back. */
export const mostWaiting = { all: 300, perDomain: 30 };

/** So many hosts of one owner are asked in an hour whether they meant it: nobody can turn that on somebody else's. */
export const questionsPerHour = 60;

/** Times a minute that one block of addresses may ask the hub for something. */
export const perBlock = 30;
