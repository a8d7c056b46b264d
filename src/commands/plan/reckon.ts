import type { Reach } from '../../federation/announce/reach.ts';
import { usualPace } from '../../federation/ledger/ledger.ts';
import type { Entry, Reckoning } from './entry.ts';

/**
 * How much the messages of these entries bring about. Each inbox gets one delivery. Of a new post and of an edit, each of
 * those servers may ask for the page (for a preview), for the object (to see that it is ours), and for a picture; of a
 * removal for nothing.
 * @param hasPicture whether a post has one that is sent with it, by its id.
 */
export function reckon(entries: Entry[], reach: Reach, hasPicture: (id: string) => boolean): Reckoning {
  const sending = entries.filter(({ followers }) => followers.state === 'sends');
  const deliveries = sum(sending.map(({ followers }) => followers.deliveries));
  const fetches = sum(
    sending
      .filter(({ what }) => what !== 'removal')
      .map(({ id, followers }) => followers.servers * (id !== null && hasPicture(id) ? 3 : 2)),
  );
  return {
    ...{ messages: sending.length, ...reach, deliveries, fetches, requests: deliveries + fetches },
    seconds: Math.ceil(deliveries / usualPace),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
