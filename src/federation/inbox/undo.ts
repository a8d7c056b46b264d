import { actorId } from '../addresses.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';
import { idOf, isObject } from './reference.ts';

/**
 * The Undo of a Follow, which is embedded or named by its id. Only what the sender itself follows can end. An embedded
 * Follow counts by whom it follows, since some servers make a new id for it.
 */
export function handleUndo({ site, followers }: HandlerOptions): Handler {
  return async ({ activity, actor, now }) => {
    const undone =
      Array.isArray(activity.object) && activity.object.length === 1 ? activity.object[0] : activity.object;
    const id = idOf(undone);
    const embedded = isObject(undone) ? undone : {};
    if (embedded.type !== undefined && embedded.type !== 'Follow') return null;
    if (embedded.actor !== undefined && idOf(embedded.actor) !== actor) return null;
    const target = idOf(embedded.object);
    const account = site.accounts.find((one) => actorId(site, one) === target);
    const ended = (await followers.of(actor)).filter((follower) =>
      embedded.object === undefined ? follower.follow === id : follower.account === account?.id,
    );
    if (ended.length === 0) return null;
    return (query) => ended.flatMap((follower) => followers.remove(query, follower, now));
  };
}
