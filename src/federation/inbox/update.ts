import type { Person } from '../people/person.ts';
import { takeSaid } from './create.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Effect, Handler, Incoming } from './incoming.ts';
import { idOf } from './reference.ts';

/**
 * An Update. Of an actor by itself: read again from its own server, since its inbox may have moved. Not what came, which
 * may have been sent long ago. Of actors of whom nothing is kept nothing is. Of what it wrote: judged again.
 */
export function handleUpdate({ people, talk }: Pick<HandlerOptions, 'people' | 'talk'>): Handler {
  async function readAgain({ actor, load, now }: Incoming): Promise<Effect | null> {
    const known = await people.find(actor);
    if (!known) return null;
    const found = await people.fetch(actor, load);
    if (found.state !== 'alive') return null;
    const { person } = found;
    const [said, did] = await Promise.all([talk.remarks.hasAny(actor), talk.reactions.hasAny(actor)]);
    const isSeen = (said || did) && shownOf(person) !== shownOf(known);
    return (query) => [...people.save(query, person, now), ...(isSeen ? [talk.changed(query, now)] : [])];
  }

  return (incoming) =>
    idOf(incoming.activity.object) === incoming.actor ? readAgain(incoming) : takeSaid(talk, incoming, true);
}

/** What pages show of somebody. */
function shownOf({ user, host, name, url, avatar, isDiscoverable, isIndexable }: Person): string {
  return JSON.stringify([user, host, name, url, avatar, isDiscoverable, isIndexable]);
}
