import { type ActorAnnouncer, type ActorAnnouncerParts, createActorAnnouncer } from './actors.ts';
import { type Announcer, type AnnouncerParts, createAnnouncer } from './announcer.ts';

/** Tells followers of posts, and of the accounts themselves. */
export type Announcing = Announcer & ActorAnnouncer;

/** For a server, with what it has already; a command uses `openAnnouncing`. `keepAnnounced` then does it by itself. */
export function createAnnouncing(parts: AnnouncerParts & ActorAnnouncerParts): Announcing {
  return { ...createAnnouncer(parts), ...createActorAnnouncer(parts) };
}
