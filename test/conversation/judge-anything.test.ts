import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, judge, type Standing, type Verdict } from '../../src/conversation/judge.ts';
import { type CommentRule, readRules } from '../../src/conversation/moderation/rules.ts';
import { whys } from '../../src/conversation/moderation/whys.ts';
import '../support/seed.ts';

const rule = fc.constantFrom<CommentRule>('everyone', 'first-time', 'followers', 'held', 'closed');
const age = fc.oneof(fc.integer({ min: -10, max: 100 }), fc.double());
// Few words and languages, so that what is asked for is often there.
const word = fc.constantFrom('goose', 'gate*', 'gatekeeper', 'Gänse', '鵞鳥');
const language = fc.constantFrom('en', 'de-AT', 'fr', 'ja');

const anyFacts: fc.Arbitrary<Facts> = fc.record({
  kind: fc.constantFrom('reply', 'reply', 'reply', 'quote', 'mention', 'like', 'boost'),
  visibility: fc.constantFrom('public', 'public', 'public', 'unlisted', 'followers', 'direct'),
  texts: fc.array(fc.oneof(word, fc.string({ unit: 'binary' })), { maxLength: 3 }),
  links: fc.nat({ max: 5 }),
  language: fc.option(fc.oneof(language, fc.string())),
  post: fc.option(fc.record({ rule: fc.option(rule, { freq: 1 }), age }), { freq: 9 }),
  before: fc.option(
    fc.record<NonNullable<Facts['before']>>({
      state: fc.constantFrom('held', 'shown', 'hidden'),
      by: fc.constantFrom('rule', 'owner'),
    }),
    { freq: 1 },
  ),
});

// Much of what comes must get past the first reasons, else the last ones are never asked.
const seldom = fc.constantFrom(true, false, false, false, false, false);

const anyStanding: fc.Arbitrary<Standing> = fc.record({
  isOwner: seldom,
  isBlocked: seldom,
  isFollower: fc.boolean(),
  mayQuote: fc.boolean(),
  decided: fc.constantFrom('approved', 'hidden', null),
});

type Comments = Parameters<typeof readRules>[0];

const anyComments: fc.Arbitrary<Comments> = fc.record({
  rule,
  close: fc.option(fc.integer({ min: 1, max: 100 })),
  links: fc.option(fc.nat({ max: 5 })),
  words: fc.array(word, { maxLength: 2 }),
  languages: fc.oneof(fc.constant<string[]>([]), fc.uniqueArray(language, { maxLength: 3 })),
});

/** What makes rules stricter, whatever they were. */
const stricter: Record<string, (comments: Comments, by: { word: string; few: number }) => Comments> = {
  'another word': (comments, by) => ({ ...comments, words: [...comments.words, by.word] }),
  'fewer links': (comments, by) => ({ ...comments, links: Math.min(comments.links ?? Infinity, by.few) }),
  'an earlier closing': (comments, by) => ({ ...comments, close: Math.min(comments.close ?? Infinity, by.few + 1) }),
  'a language less': (comments) => ({
    ...comments,
    languages:
      comments.languages.length === 0
        ? ['en']
        : comments.languages.slice(0, Math.max(1, comments.languages.length - 1)),
  }),
  'a stricter rule': (comments, by) => ({ ...comments, rule: below(comments.rule, by.few) }),
};

// `first-time` and `followers` show each what the other does not.
const followedBy: Record<CommentRule, CommentRule[]> = {
  everyone: ['first-time', 'followers'],
  'first-time': ['held'],
  followers: ['held'],
  held: ['closed'],
  closed: ['closed'],
};

function below(rule: CommentRule, choice: number): CommentRule {
  return followedBy[rule][choice % followedBy[rule].length] ?? rule;
}

const asked = (facts: Facts, comments: Comments, standing: Standing): Verdict =>
  judge(facts, readRules(comments), standing);

describe('whatever comes, under whatever rules', () => {
  test('there is a verdict, for a reason of the list, the same one each time', () => {
    every((facts, comments, standing) => {
      const verdict = asked(facts, comments, standing);
      expect(['shown', 'held', 'hidden', 'refused']).toContain(verdict.state);
      expect(whys).toContain(verdict.why);
      expect(asked(facts, comments, standing)).toEqual(verdict);
    });
  });

  test('nothing is shown that is not public, or comes from somebody blocked', () => {
    every((facts, comments, standing) => {
      const { state } = asked(facts, comments, standing);
      const isPrivate = facts.visibility === 'followers' || facts.visibility === 'direct';
      if (isPrivate || standing.isBlocked || facts.kind === 'mention') expect(state).not.toBe('shown');
      if (facts.before?.state === 'hidden') expect(state).not.toBe('shown');
    });
  });

  test('nothing by others is shown where it is closed, and nothing that is written once it has closed', () => {
    every((facts, comments, { isOwner: _, ...standing }) => {
      const { state } = asked(facts, comments, { ...standing, isOwner: false });
      if ((facts.post?.rule ?? comments.rule) === 'closed') expect(state).not.toBe('shown');
      const isReaction = facts.kind === 'like' || facts.kind === 'boost';
      const isLate = comments.close !== null && facts.post !== null && facts.post.age >= comments.close;
      if (isLate && !isReaction && facts.before === null) expect(state).not.toBe('shown');
    });
  });

  test('the owner waits for nobody', () => {
    every((facts, comments, standing) => {
      const { state } = asked(facts, comments, { ...standing, isOwner: true });
      expect(state).not.toBe('held');
    });
  });

  test('no reaction asks the owner anything, and no edit is refused but of somebody blocked', () => {
    every((facts, comments, standing) => {
      const { state } = asked(facts, comments, standing);
      if (facts.kind === 'like' || facts.kind === 'boost') expect(state).not.toBe('held');
      else if (facts.before !== null && !standing.isBlocked) expect(state).not.toBe('refused');
    });
  });

  test.each(Object.keys(stricter))('%s never makes more shown', (name) => {
    const by = fc.record({ word, few: fc.nat({ max: 5 }) });
    let turned = 0;
    fc.assert(
      fc.property(anyFacts, anyComments, anyStanding, by, (facts, comments, standing, by) => {
        const before = asked(facts, comments, standing).state;
        const after = asked(facts, stricter[name]?.(comments, by) ?? comments, standing).state;
        if (before !== 'shown') expect(after).not.toBe('shown');
        if (before === 'shown' && after !== 'shown') turned += 1;
      }),
      { numRuns: 3000 },
    );
    // Else this would say nothing.
    expect(turned).toBeGreaterThan(0);
  });
});

function every(check: (facts: Facts, comments: Comments, standing: Standing) => void): void {
  fc.assert(fc.property(anyFacts, anyComments, anyStanding, check), { numRuns: 2000 });
}
