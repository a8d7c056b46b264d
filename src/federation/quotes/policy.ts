import type { Site } from '../../config.ts';
import type { RemarkRow } from '../../conversation/remarks.ts';

/** Who asks. */
export interface Quoter {
  /** An account elsewhere that is proven to be the author's. */
  isOwner: boolean;
  isBlocked: boolean;
  /** Follows the account whose post is quoted, and was accepted. */
  isFollower: boolean;
}

/** Whether somebody may quote a post by `quotes` of postern.yaml. Pure. */
export function mayQuote(policy: Site['quotes'], { isOwner, isBlocked, isFollower }: Quoter): boolean {
  if (isBlocked) return false;
  return isOwner || policy === 'everyone' || (policy === 'followers' && isFollower);
}

/** What is known when somebody asks to quote a post. */
export interface Asking {
  /** By the policy. */
  may: boolean;
  /** What is kept of the quote, and who decided about it last; null: nothing yet. */
  known: { state: RemarkRow['state']; by: 'rule' | 'owner' } | null;
  /** Whether there is a permission for just this already, that stands. */
  isGiven: boolean;
  /** Whether this person has as many permissions for the post as one may have. */
  isMuch: boolean;
}

/** `give`: by a new permission; `repeat`: by the one that there is; `silence`: one asks more often than anybody means. */
export type QuoteAnswer = 'give' | 'repeat' | 'refuse' | 'silence';

/**
 * What is answered. The owner's word about the quote itself stands above the policy: what is hidden or deleted is refused,
 * what the owner approved is allowed. Pure.
 */
export function answerQuote({ may, known, isGiven, isMuch }: Asking): QuoteAnswer {
  // Each answer is kept for a while, and sent: a flood would be ours as well.
  if (isMuch) return 'silence';
  if (known?.state === 'hidden' || known?.state === 'gone') return 'refuse';
  const isApproved = known?.state === 'shown' && known.by === 'owner';
  if (isGiven) return 'repeat';
  return may || isApproved ? 'give' : 'refuse';
}
