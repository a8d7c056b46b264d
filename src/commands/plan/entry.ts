import type { Problem } from '../../problem.ts';
import type { Silent } from './silent.ts';

/** What happens, or has happened, to one post. */
export type What = 'new' | 'edit' | 'rename' | 'return' | 'republish' | 'removal' | 'scheduled';

/** What followers hear of it. */
export interface Fate {
  /**
   * `sends`: `postern publish` sends it at once. `waits`: it cannot go yet. `silent`: a new post that nobody is told of
   * unless the owner names it. `nothing`: there is nothing to tell.
   */
  state: 'sends' | 'waits' | 'silent' | 'nothing';
  why:
    | null
    // Sends: at its time a running server does it by itself, except of these.
    | 'many edits'
    | 'by hand'
    // Waits.
    | 'scheduled'
    | 'removal'
    | 'held removal'
    | 'handle elsewhere'
    | 'account gone'
    // The content folder looks like an accident.
    | 'accident'
    // It may be another post, renamed and edited; or the new post may be this one.
    | 'lookalike'
    // Silent.
    | 'there before'
    | 'crowd'
    | 'old'
    | 'kept back'
    // Nothing.
    | 'untold'
    | 'minor'
    | 'same'
    | 'put off'
    | 'page'
    | 'no account';
  /** What is sent; null when nothing is. An edit of what was not sent yet is sent as new. */
  message: 'new' | 'edit' | 'removal' | null;
  /** When a running server does it by itself; null when it does not. */
  at: Date | null;
  /** In whose name, by the account's id. */
  account: string | null;
  /** How many deliveries that is, to how many servers. */
  deliveries: number;
  servers: number;
}

/** One post that publishing touches, or that waits. */
export interface Entry {
  what: What;
  /** Null before it was ever published. */
  id: string | null;
  generation: number | null;
  kind: 'post' | 'note' | 'page';
  /** Relative to the site's folder. */
  path: string;
  title: string | null;
  /** Its URL; null where there is none yet. */
  address: string | null;
  /** The file and the URL that it had before, where those are others now. */
  from: { path: string; address: string } | null;
  /** Of what is scheduled: when its page appears, or comes back. */
  appears: Date | null;
  /** What publishing does to its page; `stays`: nothing. */
  page: 'appears' | 'changes' | 'disappears' | 'stays' | 'gone';
  /** Of what is hidden: since when, when it is deleted for good (null: not by itself), and whether its file is there. */
  removal: { since: Date | null; at: Date | null; isWithdrawn: boolean } | null;
  followers: Fate;
}

/** How many requests the messages of a plan bring about, at most. */
export interface Reckoning {
  messages: number;
  followers: number;
  servers: number;
  deliveries: number;
  /** What those servers may come for: the page, the object, and a picture where there is one. */
  fetches: number;
  requests: number;
  /** How long the deliveries take at the ledger's pace. */
  seconds: number;
}

/** All that publishing would do. */
export interface Plan {
  /** When it was made. */
  now: Date;
  /** How many posts are found at the first look of all, and are silent; 0 when that look was taken. */
  baseline: number;
  entries: Entry[];
  /** Accounts whose profile followers know otherwise: told at the server's next start. */
  profiles: string[];
  /** What was silent before, and stays so. */
  silent: Silent;
  sending: Reckoning;
  problems: Problem[];
  /** What waits for a decision of the owner, one sentence each. */
  decisions: string[];
  /** Objects that were named, and are not sent. */
  refused: string[];
}
