import { actorId } from '../addresses.ts';
import { readPerson } from '../people/read-person.ts';
import { addressOf, listOf, originOf } from '../remarks/value.ts';
import { actorName } from '../spelling.ts';
import { fetched } from './fetched.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';
import { idOf, isObject } from './reference.ts';

/**
 * The Move of a person by themselves, to an actor whose own document names the old one (`alsoKnownAs`) and has not moved on.
 * What was decided about the old one counts for the new one; one who is blocked by name stays so. Anything else does nothing.
 * @throws Unreadable when the new actor cannot be read now.
 */
export function handleMove({
  site,
  people,
  moves,
  isBlocked,
}: Pick<HandlerOptions, 'site' | 'people' | 'moves' | 'isBlocked'>): Handler {
  return async (incoming) => {
    const { activity, actor, now } = incoming;
    const target = addressOf(idOf(activity.target));
    if (idOf(activity.object) !== actor || target === null || target === actor) return null;
    if (site.accounts.some((account) => originOf(actorId(site, account)) === originOf(target))) return null;
    const isOut = await isBlocked(new URL(actor));
    if (isOut ? await moves.hasMovedOften(actor) : !(await people.find(actor))) return null;
    if ((await isBlocked(new URL(target))) || (await moves.hasMoved(target))) return null;
    if (!isNewHome(await fetched(target, incoming), target, actor)) return null;
    if (!isOut) return (query) => [moves.note(query, actor, target)];
    return (query) => moves.block(query, { from: actor, name: actorName(new URL(target)) }, now);
  };
}

/** Whether a document is an actor that says it was the old one, and has not moved itself. */
function isNewHome(document: unknown, target: string, from: string): boolean {
  if (!isObject(document) || !readPerson(document, target)) return false;
  return document.movedTo == null && listOf(document.alsoKnownAs).includes(from);
}
