/** Chances that follow from a seed (Numerical Recipes' generator). */
export interface Chance {
  /** From 0 to 1. */
  next(): number;
  /** A whole number below that. */
  under(most: number): number;
  pick<T>(list: readonly T[]): T;
  /** One name, each as often as its weight says. */
  weighed<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
}

export function createChance(seed: number): Chance {
  let state = (seed * 2_654_435_761) >>> 0;
  const chance: Chance = {
    next() {
      state = (state * 1_664_525 + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    },
    under: (most) => Math.floor(chance.next() * most),
    pick<T>(list: readonly T[]): T {
      return list[chance.under(list.length)] as T;
    },
    weighed(weights) {
      const names = Object.keys(weights) as (keyof typeof weights)[];
      const sum = names.reduce((all, name) => all + weights[name], 0);
      let left = chance.next() * sum;
      for (const name of names) {
        left -= weights[name];
        if (left < 0) return name;
      }
      return names[0] as (typeof names)[number];
    },
  };
  return chance;
}
