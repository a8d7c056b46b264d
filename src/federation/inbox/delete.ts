import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';
import { idOf } from './reference.ts';

/**
 * The Delete of an actor, by its own word or, where its key is gone as well, by that of its host: it follows nobody any
 * more, and nothing more is sent to it.
 */
export function handleDelete({ followers }: Pick<HandlerOptions, 'followers'>): Handler {
  return async ({ activity, actor, now }) => {
    if (idOf(activity.object) !== actor) return null;
    // Other servers tell everybody they know of each account that ends: most of those never followed.
    if ((await followers.of(actor)).length === 0) return null;
    return (query) => followers.remove(query, { uri: actor, account: null, gone: true }, now);
  };
}
