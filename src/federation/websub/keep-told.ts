import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';

/** Looks whether somebody is to be told, after each change of the blog. */
export interface KeptTold {
  /** Waits for a look that is under way. */
  close(): Promise<void>;
}

/** In milliseconds: how often the change number is read; how long the blog must be left alone; and how long at most that waits. */
const [pause, quiet, longest] = [1000, 2000, 10_000];
/** After a look that failed. */
const patience = 30_000;

/**
 * Begins with a look, for what changed while nobody ran; then one a moment after each change, so that five files that are
 * saved together are told once.
 */
export function keepTold({
  change,
  look,
  clock,
  log,
}: {
  change(): number;
  look(): Promise<void>;
  clock: Clock;
  log: Log;
}): KeptTold {
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;
  let seen = -1;
  /** Milliseconds since the first change that nobody has looked at, and since the last. Not instants: a clock may be set back. */
  let [waited, still] = [longest, 0];
  let isOpen = true;

  async function act(): Promise<void> {
    isOpen = false;
    try {
      await look();
    } catch (error) {
      log.error('Readers of feeds could not be told. It is tried again in half a minute.', { error });
      [isOpen, waited, still] = [true, longest - patience, quiet - patience];
    }
  }

  async function turn(): Promise<void> {
    const now = change();
    if (now !== seen) {
      if (!isOpen) waited = 0;
      [isOpen, still, seen] = [true, 0, now];
    }
    if (isOpen && (still >= quiet || waited >= longest)) await act();
    [waited, still] = [waited + pause, still + pause];
  }

  function wait(): void {
    if (isClosed) return;
    cancel = clock.after(pause, () => {
      running = turn().then(wait);
    });
  }

  running = turn().then(wait);
  return {
    async close() {
      isClosed = true;
      cancel();
      await running;
      cancel();
    },
  };
}
