/** Lets so many tasks run at once; the others wait in line. Before those who wait goes what is `urgent`. */
export function turns(most: number): <T>(task: () => Promise<T>, urgent?: boolean) => Promise<T> {
  const waiting: (() => void)[] = [];
  const urgentOnes: (() => void)[] = [];
  let free = most;
  return async (task, urgent = false) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => (urgent ? urgentOnes : waiting).push(resolve));
    try {
      return await task();
    } finally {
      const next = urgentOnes.shift() ?? waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
