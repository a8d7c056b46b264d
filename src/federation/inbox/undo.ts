import type { Site } from '../../config.ts';
import type { Query, Step } from '../../database/database.ts';
import { actorId } from '../addresses.ts';
import type { Followers } from '../followers/followers.ts';
import { momentOf } from '../remarks/moments.ts';
import { readUndo } from '../remarks/read-reaction.ts';
import type { HandlerOptions } from './handlers.ts';
import type { Effect, Handler, Incoming } from './incoming.ts';
import { idOf, isObject } from './reference.ts';

/** An Undo of what the sender did itself: of a Follow, a like or a boost, which is embedded or named by its id. */
export function handleUndo(options: Pick<HandlerOptions, 'site' | 'followers' | 'people' | 'talk'>): Handler {
  return async (incoming) => (await undoFollow(options, incoming)) ?? undoReaction(options, incoming);
}

/** Only what the sender itself follows can end. An embedded Follow counts by whom it follows, since some servers make a new id for it. */
async function undoFollow(
  {
    site,
    followers,
  }: { site: Pick<Site, 'origin' | 'base' | 'accounts'>; followers: Pick<Followers, 'of' | 'remove'> },
  { activity, actor, now }: Incoming,
): Promise<Effect | null> {
  const undone = Array.isArray(activity.object) && activity.object.length === 1 ? activity.object[0] : activity.object;
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
}

/** Whoever did it is known by the id; what was done counts where a like has another id there, or a boost none. */
async function undoReaction(
  { people, talk }: Pick<HandlerOptions, 'people' | 'talk'>,
  { activity, actor, now }: Incoming,
): Promise<Effect | null> {
  const { reactions, places, early, changed } = talk;
  const reading = readUndo(activity);
  if (!reading.ok) return null;
  const { uri, reaction } = reading.undone;
  const said = momentOf(activity.published, now);
  const [found, done] =
    uri === null ? [null, null] : await Promise.all([reactions.find(uri), early.when('done', actor, uri)]);
  // It undid an earlier one of that id, and comes late.
  if (said && done && done > said) return null;
  const noted = (query: Query): Step[] =>
    uri === null || (found && !said) ? [] : [early.note(query, 'undone', actor, uri, said ?? now)];
  if (found?.row.state === 'undone') return said ? noted : null;
  if (found && found.person !== actor) return null;
  const post =
    !found && reaction && (uri === null || reaction.kind === 'like') ? await places.post(reaction.object) : null;
  const rows = found
    ? [found.row]
    : reaction && post
      ? await reactions.like(actor, post.key, reaction.kind, reaction.emoji?.text ?? null)
      : [];
  if (rows.length === 0 && uri === null) return null;
  return (query) => [
    ...rows.map(({ key }) => reactions.undo(query, key)),
    // It may come before what it undoes.
    ...noted(query),
    ...(rows.length > 0 ? [people.leave(query, actor), changed(query, now)] : []),
  ];
}
