import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface TestClock extends Clock {
  /** Goes on by so many milliseconds and does, in order, what falls due on the way. */
  advance(milliseconds: number): Promise<void>;
}

export function createTestClock(start: string | Date = '2026-11-21T12:00:00Z'): TestClock {
  let now = new Date(start).getTime();
  const waiting = new Set<{ due: number; act: () => void }>();
  return {
    now: () => new Date(now),
    after(milliseconds, act) {
      const timer = { due: now + Math.max(0, milliseconds), act };
      waiting.add(timer);
      return () => void waiting.delete(timer);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = [...waiting].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
        if (!next) break;
        waiting.delete(next);
        now = Math.max(now, next.due);
        next.act();
        await new Promise(setImmediate);
      }
      now = end;
    },
  };
}
