import { expect, test } from 'vitest';
import type { Site } from '../../../src/config.ts';
import { type Asking, answerQuote, mayQuote, type Quoter } from '../../../src/federation/quotes/policy.ts';

const stranger: Quoter = { isOwner: false, isBlocked: false, isFollower: false };

test.each<[Site['quotes'], string, Partial<Quoter>, boolean]>([
  ['everyone', 'a stranger', {}, true],
  ['everyone', 'who is blocked', { isBlocked: true }, false],
  ['everyone', 'a follower who is blocked', { isBlocked: true, isFollower: true }, false],
  ['followers', 'a stranger', {}, false],
  ['followers', 'a follower', { isFollower: true }, true],
  ['nobody', 'a follower', { isFollower: true }, false],
  ['nobody', 'the author elsewhere', { isOwner: true }, true],
])('with `quotes: %s` %s may quote or not', (policy, _, own, may) => {
  expect(mayQuote(policy, { ...stranger, ...own })).toBe(may);
});

test.each<[string, Partial<Asking>, ReturnType<typeof answerQuote>]>([
  ['may', {}, 'give'],
  ['may, and has it', { isGiven: true }, 'repeat'],
  ['may, and has too many', { isMuch: true }, 'silence'],
  ['may not', { may: false }, 'refuse'],
  ['may not, and the owner approved it', { may: false, known: { state: 'shown', by: 'owner' } }, 'give'],
  ['may not, and a rule showed it', { may: false, known: { state: 'shown', by: 'rule' } }, 'refuse'],
  ['may, and the owner hid it', { known: { state: 'hidden', by: 'owner' }, isGiven: true }, 'refuse'],
  ['may, and it was deleted', { known: { state: 'gone', by: 'owner' }, isGiven: true }, 'refuse'],
])('who %s is answered', (_, own, answer) => {
  expect(answerQuote({ may: true, known: null, isGiven: false, isMuch: false, ...own })).toBe(answer);
});
