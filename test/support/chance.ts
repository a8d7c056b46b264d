/** What chance decides, all of it following from one number: the same seed, the same decisions. */
export interface Chance {
  /** From 0 to 1. */
  next(): number;
  /** A whole number from 0, less than `most`. */
  under(most: number): number;
  /** True so often: 0.1 is once in ten. */
  is(share: number): boolean;
  pick<T>(some: readonly T[]): T;
}

/** Numerical Recipes' generator. */
export function createChance(seed: number): Chance {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const under = (most: number): number => Math.floor(next() * most);
  return {
    next,
    under,
    is: (share) => next() < share,
    pick<T>(some: readonly T[]): T {
      if (some.length === 0) throw new Error('There is nothing to choose from.');
      return some[under(some.length)] as T;
    },
  };
}
