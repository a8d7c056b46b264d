/** How much is fetched in a day of what nobody sent: for one post, from one host, and in all. */
export const perDay = { post: 150, host: 150, all: 2_000 };

/** What may still be fetched today. */
export interface Budget {
  /** Whether one more may be; then it counts. */
  take(what: { post?: number; host: string }, now: Date): boolean;
}

const day = 86_400_000;
/** Strangers choose the names of hosts. To begin anew costs them as many, each of which was asked. */
const mostNames = 20_000;

/** Of one process, from midnight to midnight in UTC. A restart begins the day anew. What has no limit is not counted. */
export function createBudget(limits: Partial<typeof perDay> = perDay): Budget {
  const spent = new Map<string, number>();
  let today = 0;
  return {
    take({ post, host }, now) {
      const date = Math.floor(now.getTime() / day);
      if (date !== today || spent.size > mostNames) spent.clear();
      today = date;
      const names = [
        ['all', limits.all],
        [`post ${post}`, post === undefined ? undefined : limits.post],
        [`host ${host}`, limits.host],
      ] as const;
      const limited = names.filter(([, limit]) => limit !== undefined);
      if (limited.some(([name, limit = 0]) => (spent.get(name) ?? 0) >= limit)) return false;
      for (const [name] of limited) spent.set(name, (spent.get(name) ?? 0) + 1);
      return true;
    },
  };
}
