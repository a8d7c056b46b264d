import { describe, expect, test } from 'vitest';
import { type Facts, judge, type Standing } from '../../src/conversation/judge.ts';
import type { Why } from '../../src/conversation/moderation/whys.ts';
import { readReason, sayReason, whys, writeReason } from '../../src/conversation/moderation/whys.ts';
import { by, day, facts, rules, stranger } from './case.ts';

type Comments = Parameters<typeof rules>[0];
type Row = [
  what: string,
  of: { facts?: Partial<Facts>; rules?: Comments; by?: Partial<Standing> },
  state: string,
  why: Why,
  found?: string,
];

const shownByRule: Facts['before'] = { state: 'shown', by: 'rule' };
const approved: Facts['before'] = { state: 'shown', by: 'owner' };
const wordy = { texts: ['Ada', 'Visit my CASINO!'] };
const casino = { words: ['poker', 'Casino'] };

const judged: Row[] = [
  ['a stranger by the default', {}, 'held', 'first-time'],
  ['a follower is a stranger by the default too', { by: { isFollower: true } }, 'held', 'first-time'],
  ['a person who was approved', { by: { decided: 'approved' } }, 'shown', 'known'],
  ['a person of whom something was hidden', { by: { decided: 'hidden' } }, 'held', 'distrusted'],
  ['… also where everyone may', { by: { decided: 'hidden' }, rules: { rule: 'everyone' } }, 'held', 'distrusted'],
  [
    '… and where followers may',
    { by: { decided: 'hidden', isFollower: true }, rules: { rule: 'followers' } },
    'held',
    'distrusted',
  ],
  ['anybody where everyone may', { rules: { rule: 'everyone' } }, 'shown', 'everyone'],
  ['a follower where followers may', { rules: { rule: 'followers' }, by: { isFollower: true } }, 'shown', 'follower'],
  ['a stranger where followers may', { rules: { rule: 'followers' } }, 'held', 'stranger'],
  [
    'an approved person who does not follow, where followers may',
    { rules: { rule: 'followers' }, by: { decided: 'approved' } },
    'held',
    'stranger',
  ],
  [
    'the best known person where all is held',
    { rules: { rule: 'held' }, by: { decided: 'approved', isFollower: true } },
    'held',
    'all-held',
  ],
  [
    'anybody where it is closed',
    { rules: { rule: 'closed' }, by: { decided: 'approved', isFollower: true } },
    'refused',
    'closed',
  ],
  [
    "the post's own rule goes before the blog's",
    { rules: { rule: 'closed' }, facts: { post: { rule: 'everyone', age: 0 } } },
    'shown',
    'everyone',
  ],
  [
    '… also where it is the stricter one',
    { rules: { rule: 'everyone' }, facts: { post: { rule: 'closed', age: 0 } } },
    'refused',
    'closed',
  ],
  ['a quote is judged as a reply is', { facts: { kind: 'quote' } }, 'held', 'first-time'],
  ['an unlisted reply', { facts: { visibility: 'unlisted' }, rules: { rule: 'everyone' } }, 'shown', 'everyone'],

  [
    'before the closing',
    { rules: { rule: 'everyone', close: 90 * day }, facts: post(90 * day - 1) },
    'shown',
    'everyone',
  ],
  ['at the closing', { rules: { rule: 'everyone', close: 90 * day }, facts: post(90 * day) }, 'refused', 'late'],
  [
    'a thousand years later without a closing',
    { rules: { rule: 'everyone' }, facts: post(365_000 * day) },
    'shown',
    'everyone',
  ],
  [
    'a post that is not out by a skewed clock',
    { rules: { rule: 'everyone', close: day }, facts: post(-day) },
    'shown',
    'everyone',
  ],

  ['a listed word', { facts: wordy, rules: { rule: 'everyone', ...casino } }, 'held', 'word', 'Casino'],
  [
    'a listed word of a known person',
    { facts: wordy, rules: casino, by: { decided: 'approved' } },
    'held',
    'word',
    'Casino',
  ],
  [
    'a word in the name',
    { facts: { texts: ['Casino Joe', 'Hi'] }, rules: { rule: 'everyone', ...casino } },
    'held',
    'word',
    'Casino',
  ],
  ['as many links as allowed', { facts: { links: 3 }, rules: { rule: 'everyone', links: 3 } }, 'shown', 'everyone'],
  ['a link more', { facts: { links: 4 }, rules: { rule: 'everyone', links: 3 } }, 'held', 'links', '4'],
  [
    'a link where none is allowed',
    { facts: { links: 1 }, rules: { rule: 'everyone', links: 0 } },
    'held',
    'links',
    '1',
  ],
  ['many links without a limit', { facts: { links: 99 }, rules: { rule: 'everyone' } }, 'shown', 'everyone'],
  [
    'another language',
    { facts: { language: 'fr-CA' }, rules: { rule: 'everyone', languages: ['en', 'de'] } },
    'held',
    'language',
    'fr',
  ],
  [
    'a listed language',
    { facts: { language: 'de-AT' }, rules: { rule: 'everyone', languages: ['en', 'de'] } },
    'shown',
    'everyone',
  ],
  ['no language', { facts: { language: null }, rules: { rule: 'everyone', languages: ['en'] } }, 'shown', 'everyone'],
  [
    'what is no language',
    { facts: { language: 'und' }, rules: { rule: 'everyone', languages: ['en'] } },
    'shown',
    'everyone',
  ],

  ['one who is blocked', { by: { isBlocked: true }, rules: { rule: 'everyone' } }, 'refused', 'blocked'],
  [
    '… by mistake: the owner',
    { by: { isBlocked: true, isOwner: true }, rules: { rule: 'everyone' } },
    'refused',
    'blocked',
  ],
  ['… with a message', { by: { isBlocked: true }, facts: { visibility: 'direct' } }, 'refused', 'blocked'],
  ['a direct message', { facts: { visibility: 'direct' }, rules: { rule: 'everyone' } }, 'held', 'private'],
  [
    'a direct message about a closed post',
    { facts: { visibility: 'direct' }, rules: { rule: 'closed' } },
    'held',
    'private',
  ],
  ['a reply for followers', { facts: { visibility: 'followers' }, rules: { rule: 'everyone' } }, 'held', 'private'],
  ['a message of the owner', { facts: { visibility: 'direct' }, by: { isOwner: true } }, 'hidden', 'private'],
  ['a boost for followers', { facts: { kind: 'boost', visibility: 'followers' } }, 'hidden', 'private'],
  ['a mention', { facts: { kind: 'mention', post: null }, rules: { rule: 'everyone' } }, 'held', 'mention'],
  ['a mention by the owner', { facts: { kind: 'mention', post: null }, by: { isOwner: true } }, 'hidden', 'mention'],
  ['the owner', { by: { isOwner: true } }, 'shown', 'owner'],
  ['a quote by the owner', { facts: { kind: 'quote' }, by: { isOwner: true, mayQuote: false } }, 'shown', 'owner'],
  [
    'a quote by whoever may not',
    { facts: { kind: 'quote' }, by: { mayQuote: false }, rules: { rule: 'everyone' } },
    'hidden',
    'unasked',
  ],
  [
    'an edit of a quote that the owner approved',
    { facts: { kind: 'quote', before: { state: 'shown', by: 'owner' } }, by: { mayQuote: false } },
    'shown',
    'approved',
  ],
  ['the owner where it is closed', { by: { isOwner: true }, rules: { rule: 'closed' } }, 'shown', 'owner'],
  ['the owner, late', { by: { isOwner: true }, rules: { close: day }, facts: post(2 * day) }, 'shown', 'owner'],
  [
    'the owner about casinos',
    { by: { isOwner: true }, rules: { rule: 'held', ...casino }, facts: wordy },
    'shown',
    'owner',
  ],

  ['a like by a stranger', { facts: { kind: 'like' } }, 'shown', 'reaction'],
  ['a boost where all is held', { facts: { kind: 'boost' }, rules: { rule: 'held' } }, 'shown', 'reaction'],
  [
    'a like after the closing',
    { facts: { kind: 'like', ...post(2 * day) }, rules: { close: day } },
    'shown',
    'reaction',
  ],
  ['a like where it is closed', { facts: { kind: 'like' }, rules: { rule: 'closed' } }, 'refused', 'closed'],
  [
    'a like by somebody called so',
    { facts: { kind: 'like', texts: ['Casino'] }, rules: casino },
    'hidden',
    'word',
    'Casino',
  ],
  ['a like by one who is blocked', { facts: { kind: 'like' }, by: { isBlocked: true } }, 'refused', 'blocked'],
  [
    'a like by one of whom something was hidden',
    { facts: { kind: 'like' }, by: { decided: 'hidden' } },
    'shown',
    'reaction',
  ],

  [
    'an edit of what was hidden',
    { facts: { before: { state: 'hidden', by: 'owner' } }, rules: { rule: 'everyone' } },
    'hidden',
    'hidden',
  ],
  [
    '… of a known person',
    { facts: { before: { state: 'hidden', by: 'rule' } }, by: { decided: 'approved' } },
    'hidden',
    'hidden',
  ],
  ['an edit that stays in order', { facts: { before: shownByRule }, by: { decided: 'approved' } }, 'shown', 'known'],
  [
    'an edit with a listed word',
    { facts: { ...wordy, before: shownByRule }, rules: { rule: 'everyone', ...casino } },
    'held',
    'word',
    'Casino',
  ],
  [
    'an edit for followers only',
    { facts: { visibility: 'followers', before: approved }, rules: { rule: 'everyone' } },
    'held',
    'private',
  ],
  [
    'an edit by somebody who follows no more',
    { facts: { before: shownByRule }, rules: { rule: 'followers' } },
    'held',
    'stranger',
  ],
  [
    'an edit without the word for which it was held',
    { facts: { before: { state: 'held', by: 'rule' } }, rules: { rule: 'everyone', ...casino } },
    'shown',
    'everyone',
  ],
  [
    'an edit of what the owner put back',
    { facts: { before: { state: 'held', by: 'owner' } }, rules: { rule: 'everyone' } },
    'held',
    'reopened',
  ],
  ['an edit of what was approved', { facts: { before: approved }, rules: { rule: 'followers' } }, 'shown', 'approved'],
  [
    '… in another language',
    { facts: { before: approved, language: 'fr' }, rules: { languages: ['en'] } },
    'shown',
    'approved',
  ],
  [
    '… of a person of whom something else was hidden',
    { facts: { before: approved }, by: { decided: 'hidden' } },
    'shown',
    'approved',
  ],
  ['… with a listed word', { facts: { before: approved, ...wordy }, rules: casino }, 'held', 'word', 'Casino'],
  ['… with too many links', { facts: { before: approved, links: 2 }, rules: { links: 1 } }, 'held', 'links', '2'],
  ['… where all is held', { facts: { before: approved }, rules: { rule: 'held' } }, 'held', 'all-held'],
  [
    'an edit after the closing, of what came in time',
    { facts: { before: shownByRule, ...post(2 * day) }, rules: { rule: 'everyone', close: day } },
    'shown',
    'everyone',
  ],
  ['an edit where it is closed by now', { facts: { before: approved }, rules: { rule: 'closed' } }, 'held', 'closed'],
  [
    'an edit by one who is blocked by now',
    { facts: { before: approved }, by: { isBlocked: true } },
    'refused',
    'blocked',
  ],
  [
    'an edit by the owner',
    { facts: { before: shownByRule, ...wordy }, rules: casino, by: { isOwner: true } },
    'shown',
    'owner',
  ],
];

describe('moderation', () => {
  test.each(judged)('judges %s', (_, of, state, why, found) => {
    expect(judge(facts(of.facts), rules(of.rules), by(of.by ?? {}))).toEqual({ state, why, found: found ?? null });
  });

  test('has a case above for every reason', () => {
    expect(new Set(judged.map(([, , , why]) => why))).toEqual(new Set(whys));
  });

  // Two reasons at once: the first one of each pair is what the owner is told.
  test.each<[Row[1], Why]>([
    [{ by: { isBlocked: true }, facts: { before: { state: 'hidden', by: 'owner' } } }, 'blocked'],
    [{ facts: { before: { state: 'hidden', by: 'owner' }, visibility: 'direct' } }, 'hidden'],
    [{ facts: { kind: 'mention', visibility: 'direct', post: null } }, 'private'],
    [{ rules: { rule: 'closed', close: day }, facts: post(2 * day) }, 'closed'],
    [{ rules: { rule: 'closed', ...casino }, facts: wordy }, 'closed'],
    [{ rules: { close: day, ...casino }, facts: { ...post(2 * day), ...wordy } }, 'late'],
    [{ rules: { links: 0, ...casino }, facts: { ...wordy, links: 1 } }, 'word'],
    [{ rules: { rule: 'held', links: 0 }, facts: { links: 1 } }, 'links'],
    [{ rules: { rule: 'held', languages: ['de'] } }, 'all-held'],
    [{ rules: { languages: ['de'] }, by: { decided: 'hidden' } }, 'language'],
    [{ rules: { rule: 'followers' }, by: { decided: 'hidden' } }, 'distrusted'],
    [{ facts: { kind: 'like', texts: ['Casino'] }, rules: { rule: 'closed', ...casino } }, 'closed'],
  ])('says of two reasons the weightier: %j', (of, why) => {
    expect(judge(facts(of.facts), rules(of.rules), by(of.by ?? {})).why).toBe(why);
  });
});

describe('a reason', () => {
  test('is kept in a few words, and read from them again', () => {
    for (const why of whys) {
      const found = sayReason({ why, found: '\0' }).includes('\0') ? 'two words\n$&' : null;
      expect(readReason(writeReason({ why, found }))).toEqual({ why, found });
    }
    for (const other of ['', 'casino', 'word', 'blocked now', 'toString', 'I know her', 'word\ncasino'])
      expect([other, readReason(other)]).toEqual([other, null]);
  });

  test('is said in a sentence of its own', () => {
    const sentences = whys.map((why) => sayReason({ why, found: 'x' }));
    expect(new Set(sentences).size).toBe(whys.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^…]+\.$/);
    const verdict = judge(facts({ texts: ['buy $& now'] }), rules({ words: ['buy $& now'] }), stranger);
    expect(sayReason(verdict)).toBe('It contains “buy $& now”.');
  });
});

function post(age: number): { post: Facts['post'] } {
  return { post: { rule: null, age } };
}
