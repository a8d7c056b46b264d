import { expect, test } from 'vitest';
import { answerOwner, ownerWords, type Subject } from '../../src/conversation/moderation/owner-word.ts';

const plain: Omit<Subject, 'state'> = {
  kind: 'reply',
  visibility: 'public',
  hasSpeaker: true,
  hasPost: true,
  isBlocked: false,
  isAuthorBlocked: false,
};

/** What each word makes of a state: `shown`, or `already`, or `refused`. */
function becomes(own: Partial<Subject>, state: Subject['state']): Record<string, string> {
  const answers = ownerWords.map((word) => [word, answerOwner(word, { ...plain, state, ...own })] as const);
  return Object.fromEntries(answers.map(([word, one]) => [word, one.answer === 'done' ? one.state : one.answer]));
}

const all = (said: string) => ({ approve: said, hide: said, delete: said, reopen: said });

test.each([
  ['held', { approve: 'shown', hide: 'hidden', delete: 'gone', reopen: 'already' }],
  ['shown', { approve: 'already', hide: 'hidden', delete: 'gone', reopen: 'held' }],
  ['hidden', { approve: 'shown', hide: 'already', delete: 'gone', reopen: 'held' }],
  ['waiting', { approve: 'refused', hide: 'refused', delete: 'gone', reopen: 'refused' }],
  ['gone', { approve: 'refused', hide: 'refused', delete: 'already', reopen: 'refused' }],
] as const)('what is %s becomes what the owner says', (state, expected) => {
  expect(becomes({}, state)).toEqual(expected);
});

test('what is not for the public is never shown, however it is asked for', () => {
  for (const visibility of ['followers', 'direct'] as const)
    for (const state of ['held', 'hidden'] as const)
      expect(becomes({ visibility }, state)).toMatchObject({ approve: 'refused', delete: 'gone' });
  expect(becomes({ visibility: 'unlisted' }, 'held').approve).toBe('shown');
});

test('what has no page cannot be shown, and can be hidden and deleted', () => {
  expect(becomes({ kind: 'mention', hasPost: false }, 'held')).toMatchObject({ approve: 'refused', hide: 'hidden' });
  expect(becomes({ hasPost: false }, 'held')).toMatchObject({ approve: 'refused', delete: 'gone' });
});

test('what a block hid stays with the block, unless the owner hides or deletes it too', () => {
  expect(becomes({ isBlocked: true }, 'hidden')).toEqual({
    approve: 'refused',
    hide: 'hidden',
    delete: 'gone',
    reopen: 'refused',
  });
});

test('answers of the blog itself are not judged', () => {
  for (const state of ['held', 'shown', 'hidden'] as const)
    expect(becomes({ hasSpeaker: false }, state)).toEqual(all('refused'));
  // What is gone has no author either.
  expect(becomes({ hasSpeaker: false }, 'gone').delete).toBe('already');
});

test('nothing of somebody who is blocked is shown, whatever it was that hid it', () => {
  for (const state of ['held', 'hidden'] as const)
    expect(becomes({ isAuthorBlocked: true }, state)).toMatchObject({ approve: 'refused', delete: 'gone' });
});
