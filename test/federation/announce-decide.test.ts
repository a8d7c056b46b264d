import { describe, expect, it } from 'vitest';
import { decide, findCrowd, type Known, type Rules } from '../../src/federation/announce/decide.ts';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
const minute = 60_000;
const day = 86_400_000;

type Some = {
  post?: Partial<Known['post']>;
  object?: Partial<Known['object']>;
  announcement?: Partial<NonNullable<Known['announcement']>> | null;
  digest?: string;
  isCrowded?: boolean;
  isDoubted?: boolean;
};

/** A new post that was saved ten minutes ago and has rested; what a case is about is given. */
function known({ post, object, announcement = null, digest, isCrowded = false, isDoubted = false }: Some = {}): Known {
  return {
    post: {
      ...{ isHidden: false, federates: true, revision: 7, changed: ago(10 * minute), date: ago(10 * minute) },
      ...{ isInsisted: false, isAwaited: false, isRested: false, isMinor: false, ...post },
    },
    object: { isGone: false, made: ago(10 * minute), ...object },
    announcement: announcement && { state: 'told', revision: 6, digest: 'as told', ...announcement },
    digest: digest ?? null,
    isCrowded,
    isDoubted,
  };
}

const rules: Rules = {
  publish: { auto: true, settle: minute, quiet: 10 * minute },
  now,
  isAsked: false,
  isWanted: false,
};
const manual = { ...rules, publish: { ...rules.publish, auto: false } };
const asked = { ...rules, isAsked: true };
const wanted = { ...rules, isWanted: true };
const told = (own: Partial<NonNullable<Known['announcement']>> = {}) => ({ announcement: { ...own } });
const silent = { announcement: { state: 'silent' as const, digest: null } };

const cases: [string, Some, Partial<Rules>, object][] = [
  ['a new post is told when it has rested', {}, {}, { kind: 'create', at: ago(9 * minute) }],
  [
    'a new post rests from its last change on',
    { post: { changed: ago(1000) } },
    {},
    { kind: 'create', at: new Date(now.getTime() + minute - 1000) },
  ],
  [
    'a new post goes at once when the owner says so',
    { post: { changed: ago(1000) } },
    asked,
    { kind: 'create', at: now },
  ],
  ['without auto a new post waits for the owner', {}, manual, { kind: 'create', at: null }],
  ['without auto the owner sends it', {}, { ...manual, isAsked: true }, { kind: 'create', at: now }],
  ['a clock that was set back keeps no post', { post: { changed: ago(-day) } }, {}, { kind: 'create', at: now }],
  ['a crowd is silent', { isCrowded: true }, {}, { kind: 'silent', why: 'crowd' }],
  ['what may be another one, renamed, waits', { isDoubted: true, isCrowded: true }, asked, { kind: 'doubted' }],
  ['so it does when it is kept back', { isDoubted: true, post: { federates: false } }, {}, { kind: 'doubted' }],
  ['what may be another one goes when the owner names it', { isDoubted: true }, wanted, { kind: 'create', at: now }],
  ['what is silent stays silent, whatever it may be', { ...silent, isDoubted: true }, {}, { kind: 'seen' }],
  ['a crowd is silent also when the owner publishes', { isCrowded: true }, asked, { kind: 'silent', why: 'crowd' }],
  ['a post dated eight days back is silent', { post: { date: ago(8 * day) } }, {}, { kind: 'silent', why: 'old' }],
  [
    'a post dated eight days back is told where its author wrote that it goes out',
    { post: { date: ago(8 * day), isInsisted: true } },
    {},
    { kind: 'create', at: ago(9 * minute) },
  ],
  [
    'one of a crowd is silent although its author wrote that it goes out',
    { post: { isInsisted: true }, isCrowded: true },
    {},
    { kind: 'silent', why: 'crowd' },
  ],
  ['a post dated six days back is told', { post: { date: ago(6 * day) } }, {}, { kind: 'create', at: ago(9 * minute) }],
  [
    'a post that waited long is as old as when it appeared',
    { post: { date: ago(9 * day), changed: ago(9 * day) }, object: { made: ago(9 * day) } },
    asked,
    { kind: 'create', at: now },
  ],
  [
    'what was scheduled goes at its instant, without rest',
    { post: { isAwaited: true, isRested: true, changed: ago(1000) } },
    {},
    { kind: 'create', at: ago(1000) },
  ],
  [
    'what was scheduled and changed since rests',
    { post: { isAwaited: true, changed: ago(1000) } },
    {},
    { kind: 'create', at: new Date(now.getTime() + minute - 1000) },
  ],
  [
    'what was scheduled is told however late it appears',
    { post: { isAwaited: true, isRested: true, date: ago(90 * day), changed: now }, object: { made: now } },
    {},
    { kind: 'create', at: now },
  ],
  [
    'without auto what was scheduled waits for the owner',
    { post: { isAwaited: true, isRested: true } },
    manual,
    { kind: 'create', at: null },
  ],
  ['what its author keeps back is silent', { post: { federates: false } }, asked, { kind: 'silent', why: 'kept back' }],
  [
    'what its author keeps back is silent also when it is named',
    { post: { federates: false } },
    wanted,
    { kind: 'silent' },
  ],
  ['one of many edits waits for the owner', { ...told(), digest: 'new', isCrowded: true }, {}, { kind: 'held' }],
  [
    'one of many edits goes when the owner publishes',
    { ...told(), digest: 'new', isCrowded: true },
    asked,
    { kind: 'update', at: now },
  ],
  ['a hidden post is not told', { post: { isHidden: true } }, asked, { kind: 'nothing' }],
  ['a post deleted before it was told is forgotten', { object: { isGone: true } }, asked, { kind: 'forget' }],
  ['an edit of a silent post is not told', silent, asked, { kind: 'seen', why: 'silent' }],
  ['a silent post that is deleted is forgotten', { ...silent, object: { isGone: true } }, {}, { kind: 'forget' }],
  ['a silent post is told when the owner names it', silent, wanted, { kind: 'create', at: now }],
  ['a silent post that is hidden is not', { ...silent, post: { isHidden: true } }, wanted, { kind: 'nothing' }],
  ['a crowded post is told when the owner names it', { isCrowded: true }, wanted, { kind: 'create', at: now }],
  ['what was told and is the same is left alone', told({ revision: 7 }), asked, { kind: 'nothing' }],
  ['an edit is told after quiet', { ...told(), digest: 'new' }, {}, { kind: 'update', at: now }],
  [
    'an edit rests from the last save on',
    { ...told(), digest: 'new', post: { changed: ago(minute) } },
    {},
    { kind: 'update', at: new Date(now.getTime() + 9 * minute) },
  ],
  ['an edit that changes nothing is not told', { ...told(), digest: 'as told' }, asked, { kind: 'seen', why: 'same' }],
  [
    'a minor edit is not told',
    { ...told(), digest: 'new', post: { isMinor: true } },
    asked,
    { kind: 'seen', why: 'minor' },
  ],
  ['without auto an edit waits for the owner', { ...told(), digest: 'new' }, manual, { kind: 'update', at: null }],
  [
    'an edit of what is kept back now is not told',
    { ...told(), digest: 'new', post: { federates: false } },
    asked,
    { kind: 'seen', why: 'kept back' },
  ],
  [
    'a told post that is hidden stays as it is',
    { ...told(), digest: 'new', post: { isHidden: true } },
    asked,
    { kind: 'nothing' },
  ],
  [
    'a told post that is deleted is told at once',
    { ...told(), object: { isGone: true } },
    {},
    { kind: 'delete', at: now },
  ],
  [
    'also when its author kept it back since',
    { ...told(), object: { isGone: true }, post: { federates: false } },
    {},
    { kind: 'delete' },
  ],
  [
    'without auto a deletion waits for the owner',
    { ...told(), object: { isGone: true } },
    manual,
    { kind: 'delete', at: null },
  ],
  ['what is gone is told once', { ...told({ state: 'gone' }), object: { isGone: true } }, asked, { kind: 'nothing' }],
  ['a gone object does not come back', told({ state: 'gone' }), wanted, { kind: 'nothing' }],
  ['told already is not told again when it is named', told({ revision: 7 }), wanted, { kind: 'nothing' }],
];

describe('what followers are told', () => {
  it.each(cases)('%s', (_, some, own, expected) => {
    expect(decide(known(some), { ...rules, ...own })).toMatchObject(expected);
  });
});

describe('a crowd', () => {
  const at = (...seconds: number[]): Date[] => seconds.map((second) => new Date(now.getTime() + second * 1000));
  const crowd = (made: Date[], last: Date | null = null): number =>
    findCrowd(made, { within: minute, last: last && { from: last, to: last } }).size;

  it('is more than five within a short while', () => {
    expect(crowd(at(0, 1, 2, 3, 4))).toBe(0);
    expect(crowd(at(0, 1, 2, 3, 4, 5))).toBe(6);
    expect(
      findCrowd(
        Array.from({ length: 9 }, () => now),
        { within: minute, last: null },
      ),
    ).toEqual(new Set([now.getTime()]));
  });

  it('is not what came over days and waited', () => {
    expect(crowd(at(0, 100, 200, 300, 400, 500, 600, 700))).toBe(0);
  });

  it('has stragglers', () => {
    const [last = null] = at(0);
    expect(crowd(at(30), last)).toBe(1);
    expect(crowd(at(90), last)).toBe(0);
  });
});
