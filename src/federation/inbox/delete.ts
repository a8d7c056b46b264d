import { addressOf } from '../remarks/value.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Effect, Handler, Incoming } from './incoming.ts';
import { idOf } from './reference.ts';

/**
 * A Delete. Of an actor, by its own word or, where its key is gone as well, by that of its host: it follows nobody any
 * more, nothing more is sent to it, and nothing of what it said and did is left. Of anything else by its own author alone.
 */
export function handleDelete({
  followers,
  people,
  talk,
  quotes,
}: Pick<HandlerOptions, 'followers' | 'people' | 'talk' | 'quotes'>): Handler {
  const { remarks, reactions, early, changed, forget } = talk;

  async function farewell({ actor, now }: Incoming): Promise<Effect | null> {
    const [known, following, said, did] = await Promise.all([
      people.find(actor),
      followers.of(actor),
      remarks.hasAny(actor),
      reactions.hasAny(actor),
    ]);
    // Other servers tell everybody they know of each account that ends: most of those never followed.
    if (following.length === 0 && !said && !did) return null;
    return (query) => [
      remarks.buryAllOf(query, actor),
      reactions.undoAllOf(query, actor),
      quotes.dropAllOf(query, actor),
      early.note(query, 'gone', actor, actor, now),
      ...followers.remove(query, { uri: actor, account: null, gone: true }, now),
      forget(query, actor, known?.inbox ?? null, now),
      ...(said || did ? [changed(query, now)] : []),
    ];
  }

  return async (incoming) => {
    const { activity, actor, now } = incoming;
    const id = addressOf(idOf(activity.object));
    if (id === actor) return farewell(incoming);
    if (id === null || new URL(id).origin !== new URL(actor).origin) return null;
    const known = await remarks.find(id);
    // It may come before what it deletes.
    if (!known) return (query) => [early.note(query, 'gone', actor, id, now), quotes.drop(query, id, actor)];
    if (known.author !== actor) return null;
    return (query) => [
      remarks.bury(query, known.row.key),
      quotes.drop(query, id, actor),
      people.leave(query, actor),
      ...(known.row.state === 'shown' ? [changed(query, now)] : []),
    ];
  };
}
