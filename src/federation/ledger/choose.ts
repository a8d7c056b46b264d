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

/**
 * When deliveries that cannot go now are looked at again, in milliseconds, so that they do not stand in front of those that
 * can: one of a host every tenth of a second, and of failing hosts together twenty a second. Few instants, since each is a
 * statement.
 */
export function putOff(rest: Candidate[], now: Date): Map<number, Candidate[]> {
  const counts = new Map<number, number>();
  return Map.groupBy(rest, ({ probe, host }, index) => {
    const count = counts.get(host) ?? 0;
    counts.set(host, count + 1);
    return now.getTime() + 1000 + (probe ? Math.floor(index / 20) * 1000 : count * 100);
  });
}
