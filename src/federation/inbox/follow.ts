import type { Account } from '../../config.ts';
import { actorId } from '../addresses.ts';
import { replyTo } from '../followers/reply.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler, Incoming } from './incoming.ts';
import { idOf } from './reference.ts';
import { Unreadable } from './unreadable.ts';

/**
 * A Follow of one of our accounts: stored, and answered through the ledger, each time it comes. Where the account approves
 * its followers it waits, unless it was accepted before, where it was before it moved too. A Follow of anything else does
 * nothing.
 * @throws Unreadable when the follower's actor cannot be read now: its server is to send the Follow again.
 */
export function handleFollow({ site, people, moves, followers, ledger }: HandlerOptions): Handler {
  return async (incoming) => {
    const { activity, actor, id: follow, now } = incoming;
    const account = followed(site.accounts, idOf(activity.object), incoming, (one) => actorId(site, one));
    if (!account) return null;
    const found = await people.fetch(actor, incoming.load);
    if (found.state === 'gone') return null;
    if (found.state === 'unknown') {
      // What can be loaded, and is no actor that could be answered, will be none tomorrow either.
      if (await incoming.load(actor).then(Boolean, () => false)) return null;
      throw new Unreadable(actor, found.why);
    }

    const { person } = found;
    const known = (await followers.of(actor)).find((follower) => follower.account === account.id);
    const following = { account: account.id, uri: person.uri, follow };
    const before = (await moves.to(actor)).flatMap(({ from, follows }) =>
      follows.filter((one) => one.account === account.id).map(({ state }) => ({ uri: from, state })),
    );
    const isAccepted = [known, ...before].some((one) => one?.state === 'accepted');
    if (account.manuallyApprovesFollowers && !isAccepted)
      return (query) => [...people.save(query, person, now), ...followers.hold(query, following, now)];
    const accept = replyTo({ ...person, follow }, 'Accept', { site, account, now });
    return (query) => [
      ...people.save(query, person, now),
      ...followers.accept(query, following, now),
      // Who has moved here is one follower, and not two.
      ...before.flatMap(({ uri }) => followers.remove(query, { uri, account: account.id }, now)),
      ...ledger.add(query, accept, now),
    ];
  };
}

/** The account that a Follow is about: exactly its id, by somebody else, and at a personal inbox the one it belongs to. */
function followed(
  accounts: Account[],
  object: string | null,
  { actor, account }: Incoming,
  idOfActor: (account: Account) => string,
): Account | null {
  const found = accounts.find((one) => idOfActor(one) === object);
  if (!found || accounts.some((one) => idOfActor(one) === actor)) return null;
  return account === null || account.id === found.id ? found : null;
}
