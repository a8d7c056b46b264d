import type { Facts, Standing } from '../../src/conversation/judge.ts';
import { type Rules, readRules } from '../../src/conversation/moderation/rules.ts';
import { usualComments } from '../support/comments.ts';

export const day = 86_400_000;

/** A first, plain, public reply to a post of yesterday. */
export const facts = (own: Partial<Facts> = {}): Facts => ({
  kind: 'reply',
  visibility: 'public',
  texts: ['Ada', 'I liked the part about the goose.'],
  links: 0,
  language: 'en',
  post: { rule: null, age: day },
  before: null,
  ...own,
});

/** The rules of a postern.yaml that says only this about comments. */
export const rules = (own: Partial<typeof usualComments> = {}): Rules => readRules({ ...usualComments, ...own });

/** A stranger, of whom nothing is known. */
export const stranger: Standing = {
  isOwner: false,
  isBlocked: false,
  isFollower: false,
  mayQuote: true,
  decided: null,
};

export const by = (own: Partial<Standing>): Standing => ({ ...stranger, ...own });
