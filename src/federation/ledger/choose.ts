import type { Delivery } from './ledger.ts';

/** A delivery that is due, and what keeps it from being sent. */
export interface Candidate extends Omit<Delivery, 'lease'> {
  /** An earlier activity about the same goes to the same inbox, or may come to: until when it waits at most. */
  blockedUntil: Date | null;
}

export interface Room {
  limit: number;
  /** How many may go to failing hosts. */
  probes: number;
  /** How many each host has already. */
  held: ReadonlyMap<number, number>;
}

/** How many deliveries one host has at a time. */
const perHost = 2;

/** Which of some deliveries go now: those of healthy hosts first. The rest cannot, or may not yet. */
export function choose(
  candidates: Candidate[],
  { limit, probes, held }: Room,
): { take: Candidate[]; rest: Candidate[] } {
  const counts = new Map(held);
  const take: Candidate[] = [];
  const rest: Candidate[] = [];
  let probed = 0;
  for (const candidate of [...candidates.filter(({ probe }) => !probe), ...candidates.filter(({ probe }) => probe)]) {
    const { host, probe, blockedUntil } = candidate;
    const count = counts.get(host) ?? 0;
    const isFull = take.length >= limit || count >= (probe ? 1 : perHost) || (probe && probed >= probes);
    if (blockedUntil || isFull) {
      rest.push(candidate);
      continue;
    }
    counts.set(host, count + 1);
    if (probe) probed += 1;
    take.push(candidate);
  }
  return { take, rest };
}

/** Of failing hosts together so many come back in a second, and none is put off for longer. */
const probesASecond = 20;
const longest = 10 * 60_000;

/**
 * Makes what says when deliveries that cannot go now are looked at again, in milliseconds, so that they do not stand in
 * front of those that can: one of a host every tenth of a second. Those of failing hosts stand in one line, however many
 * looks it takes to meet them all: ten thousand that came back at once would each time be put off again. Few instants,
 * since each is a statement.
 */
export function createPuttingOff(): (rest: Candidate[], now: Date) => Map<number, Candidate[]> {
  /** The end of the line. */
  let end = 0;
  return (rest, now) => {
    const soon = now.getTime() + 1000;
    const counts = new Map<number, number>();
    return Map.groupBy(rest, ({ probe, host }) => {
      if (!probe) {
        const count = counts.get(host) ?? 0;
        counts.set(host, count + 1);
        return soon + count * 100;
      }
      end = end < soon || end > soon + longest ? soon : end + 1000 / probesASecond;
      return soon + Math.floor((end - soon) / 1000) * 1000;
    });
  };
}
