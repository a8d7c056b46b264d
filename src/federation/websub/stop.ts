/** What is no longer waited for once something comes to its end. */
export interface Stop {
  isStopped(): boolean;
  stop(): void;
  /** What comes of it; or null, when everything stops before. Nothing of it is kept when it is over, however many there are. */
  unless<T>(doing: Promise<T>): Promise<T | null>;
}

export function createStop(): Stop {
  const waiting = new Set<() => void>();
  let isOver = false;
  return {
    isStopped: () => isOver,
    stop() {
      isOver = true;
      for (const end of waiting) end();
    },
    unless: (doing) =>
      // Not by `Promise.race`: what never comes would hold on to every other one.
      new Promise((resolve, reject) => {
        const end = (): void => resolve(null);
        waiting.add(end);
        doing.then(resolve, reject).finally(() => waiting.delete(end));
        if (isOver) end();
      }),
  };
}
