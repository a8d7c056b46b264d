import type { Failed } from '../../src/federation/guard/guard.ts';
import type { Posted } from '../../src/federation/guard/post.ts';
import type { Mood } from './step.ts';

export type Json = Record<string, unknown>;

/** An activity that came to an inbox, and in which life of the blog it was sent. */
export interface Arrival {
  id: string;
  type: string;
  activity: Json;
  bytes: string;
  at: Date;
  life: number;
  /** Whether the blog was answered that it was taken. */
  answered: boolean;
}

/** Another server: what it was sent, and what of it a Mastodon would hold. */
export interface Peer {
  inbox: string;
  /** Since when it follows. */
  joined: Date;
  /** Since when it follows no more. */
  left: Date | null;
  mood: Mood;
  moods: { at: Date; mood: Mood }[];
  arrivals: Arrival[];
  held: Map<string, Json>;
  /** Ids of objects that were deleted, and are never taken again. */
  burnt: Set<string>;
}

export function createPeer(inbox: string, joined: Date): Peer {
  return {
    ...{ inbox, joined, left: null, mood: 'up', moods: [{ at: joined, mood: 'up' }] },
    ...{ arrivals: [], held: new Map(), burnt: new Set() },
  };
}

export function changeMood(peer: Peer, mood: Mood, at: Date): void {
  peer.mood = mood;
  peer.moods.push({ at, mood });
}

/** What a peer in its mood does with a body, and what it answers. */
export function receive(peer: Peer, bytes: string, at: Date, life: number): Posted | Failed {
  if (peer.mood === 'refuses') return { failed: 'unreachable', what: 'connect ECONNREFUSED', unsent: true };
  if (peer.mood === 'in trouble') return { status: 503, retryAfter: null };
  const activity = JSON.parse(bytes) as Json;
  const answered = peer.mood === 'up';
  peer.arrivals.push({ id: String(activity.id), type: String(activity.type), activity, bytes, at, life, answered });
  take(peer, activity);
  return answered ? { status: 202, retryAfter: null } : { failed: 'unreachable', what: 'other side closed' };
}

/** As Mastodon does: known or burnt ids are not created again, and only a newer edit counts. */
function take({ held, burnt }: Peer, { type, object }: Json): void {
  const given = object as Json;
  const id = String(given.id);
  if (type === 'Delete') {
    held.delete(id);
    burnt.add(id);
  }
  if (burnt.has(id)) return;
  const known = held.get(id);
  if (type === 'Create' && !known) held.set(id, given);
  if (type === 'Update' && known && isNewer(given, known)) held.set(id, given);
}

/** Instants are kept to the second. */
function isNewer(one: Json, other: Json): boolean {
  const second = (object: Json): number => Math.floor(Date.parse(String(object.updated ?? object.published)) / 1000);
  return second(one) > second(other);
}
