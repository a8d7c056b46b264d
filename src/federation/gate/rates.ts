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

/**
 * Keys a minute that are asked for and prove nothing: for one block of addresses, and at one server. What anybody can make
 * this blog ask of a third must stay small, and no block alone can use up what there is for a server.
 */
export const unproven = { perBlock: 60, perHost: 300 };

/** How fast others may send, so that one of them alone cannot keep the blog busy. Counted in each process for itself. */
export interface Rates {
  /** Counts a request from an address. 0, or in how many seconds to try again. */
  fromAddress(address: string, now: Date): number;
  /** Whether a server may send more. It counts nothing: the name in an unproven signature may be anybody's. */
  mayHost(host: string, now: Date): number;
  /**
   * Counts a key that is asked for, at a server that an address named. 0, or in how many seconds to try again. What the key
   * then proves is given back.
   */
  askKey(address: string, host: string, now: Date): number;
  giveBackKey(address: string, host: string): void;
  /** Counts an activity that a server was proven to have signed. */
  countHost(host: string, now: Date): void;
}

export function createRates(): Rates {
  const blocks = createBuckets(perBlock);
  const hosts = createBuckets(perHost);
  const [askers, asked] = [createBuckets(unproven.perBlock), createBuckets(unproven.perHost)];
  return {
    fromAddress: (address, now) => blocks.take(blockOf(address), now),
    mayHost: (host, now) => hosts.look(host, now),
    askKey(address, host, now) {
      const block = blockOf(address);
      // Neither is taken where the other is used up.
      const wait = askers.look(block, now) || asked.look(host, now);
      if (wait > 0) return wait;
      askers.take(block, now);
      asked.take(host, now);
      return 0;
    },
    giveBackKey(address, host) {
      askers.give(blockOf(address));
      asked.give(host);
    },
    countHost: (host, now) => void hosts.take(host, now),
  };
}
