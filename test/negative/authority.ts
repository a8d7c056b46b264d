import type { Attempt } from './attempt.ts';
import { actors } from './authority/actors.ts';
import { blockedOnes } from './authority/blocked.ts';
import { done } from './authority/done.ts';
import { keys } from './authority/keys.ts';
import { moves } from './authority/moves.ts';
import { ours } from './authority/ours.ts';
import { passedOn } from './authority/passed-on.ts';
import { said } from './authority/said.ts';
import { unreadable } from './authority/unread.ts';
import { wishes } from './authority/wishes.ts';

/** What is properly signed, and by the wrong one: every activity by every wrong party in every form. */
export const authority: readonly Attempt[] = [
  ...[said, done, actors, ours, unreadable, passedOn, blockedOnes, moves, wishes, keys].flat(),
];
