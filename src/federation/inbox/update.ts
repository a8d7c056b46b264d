import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';
import { idOf } from './reference.ts';

/**
 * The Update of an actor by itself: read again from its own server, since its inbox may have moved. Not what came, which
 * may have been sent long ago. Of actors that do not follow nothing is kept.
 */
export function handleUpdate({ people, followers }: Pick<HandlerOptions, 'people' | 'followers'>): Handler {
  return async ({ activity, actor, load, now }) => {
    if (idOf(activity.object) !== actor || (await followers.of(actor)).length === 0) return null;
    const found = await people.fetch(actor, load);
    return found.state === 'alive' ? (query) => people.save(query, found.person, now) : null;
  };
}
