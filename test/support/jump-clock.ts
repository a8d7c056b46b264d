import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is set on, over hours in one leap. */
export interface JumpClock extends Clock {
  /** It is that late now, and everything that fell due on the way happens once. Never goes back. */
  jump(to: Date): void;
}

export function createJumpClock(start: Date): JumpClock {
  let now = start.getTime();
  const waiting = new Set<{ due: number; act: () => void }>();
  return {
    now: () => new Date(now),
    after(milliseconds, act) {
      const timer = { due: now + Math.max(0, milliseconds), act };
      waiting.add(timer);
      return () => void waiting.delete(timer);
    },
    jump(to) {
      now = Math.max(now, to.getTime());
      for (const timer of [...waiting].sort((a, b) => a.due - b.due)) {
        if (timer.due > now || !waiting.delete(timer)) continue;
        timer.act();
      }
    },
  };
}
