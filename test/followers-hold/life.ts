import type { Clock } from '../../src/clock.ts';
import type { Database } from '../../src/database/database.ts';

/** Thrown in the process that is no more, wherever it still tries to do something. */
export class Killed extends Error {
  override message = 'The process was killed.';
}

/** What a process is at. */
export type Work = 'publishing' | 'telling' | 'sending';

/** One process of the blog, from its start to its end. Everything that it does to the world is counted. */
export interface Life {
  number: number;
  effects: number;
  isDead(): boolean;
  /** Settled at its death. */
  died: Promise<void>;
  /** Before and after each effect. @throws Killed when it is dead, or dies of this. */
  effect(work: Work): void;
  end(): void;
}

/** What kills a process: after so many effects of some work, or of any; null: nothing does. It outlives processes, and burns once. */
export interface Fuse {
  left: number | null;
  during: Work | null;
}

export function createLife(number: number, fuse: Fuse): Life {
  let isDead = false;
  let die = (): void => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const life: Life = {
    number,
    effects: 0,
    isDead: () => isDead,
    died,
    effect(work) {
      if (isDead) throw new Killed();
      life.effects += 1;
      if (fuse.left === null || (fuse.during ?? work) !== work) return;
      fuse.left -= 1;
      if (fuse.left >= 0) return;
      fuse.left = null;
      life.end();
      throw new Killed();
    },
    end() {
      isDead = true;
      die();
    },
  };
  return life;
}

const writes: (string | symbol)[] = ['insert', 'update', 'delete'];

/** A database that a dead process cannot use any more; it may die before a transaction, or after it and before it knows. */
export function mortalDatabase(database: Database, life: Life, work: Work): Database {
  const query = new Proxy(database.query, {
    get(target, name, receiver) {
      if (writes.includes(name)) life.effect(work);
      else if (life.isDead()) throw new Killed();
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  return {
    ...database,
    query,
    async atomically(build) {
      life.effect(work);
      await database.atomically(build);
      life.effect(work);
    },
  };
}

/** A clock whose timers end with the process. */
export function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: clock.now,
    after: (milliseconds, act) =>
      clock.after(milliseconds, () => {
        if (!life.isDead()) act();
      }),
  };
}
