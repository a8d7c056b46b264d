import type { HandlerOptions } from './handlers.ts';
import type { Effect, Handler } from './incoming.ts';
import { idOf } from './reference.ts';

/** The Delete of an actor by itself: it follows nobody any more, and nothing more is sent to it. */
export function handleDelete({ followers }: Pick<HandlerOptions, 'followers'>): Handler {
  return async ({ activity, actor, now }) => {
    if (idOf(activity.object) !== actor) return null;
    return endOf(actor, { followers }, now);
  };
}

/** What it means that an actor is gone, by its own word or by that of its host; null: it had nothing here. */
export async function endOf(
  actor: string,
  { followers }: Pick<HandlerOptions, 'followers'>,
  now: Date,
): Promise<Effect | null> {
  // Other servers tell everybody they know of each account that ends: most of those never followed.
  if ((await followers.of(actor)).length === 0) return null;
  return (query) => followers.remove(query, { uri: actor, account: null, gone: true }, now);
}
