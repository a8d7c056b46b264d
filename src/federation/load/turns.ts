import { Unasked } from './refused.ts';

/**
 * Lets so many works go on at a time for each name, the others in their order. One that would have to wait behind too
 * many is not begun at all: a stranger can name as many documents of a slow host as he likes.
 */
export function createTurns(
  atOnce: number,
  mostWaiting: number,
): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const busy = new Map<string, { running: number; waiting: (() => void)[] }>();

  return async (name, work) => {
    const line = busy.get(name) ?? { running: 0, waiting: [] };
    busy.set(name, line);
    if (line.running < atOnce) line.running += 1;
    else if (line.waiting.length >= mostWaiting) throw new Unasked(`Too many documents of ${name} are waited for.`);
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever is next takes the place over, so that nobody who comes just now gets in between.
      const next = line.waiting.shift();
      if (next) next();
      else line.running -= 1;
      if (line.running === 0) busy.delete(name);
    }
  };
}
