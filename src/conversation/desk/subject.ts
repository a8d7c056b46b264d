import type { Subject } from '../moderation/owner-word.ts';
import type { Listed } from './list.ts';

/** As much of a comment as the owner's word is judged by. */
export function subjectOf(
  { state, kind, visibility, author, post, isBlocked }: Listed,
  isAuthorBlocked: boolean,
): Subject {
  const hasSpeaker = author !== null;
  return { state, kind, visibility, isBlocked, isAuthorBlocked, hasSpeaker, hasPost: post !== null };
}
