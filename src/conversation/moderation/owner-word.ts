import type { KeptRemark } from '../kept.ts';

/** What the owner says about a remark. */
export type Word = 'approve' | 'hide' | 'delete' | 'reopen';

export const ownerWords: readonly Word[] = ['approve', 'hide', 'delete', 'reopen'];

/** As much of a remark as the answer follows from. */
export interface Subject extends Pick<KeptRemark, 'state' | 'kind' | 'visibility'> {
  /** Written by an account of this blog, or by nobody any more. */
  hasSpeaker: boolean;
  /** Whether it belongs to a post that is still known. */
  hasPost: boolean;
  /** It is hidden because its author, or the author's server, is blocked. */
  isBlocked: boolean;
  /** Its author, or the author's server, is blocked now, whatever it was that hid this. */
  isAuthorBlocked: boolean;
}

/**
 * `done`: it becomes that. `already`: it is so, and nothing is to be done. `refused`: it cannot be, for that reason: plain
 * text that goes on after the remark's number, without a full stop.
 */
export type Answer =
  | { answer: 'done'; state: 'shown' | 'held' | 'hidden' | 'gone' }
  | { answer: 'already' | 'refused'; says: string };

const done = (state: 'shown' | 'held' | 'hidden' | 'gone'): Answer => ({ answer: 'done', state });
const already = (says: string): Answer => ({ answer: 'already', says });
const refused = (says: string): Answer => ({ answer: 'refused', says });

const unplaced = refused('still waits for what it answers: its place is not known yet');
const gone = refused('is deleted, and nothing of it is left');

/** What becomes of a remark in a state by the owner's word, where nothing else stands against it. */
const answers: Record<Word, Record<KeptRemark['state'], Answer>> = {
  approve: { waiting: unplaced, held: done('shown'), shown: already('is shown already'), hidden: done('shown'), gone },
  hide: { waiting: unplaced, held: done('hidden'), shown: done('hidden'), hidden: already('is hidden already'), gone },
  delete: {
    waiting: done('gone'),
    held: done('gone'),
    shown: done('gone'),
    hidden: done('gone'),
    gone: already('is deleted already'),
  },
  reopen: { waiting: unplaced, held: already('is held already'), shown: done('held'), hidden: done('held'), gone },
};

interface Row {
  words: readonly Word[];
  fits(subject: Subject): boolean;
  answer: Answer;
}

/** What stands against it, in this order, for what is not gone; the first that fits decides. */
const obstacles: readonly Row[] = [
  {
    words: ownerWords,
    fits: ({ hasSpeaker }) => !hasSpeaker,
    answer: refused('is an answer of yours, which is no comment to be judged'),
  },
  {
    words: ['approve'],
    fits: ({ visibility }) => visibility === 'followers' || visibility === 'direct',
    answer: refused('is not addressed to the public, so it cannot be shown'),
  },
  {
    words: ['approve'],
    fits: ({ kind, state, hasPost }) => kind === 'mention' || (state !== 'waiting' && !hasPost),
    answer: refused('belongs to no post, so there is no page to show it on'),
  },
  {
    words: ['approve', 'reopen'],
    fits: ({ isBlocked }) => isBlocked,
    answer: refused('is hidden by a block; take the block back, and it is as it was before'),
  },
  {
    words: ['approve'],
    fits: ({ isAuthorBlocked }) => isAuthorBlocked,
    answer: refused('is by somebody who is blocked; take the block back first'),
  },
  // The owner's own word outlasts the block.
  { words: ['hide'], fits: ({ isBlocked }) => isBlocked, answer: done('hidden') },
];

/** Decides what a word of the owner does to a remark. Pure. */
export function answerOwner(word: Word, subject: Subject): Answer {
  const answer = answers[word][subject.state];
  if (subject.state === 'gone') return answer;
  return obstacles.find(({ words, fits }) => words.includes(word) && fits(subject))?.answer ?? answer;
}
