import type { Clock } from '../../clock.ts';
import type { Account } from '../../config.ts';
import { DatabaseError } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import type { ActorAnnouncer } from './actors.ts';
import type { Announcer } from './announcer.ts';
import { heldLine, lookLines, voicelessLines } from './lines.ts';

export interface KeptAnnounced {
  /** Settled when followers were first brought up to what is there now. */
  first: Promise<void>;
  /** Looks now: for whoever has just published. */
  look(): void;
  /** Stops looking, and waits for a look that is under way. */
  close(): Promise<void>;
}

export interface KeepParts {
  announcer: Announcer & ActorAnnouncer;
  /** The index, of which the change number is read, and read again after followers were told. */
  posts: { change(): number; refresh(): Promise<boolean> };
  clock: Clock;
  log: Log;
  /** Called when there is something to deliver. */
  wake(): void;
  /** Called after each look that was finished. */
  onLook?(): void;
}

/** How often the change number is looked at, in milliseconds. Another process may have published. */
const pause = 1000;
/** After a look that failed. */
const patience = 30_000;

/**
 * Keeps followers told of what is published, from now until it is closed: after each publish of this process and of
 * others, and when something has rested long enough. Begin when the blog can be reached: other servers fetch what they
 * are told of.
 */
export function keepAnnounced({ announcer, posts, clock, log, wake, onLook = () => {} }: KeepParts): KeptAnnounced {
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();
  let isWaiting = false;
  let isClosed = false;
  let seen = -1;
  let looked = clock.now();
  /** Milliseconds for which nothing is tried after a failure. Not an instant: the clock may be set back. */
  let rest = 0;
  /** What other hosts said when profiles were looked at. */
  let outside: string | null = null;
  let waiting: readonly string[] = [];

  async function look(): Promise<void> {
    isWaiting = false;
    if (isClosed) return;
    seen = posts.change();
    looked = clock.now();
    rest = 0;
    try {
      const profiles = outside === announcer.outside() ? [] : await announceProfiles();
      const found = await announcer.announce();
      for (const { level, line } of lookLines(found, profiles)) log[level](line);
      tellWaiting([heldLine(found) ?? [], voicelessLines(found)].flat());
      onLook();
      if (found.told.length + profiles.length === 0) return;
      await posts.refresh();
      wake();
    } catch (error) {
      if (error instanceof DatabaseError) log.error(`${error.message} Followers are told nothing until then.`);
      else log.error('Followers could not be told. It is tried again in half a minute.', { error });
      rest = patience;
    }
  }

  /** What waits for the owner is found at each look, and said when it is other than before. */
  function tellWaiting(lines: readonly string[]): void {
    for (const line of lines) if (!waiting.includes(line)) log.warn(line);
    waiting = lines;
  }

  /** A profile that cannot be told must not hold back the posts. */
  async function announceProfiles(): Promise<Account[]> {
    outside = announcer.outside();
    try {
      return await announcer.announceProfiles();
    } catch (error) {
      log.error('Followers could not be told of a changed profile. It is tried again at the next start.', { error });
      return [];
    }
  }

  // One after the other; what is asked for meanwhile is one more.
  function start(): void {
    if (isWaiting || isClosed) return;
    isWaiting = true;
    running = running.then(look);
  }

  function isDue(): boolean {
    if (rest > 0) {
      rest -= pause;
      return rest <= 0;
    }
    const now = clock.now();
    const due = announcer.nextDue();
    const isNew = posts.change() !== seen || announcer.outside() !== outside;
    // What waits is told by a clock that was set back since.
    return isNew || now < looked || (due !== null && due <= now);
  }

  function wait(): void {
    if (isClosed) return;
    cancel = clock.after(pause, () => {
      if (isDue()) start();
      wait();
    });
  }

  start();
  const first = running;
  wait();
  return {
    first,
    look: start,
    async close() {
      isClosed = true;
      cancel();
      await running;
    },
  };
}
