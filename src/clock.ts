/** Time, passed in, so that a test can say what it is. */
export interface Clock {
  now(): Date;
  /** Calls `act` once after so many milliseconds; the answer takes it back. A waiting timer keeps no process alive. */
  after(milliseconds: number, act: () => void): () => void;
}

// setTimeout counts in 32 bits: what is due later than 24 days is looked at again then.
const longest = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, act) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > longest ? wait(left - longest) : act()), Math.min(left, longest));
      timer.unref();
    };
    wait(Math.max(0, milliseconds));
    return () => clearTimeout(timer);
  },
};
