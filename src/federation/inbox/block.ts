import { actorId } from '../addresses.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';
import { idOf } from './reference.ts';

/** The Block of one of our accounts: the sender follows that account no more. */
export function handleBlock({ site, followers }: HandlerOptions): Handler {
  return async ({ activity, actor, now }) => {
    const blocked = idOf(activity.object);
    const account = site.accounts.find((one) => actorId(site, one) === blocked);
    const [ended] = (await followers.of(actor)).filter((follower) => follower.account === account?.id);
    return ended ? (query) => followers.remove(query, ended, now) : null;
  };
}
