import { setTimeout as pause } from 'node:timers/promises';

/** Runs what a locked file may refuse, and tries again until it is let in. The process does other things meanwhile. */
export interface Patience {
  /** Stands in no line: reading waits for nobody who writes. */
  read<T>(act: () => T): Promise<T>;
  /** One after the other in the order in which they came, so that a hundred who wait try no more often than one. */
  write<T>(act: () => T): Promise<T>;
}

/** Milliseconds. As long as this something waits for a file that others keep locked; then what refused it is thrown. */
const longest = 5_000;
/** And as long as this, when it is known that the file has been locked for `longest`: who asks shall know soon. */
const shortest = 250;
/** Milliseconds between the tries, the last for all that follow. As SQLite's own, which would stop the process. */
const pauses = [1, 2, 5, 10, 15, 20, 25] as const;

/** @param isLocked whether an error says that another has the file, so that a later try may succeed. */
export function createPatience(isLocked: (error: unknown) => boolean): Patience {
  let last: Promise<unknown> | null = null;
  /** Milliseconds: when a try was refused first since the last that was not, and when last. */
  let locked: { since: number; seen: number } | null = null;

  function deadline(): number {
    const now = performance.now();
    const isKnown = locked !== null && now - locked.since > longest && now - locked.seen < 2 * longest;
    return now + (isKnown ? shortest : longest);
  }

  function note(): void {
    const now = performance.now();
    const isOld = locked !== null && now - locked.seen > 2 * longest;
    locked = { since: locked === null || isOld ? now : locked.since, seen: now };
  }

  async function insist<T>(act: () => T, end: number): Promise<T> {
    for (let turn = 0; ; turn += 1) {
      try {
        const result = act();
        locked = null;
        return result;
      } catch (error) {
        if (!isLocked(error)) throw error;
        note();
        if (performance.now() > end) throw error;
      }
      await pause(pauses[Math.min(turn, pauses.length - 1)]);
    }
  }

  async function after<T>(before: Promise<unknown> | null, act: () => T, end: number): Promise<T> {
    // With nobody before it, it is tried at once.
    if (before) await before;
    return insist(act, end);
  }

  return {
    read: (act) => insist(act, deadline()),
    async write(act) {
      const turn = after(last, act, deadline());
      const over = turn.then(
        () => undefined,
        () => undefined,
      );
      last = over;
      try {
        return await turn;
      } finally {
        if (last === over) last = null;
      }
    },
  };
}
