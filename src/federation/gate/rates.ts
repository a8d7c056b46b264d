import { blockOf } from './block.ts';
import { createBuckets } from './bucket.ts';

/**
 * Requests a minute that one block of addresses may send, signed by whomever. Two servers of the largest kind behind one
 * address, each with as much as a server may send.
 */
export const perBlock = 600;

/**
 * Activities a minute that the keys of one server may sign. A post that is read by everybody on the largest server gets
 * some five reactions a second from there for a while; and what is refused with 429 is sent again later.
 */
export const perHost = 300;

/** How fast others may send, so that one of them alone cannot keep the blog busy. Counted in each process for itself. */
export interface Rates {
  /** Counts a request from an address. 0, or in how many seconds to try again. */
  fromAddress(address: string, now: Date): number;
  /** Whether a server may send more. It counts nothing: the name in an unproven signature may be anybody's. */
  mayHost(host: string, now: Date): number;
  /** Counts an activity that a server was proven to have signed. */
  countHost(host: string, now: Date): void;
}

export function createRates(): Rates {
  const blocks = createBuckets(perBlock);
  const hosts = createBuckets(perHost);
  return {
    fromAddress: (address, now) => blocks.take(blockOf(address), now),
    mayHost: (host, now) => hosts.look(host, now),
    countHost: (host, now) => void hosts.take(host, now),
  };
}
