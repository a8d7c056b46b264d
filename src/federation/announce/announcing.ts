import { createTakingBack } from '../answers/left.ts';
import { type ActorAnnouncer, type ActorAnnouncerParts, createActorAnnouncer } from './actors.ts';
import { type Announcer, type AnnouncerParts, createAnnouncer } from './announcer.ts';

/** Tells followers of posts, and of the accounts themselves. */
export type Announcing = Announcer & ActorAnnouncer;

/** For a server, with what it has already; a command uses `openAnnouncing`. `keepAnnounced` then does it by itself. */
export function createAnnouncing(parts: AnnouncerParts & ActorAnnouncerParts): Announcing {
  const announcer = createAnnouncer(parts);
  const takeBack = createTakingBack({ ...parts, now: parts.clock.now });
  return {
    ...announcer,
    ...createActorAnnouncer(parts),
    async announce(options) {
      const look = await announcer.announce(options);
      // A post is deleted with the author's answers to what was said about it.
      if (!options?.dryRun) await takeBack();
      return look;
    },
  };
}
