import { isOwn } from '../../conversation/answers/answers.ts';
import { cleanMarkup } from '../../conversation/clean.ts';
import type { Decision } from '../../conversation/desk/decided.ts';
import { byBlock, byOwner } from '../../conversation/desk/decided.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import { readExtras } from '../../conversation/extras.ts';
import type { KeptRemark } from '../../conversation/kept.ts';
import { readReason, sayReason } from '../../conversation/moderation/whys.ts';
import { harmless } from '../followers/open.ts';

export const stateWords: Record<KeptRemark['state'], string> = {
  waiting: 'unplaced',
  held: 'held',
  shown: 'shown',
  hidden: 'hidden',
  gone: 'deleted',
};

/** What a comment is, in a word; what was answered to one person alone is on no page, and not because anybody hid it. */
export function stateOf(one: Pick<Listed, 'state' | 'uri'>): string {
  return isOwn(one) && one.state === 'hidden' ? 'private' : stateWords[one.state];
}

/** Why a remark is what it is, in a sentence or in the words of whoever decided; null: nothing is known. */
export function whyOf({ state, decided, isBlocked }: Pick<Listed, 'state' | 'decided' | 'isBlocked'>): string | null {
  if (isBlocked) return sayReason({ why: 'blocked', found: null });
  if (state === 'waiting') return 'What it answers is not known here yet.';
  return decided && sayWhy(decided);
}

/** Enough to know a comment again. */
export const widest = 160;

/** All that would be read of it, on one line. */
export function textOf({
  title,
  warning,
  html,
  extras,
}: Pick<Listed, 'title' | 'warning' | 'html' | 'extras'>): string {
  const text = html === null ? '' : (cleanMarkup(html)?.text ?? '').replaceAll('\n', ' ');
  const said = [title, warningOf({ warning }), text].filter((one) => one !== null && one !== '');
  return harmless(said.join(' ')) || (readExtras(extras).media.length > 0 ? '(a picture)' : '(no text)');
}

/** What is warned of, so that it is no part of the text; some say only that it is sensitive. */
export function warningOf({ warning }: Pick<Listed, 'warning'>): string | null {
  return warning === null ? null : `[${warning === '' ? 'sensitive' : warning}]`;
}

/** What was decided, as a line of the history. */
export function sayDecision(decision: Decision): string {
  const { state, by } = decision;
  if (by === byBlock)
    return state === 'hidden' ? 'hidden by a block' : `${stateWords[state]}, since the block was taken back`;
  const why = sayWhy(decision);
  return `${stateWords[state]} by ${whoOf(by)}${why === null ? '' : `: ${why}`}`;
}

function sayWhy({ by, why }: Decision): string | null {
  const reason = by === 'rule' ? readReason(why) : null;
  if (reason) return harmless(sayReason(reason));
  if (why !== '') return harmless(why);
  return by === byOwner ? null : 'No reason is noted.';
}

function whoOf(by: string): string {
  if (by === byOwner) return 'you';
  return by === 'rule' ? 'the rules' : harmless(by);
}
