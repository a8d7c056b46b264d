import { plainLine } from '../../conversation/plain.ts';
import type { Json } from '../inbox/incoming.ts';
import { idOf, isObject } from '../inbox/reference.ts';
import { emojiOf } from './tags.ts';
import { addressOf, listOf, originOf, textOf } from './value.ts';
import { visibilityOf } from './visibility.ts';

/** A like or a boost. */
export interface Reaction {
  kind: 'like' | 'boost';
  /** The activity's id, on the actor's origin. */
  uri: string;
  actor: string;
  /** The id or address of what it is about. */
  object: string;
  /** With which emoji it likes; `url`: the picture of a custom one (`:blobcat:`). Null: as everybody does. */
  emoji: { text: string; url: string | null } | null;
}

export type ReactionReading = { ok: true; reaction: Reaction } | { ok: false; why: string };

const kinds: ReadonlyMap<unknown, Reaction['kind']> = new Map([
  ['Like', 'like'],
  // Pleroma, Akkoma (their docs: development, "AP extensions"), and what Pleroma called it first.
  ['EmojiReact', 'like'],
  ['EmojiReaction', 'like'],
  ['Announce', 'boost'],
]);

/** What groups pass on to their members is announced by them, and no boost (FEP-1b12). */
const activities = new Set([
  ...['Create', 'Update', 'Delete', 'Undo', 'Like', 'Dislike', 'Add', 'Remove', 'Block', 'Flag', 'Lock', 'Announce'],
  ...['EmojiReact', 'Follow', 'Accept', 'Reject', 'Move'],
]);

/** Reads a Like, an EmojiReact or an Announce. What an Announce carries is ignored: only what it names counts. Never throws. */
export function readReaction(activity: unknown): ReactionReading {
  if (!isObject(activity)) return refused('It is no object.');
  const kind = kinds.get(activity.type);
  if (!kind) return refused('It is no reaction.');
  const uri = addressOf(activity.id);
  const actor = addressOf(idOf(activity.actor));
  if (uri === null || actor === null || originOf(uri) !== originOf(actor))
    return refused('Its id is not on its actor’s origin.');
  const [about] = listOf(activity.object);
  const object = addressOf(idOf(activity.object));
  if (object === null) return refused('It is about nothing that has an id.');
  if (kind === 'like') return { ok: true, reaction: { kind, uri, actor, object, emoji: emojiIn(activity) } };
  if (isObject(about) && listOf(about.type).some((type) => activities.has(textOf(type))))
    return refused('It passes on an activity.');
  if (!['public', 'unlisted'].includes(visibilityOf(activity, actor))) return refused('It is not public.');
  return { ok: true, reaction: { kind, uri, actor, object, emoji: null } };
}

/** What is undone: by the id of the activity, by what it was, or by both. */
export interface Undone {
  actor: string;
  /** The id of what is undone; null where only what it was is said. */
  uri: string | null;
  /** What it was; null where only its id is said. */
  reaction: Pick<Reaction, 'kind' | 'object' | 'emoji'> | null;
}

export type UndoReading = { ok: true; undone: Undone } | { ok: false; why: string };

/**
 * Reads the Undo of a reaction, which is embedded or named by its id. Who knows the id goes by it; some servers make a new
 * one, so what it was is there too. Of two boosts by one actor only the id says which. Never throws.
 */
export function readUndo(activity: unknown): UndoReading {
  if (!isObject(activity) || activity.type !== 'Undo') return refused('It is no Undo.');
  const actor = addressOf(idOf(activity.actor));
  if (actor === null) return refused('It has no actor.');
  const [embedded, ...others] = listOf(activity.object);
  const id = addressOf(idOf(embedded));
  if (others.length > 0) return refused('It undoes several things.');
  const uri = id !== null && originOf(id) === originOf(actor) ? id : null;
  if (id !== null && uri === null) return refused('What it undoes is not on its actor’s origin.');
  if (!isObject(embedded) || embedded.type === undefined)
    return uri === null
      ? refused('It undoes nothing that has an id.')
      : { ok: true, undone: { actor, uri, reaction: null } };

  const kind = kinds.get(embedded.type);
  if (!kind) return refused('It undoes no reaction.');
  if (embedded.actor !== undefined && idOf(embedded.actor) !== actor) return refused('It undoes what another did.');
  const object = addressOf(idOf(embedded.object));
  if (uri === null && object === null) return refused('It does not say what it undoes.');
  const emoji = kind === 'like' ? emojiIn(embedded) : null;
  return { ok: true, undone: { actor, uri, reaction: object === null ? null : { kind, object, emoji } } };
}

/** One emoji: of Unicode, or a custom one by its name. Whatever else is written there is no emoji. */
function emojiIn({ content, _misskey_reaction, tag }: Json): Reaction['emoji'] {
  const text = plainLine(textOf(content).trim() || textOf(_misskey_reaction), 100);
  // Misskey names the server too: `:blobcat@.:`.
  const name = /^:([a-z\d_+.-]{1,64})(?:@[a-z\d.-]*)?:$/i.exec(text)?.[1];
  if (name !== undefined) return { text: `:${name}:`, url: emojiOf(tag).get(name) ?? null };
  return isEmoji(text) || isEmoji(`${text}\ufe0f`) ? { text, url: null } : null;
}

function isEmoji(text: string): boolean {
  return /^\p{RGI_Emoji}$/v.test(text);
}

function refused(why: string): { ok: false; why: string } {
  return { ok: false, why };
}
