import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import type { Post } from '../content/post.ts';
import type { AnswerView, DeedName } from '../theme/theme.ts';
import { isOpenAt, mayBeDiscussed } from './replies.ts';

/**
 * How a post may be answered from elsewhere now; null: no other server can see it.
 * @param discussed where the conversation about it is, if that was found elsewhere: what `discuss:` says alone may be
 * mistyped, or somebody else's.
 */
export function answerView(site: Site, post: Post, discussed: string | null, now: Date): AnswerView | null {
  if (post.kind === 'page' || post.federate === 'no' || site.accounts.length === 0) return null;
  const uri = absolute(site, post.permalink);
  const waits = (post.comments ?? site.comments.rule) !== 'everyone';
  return { uri, deeds: deedsFor(site, post, now), address: discussed ?? uri, waits, discussed };
}

/** What may be done with a post. Who closes comments takes no likes either; those whose time is over still count them. */
export function deedsFor(site: Site, post: Post, now: Date): DeedName[] {
  if (!mayBeDiscussed(site, post)) return [];
  return isOpenAt(site, post, now) ? ['reply', 'like', 'boost'] : ['like', 'boost'];
}
