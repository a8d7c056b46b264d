/** How much is in flight at once. */
export interface Lanes {
  /** Of those that are younger than `young` milliseconds. */
  fast: number;
  /** Of all. */
  all: number;
  young: number;
  /** Of all, those to hosts that failed lately. */
  probes: number;
}

/**
 * Most servers answer within a second. One that hangs longer leaves the fast lane for the next, so it takes 512 silent
 * ones at once before anybody waits: with ten seconds of patience for each that is as many as a fan-out of 50 a second
 * can meet, were all of its servers silent.
 */
export const usualLanes: Lanes = { fast: 64, all: 512, young: 1000, probes: 256 };

/**
 * How many more may go now.
 * @param begun when each that is in flight began, in milliseconds.
 * @param unwritten how many have come back and are not written down yet. A process that is killed sends them again, so
 * while they are as many as the fast lane holds, nothing more goes.
 */
export function roomIn(lanes: Lanes, begun: number[], unwritten: number, now: number): number {
  if (unwritten >= lanes.fast) return 0;
  const young = begun.filter((instant) => now - instant < lanes.young).length;
  return Math.max(0, Math.min(lanes.fast - young, lanes.all - begun.length));
}

/** In how many milliseconds the first of those in the fast lane leaves it. */
export function untilRoom({ young }: Lanes, begun: number[], now: number): number {
  return begun.reduce((least, instant) => {
    const left = instant + young - now;
    return left > 0 && left < least ? left : least;
  }, young);
}
