/** How much is fetched in a day of what nobody sent: for one post, from one host, and in all. */
export const perDay = { post: 150, host: 150, all: 2_000 };

/** What may still be fetched today. */
export interface Budget {
  /** Whether one more may be; then it counts. */
  take(what: { post: number; host: string }, now: Date): boolean;
}

const day = 86_400_000;

/** Of one process, from midnight to midnight in UTC. A restart begins the day anew. */
export function createBudget(limits = perDay): Budget {
  const spent = new Map<string, number>();
  let today = 0;
  return {
    take({ post, host }, now) {
      const date = Math.floor(now.getTime() / day);
      if (date !== today) spent.clear();
      today = date;
      const names = [
        ['all', limits.all],
        [`post ${post}`, limits.post],
        [`host ${host}`, limits.host],
      ] as const;
      if (names.some(([name, limit]) => (spent.get(name) ?? 0) >= limit)) return false;
      for (const [name] of names) spent.set(name, (spent.get(name) ?? 0) + 1);
      return true;
    },
  };
}
