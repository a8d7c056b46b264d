import type { Clock } from '../../src/clock.ts';

/** A machine's clock: what it shows may be set wrong, and what was to happen after a while happens after that while. */
export interface WallClock extends Clock {
  /** What a clock that is right would show. */
  right(): Date;
  /** Goes on by so many milliseconds at once, as if nothing had run meanwhile, and then does what has fallen due. */
  leap(milliseconds: number): Promise<void>;
  /** Shows from now on what is so many milliseconds off; 0: the right time. */
  setWrong(milliseconds: number): void;
}

export function createWallClock(start = '2026-11-21T12:00:00Z'): WallClock {
  let time = Date.parse(start);
  let wrong = 0;
  const waiting = new Set<{ due: number; act: () => void }>();
  return {
    now: () => new Date(time + wrong),
    right: () => new Date(time),
    after(milliseconds, act) {
      const timer = { due: time + Math.max(0, milliseconds), act };
      waiting.add(timer);
      return () => void waiting.delete(timer);
    },
    setWrong(milliseconds) {
      wrong = milliseconds;
    },
    async leap(milliseconds) {
      time += milliseconds;
      const due = [...waiting].filter((timer) => timer.due <= time).sort((a, b) => a.due - b.due);
      for (const timer of due) {
        if (!waiting.delete(timer)) continue;
        timer.act();
        await new Promise(setImmediate);
      }
    },
  };
}
