/** How often something may happen, for each of many names. */
export interface Buckets {
  /** Takes one, and says 0; or how many seconds until there is one to take. */
  take(name: string, now: Date): number;
  /** The same without taking. */
  look(name: string, now: Date): number;
  /** Gives back one that was taken. */
  give(name: string): void;
}

/** Names are cut there: no host that could be asked has a longer one, and strangers send some of 16 kB. */
const longest = 300;

/**
 * Token buckets: each name has `size`, and gets as many back each minute, or in another time.
 * @param most how many names are kept. One that is full again is the same as one that was never seen; if others must
 * give way, those do that were not used for longest.
 * @param period milliseconds in which an empty one is full again.
 */
export function createBuckets(size: number, most = 10_000, period = 60_000): Buckets {
  const buckets = new Map<string, { left: number; at: number }>();

  // A copy, since a part of a string holds on to all of it.
  const cut = (name: string): string => (name.length > longest ? Buffer.from(name.slice(0, longest)).toString() : name);

  function filled(name: string, now: number): number {
    const bucket = buckets.get(name);
    if (!bucket) return size;
    // A clock that was set back gives nothing and takes nothing.
    return Math.min(size, bucket.left + (Math.max(0, now - bucket.at) * size) / period);
  }

  function wait(left: number): number {
    return left >= 1 ? 0 : Math.max(1, Math.ceil(((1 - left) * period) / (1000 * size)));
  }

  return {
    look: (name, now) => wait(filled(cut(name), now.getTime())),
    take(whole, now) {
      const name = cut(whole);
      const left = filled(name, now.getTime());
      const seconds = wait(left);
      // Deleted and set again: a Map lists the oldest first.
      buckets.delete(name);
      buckets.set(name, { left: seconds === 0 ? left - 1 : left, at: now.getTime() });
      const [oldest] = buckets.keys();
      if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
      return seconds;
    },
    give(name) {
      const bucket = buckets.get(cut(name));
      if (bucket) bucket.left = Math.min(size, bucket.left + 1);
    },
  };
}
