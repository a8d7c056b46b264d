import type { Site } from '../../config.ts';
import type { Query, Step } from '../../database/database.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Follower, Followers } from './followers.ts';
import { replyTo } from './reply.ts';

interface Surroundings {
  ledger: Pick<Ledger, 'add'>;
  site: Pick<Site, 'origin' | 'base'>;
  now: Date;
}

/** The statements that take in a follower who waits, and tell it so. */
export function approvalOf(
  query: Query,
  follower: Follower,
  { followers, ledger, site, now }: Surroundings & { followers: Pick<Followers, 'approve'> },
): Step[] {
  const accept = replyTo(follower, 'Accept', { site, account: { id: follower.account }, now });
  return [...followers.approve(query, follower), ...ledger.add(query, accept, now)];
}

/** The statements that show a follower out, or refuse one who waits, and tell it so: what it followed ends there too. */
export function removalOf(
  query: Query,
  follower: Follower,
  { followers, ledger, site, now }: Surroundings & { followers: Pick<Followers, 'remove'> },
): Step[] {
  const reject = replyTo(follower, 'Reject', { site, account: { id: follower.account }, now });
  return [...followers.remove(query, follower, now), ...ledger.add(query, reject, now)];
}
