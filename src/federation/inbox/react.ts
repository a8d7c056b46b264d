import { readReaction } from '../remarks/read-reaction.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Handler } from './incoming.ts';

/** No more likes of a post with different emoji, and no more boosts of it, are one person's. */
const most = 10;

/** A Like, an EmojiReact or an Announce of a post: what it names counts, and nothing that it carries. */
export function handleReaction({ talk, people }: Pick<HandlerOptions, 'talk' | 'people'>): Handler {
  const { places, early, reactions, judging, speaker, changed } = talk;
  return async ({ activity, actor, now, load }) => {
    const reading = readReaction(activity);
    if (!reading.ok) return null;
    const { kind, uri, object, emoji } = reading.reaction;
    const post = await places.post(object);
    if (!post || (await early.has('undone', actor, uri)) || (await reactions.find(uri))) return null;
    if ((await reactions.count(actor, post.key, kind)) >= most) return null;
    const said = await speaker(actor, load, now);
    if (!said) return null;
    const { state } = await judging.reaction({ kind, emoji }, said.person, post, now);
    if (state === 'refused' || state === 'held') return null;
    const deed = { uri, person: actor, post: post.key, kind, emoji };
    return (query) => [
      ...people.save(query, said.person, said.seen),
      ...reactions.keep(query, deed, state, now),
      ...(state === 'shown' ? [changed(query, now)] : []),
    ];
  };
}
