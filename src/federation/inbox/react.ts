import type { Query, Step } from '../../database/database.ts';
import { momentOf } from '../remarks/moments.ts';
import { readReaction } from '../remarks/read-reaction.ts';
import { listOf } from '../remarks/value.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';

/** No more likes of a post with different emoji, and no more boosts of it, are one person's. */
const most = 10;

/**
 * A Like, an EmojiReact or an Announce of a post: what it names counts, and nothing that it carries. A Like that was undone
 * counts again where it says that it was done after that: some servers have one id for all likes of a post by one person.
 */
export function handleReaction({
  talk,
  people,
  hearsay,
}: Pick<HandlerOptions, 'talk' | 'people' | 'hearsay'>): Handler {
  const { places, early, reactions, judging, speaker, changed } = talk;
  return async ({ activity, actor, now, load }) => {
    const reading = readReaction(activity);
    // What a group passes on to its members, as an activity.
    if (!reading.ok) return activity.type === 'Announce' ? hearsay.hear(listOf(activity.object)[0], now, true) : null;
    const { kind, uri, object, emoji } = reading.reaction;
    const post = await places.post(object);
    if (!post || (await early.has('gone', actor, actor))) return null;
    const at = kind === 'like' ? momentOf(activity.published, now) : null;
    const [undone, done, found] = await Promise.all([
      early.when('undone', actor, uri),
      early.when('done', actor, uri),
      reactions.find(uri),
    ]);
    if (undone && !(at && at > undone)) return null;
    const isNoted = at === null || (done !== null && done >= at);
    const noted = (query: Query): Step[] => (at === null || isNoted ? [] : [early.note(query, 'done', actor, uri, at)]);
    // An Undo of an earlier one may still come.
    if (found && found.row.state !== 'undone') return found.person !== actor || isNoted ? null : noted;
    if (found && !undone) return null;
    if ((await reactions.count(actor, post.key, kind)) >= most) return null;
    const said = await speaker(actor, load, now);
    if (!said) return null;
    const { state } = await judging.reaction({ kind, emoji }, said.person, post, now);
    if (state === 'refused' || state === 'held') return null;
    const deed = { uri, person: actor, post: post.key, kind, emoji };
    return (query) => [
      ...people.save(query, said.person, said.seen),
      ...(found ? [reactions.clear(query, found.row.key)] : []),
      ...reactions.keep(query, deed, state, now),
      ...noted(query),
      ...(state === 'shown' ? [changed(query, now)] : []),
    ];
  };
}
