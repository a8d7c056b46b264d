import type { KeptRemark } from '../kept.ts';

/** As much of a remark as decides whether it can be answered. */
export interface Answerable extends Pick<KeptRemark, 'state' | 'kind' | 'visibility'> {
  /** An answer of this blog's own. */
  isOwn: boolean;
  /** Its author, or the author's server, is blocked now. */
  isAuthorBlocked: boolean;
  /** Whether its post can be read; null: it belongs to none. */
  post: { isLive: boolean } | null;
}

const rows: readonly { fits(one: Answerable): boolean; says: string }[] = [
  { fits: ({ state }) => state === 'gone', says: 'is deleted, and nothing of it is left' },
  { fits: ({ state }) => state === 'waiting', says: 'still waits for what it answers: its place is not known yet' },
  {
    fits: ({ isAuthorBlocked }) => isAuthorBlocked,
    says: 'is by somebody who is blocked; take the block back first',
  },
  { fits: ({ kind, post }) => kind !== 'mention' && post === null, says: 'belongs to no post any more' },
  { fits: ({ post }) => post?.isLive === false, says: 'is on a post that is not there any more' },
  {
    fits: (one) => one.state === 'hidden' && !one.isOwn && one.kind !== 'mention' && isPublic(one),
    says: 'is hidden, and the answer would be public; approve it first',
  },
];

/** What stands against answering a remark: plain text that goes on after its number; null: nothing. Pure. */
export function whyNotAnswered(one: Answerable): string | null {
  return rows.find(({ fits }) => fits(one))?.says ?? null;
}

/** Whether everybody may read it. */
export function isPublic({ visibility }: Pick<KeptRemark, 'visibility'>): boolean {
  return visibility === 'public' || visibility === 'unlisted';
}
