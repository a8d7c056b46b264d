import fc from 'fast-check';
import type { Work } from './life.ts';
import type { Kind, Text } from './text.ts';

export type Mood = 'up' | 'refuses' | 'in trouble' | 'hangs up';

/** What an author, an accident, another server or time does. `pick` counts round whatever there is to choose from, from the newest on. */
export type Step =
  | { kind: 'new'; of: Kind; own: Partial<Text>; named: boolean; isPublished: boolean }
  | { kind: 'change'; pick: number; own: Partial<Text>; isPublished: boolean }
  | { kind: 'schedule'; pick: number; hours: number }
  | { kind: 'move'; pick: number; into: 'name' | 'folder'; variant: string | null }
  | { kind: 'remove'; pick: number }
  | { kind: 'return'; pick: number; variant: string | null }
  | { kind: 'many'; what: 'new' | 'change'; count: number; variant: string }
  | { kind: 'empty' | 'fill' }
  /** `beside`: a command does it while the server looks too; else there is no server just then, or it looks alone. */
  | { kind: 'publish'; how: 'asked' | 'alone' | 'hinted' | 'confirmed' | 'announce'; pick: number; beside: boolean }
  | { kind: 'wait'; minutes: number }
  | { kind: 'restart' }
  /** The process is killed so many effects from now: transactions, and requests to other servers. */
  | { kind: 'kill'; after: number; during: Work | null }
  | { kind: 'mood'; peer: number; mood: Mood }
  | { kind: 'follow' }
  | { kind: 'leave'; peer: number };

const pick = fc.oneof({ weight: 3, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.nat(30) });
const variant = fc.constantFrom('one', 'two', 'three');
const maybe = fc.option(variant, { freq: 2 });
const own: fc.Arbitrary<Partial<Text>> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ variant }) },
  { weight: 2, arbitrary: fc.record({ variant, minor: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ minor: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ draft: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ federate: fc.constantFrom(null, 'true', 'false', 'quiet') }) },
  { weight: 1, arbitrary: fc.record({ pinned: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ warning: fc.constantFrom(null, 'Needles') }) },
  { weight: 1, arbitrary: fc.record({ date: fc.constantFrom(null, '2020-01-01T00:00:00Z', '2026-11-20T00:00:00Z') }) },
);

const arbitraries: [number, fc.Arbitrary<Step>][] = [
  [
    8,
    fc.record({
      kind: fc.constant('new' as const),
      of: fc.constantFrom<Kind>('post', 'post', 'post', 'note', 'page'),
      own: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: own }),
      named: fc.boolean(),
      isPublished: fc.boolean(),
    }),
  ],
  [14, fc.record({ kind: fc.constant('change' as const), pick, own, isPublished: fc.boolean() })],
  [1, fc.record({ kind: fc.constant('schedule' as const), pick, hours: fc.constantFrom(1, 30) })],
  [
    3,
    fc.record({
      kind: fc.constant('move' as const),
      pick,
      into: fc.constantFrom('name' as const, 'name', 'folder'),
      variant: maybe,
    }),
  ],
  [3, fc.record({ kind: fc.constant('remove' as const), pick })],
  [3, fc.record({ kind: fc.constant('return' as const), pick, variant: maybe })],
  [
    1,
    fc.record({
      kind: fc.constant('many' as const),
      what: fc.constantFrom('new' as const, 'change'),
      count: fc.constantFrom(4, 5, 6, 7),
      variant,
    }),
  ],
  [1, fc.record({ kind: fc.constantFrom('empty' as const, 'fill') })],
  [
    10,
    fc.record({
      kind: fc.constant('publish' as const),
      how: fc.constantFrom('asked' as const, 'asked', 'alone', 'alone', 'hinted', 'hinted', 'confirmed', 'announce'),
      pick,
      beside: fc.boolean(),
    }),
  ],
  [
    6,
    fc.record({
      kind: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 1, 2, 11, 11, 60, 25 * 60, 25 * 60, 8 * 24 * 60),
    }),
  ],
  [1, fc.constant<Step>({ kind: 'restart' })],
  [
    1,
    fc.record({
      kind: fc.constant('kill' as const),
      after: fc.nat(20),
      during: fc.constantFrom<Work | null>(null),
    }),
  ],
  [
    4,
    fc.record({
      kind: fc.constant('kill' as const),
      after: fc.nat(5),
      during: fc.constantFrom<Work | null>('publishing', 'telling', 'telling', 'sending'),
    }),
  ],
  [
    3,
    fc.record({
      kind: fc.constant('mood' as const),
      peer: fc.nat(2),
      mood: fc.constantFrom<Mood>('up', 'refuses', 'in trouble', 'hangs up'),
    }),
  ],
  [1, fc.constant<Step>({ kind: 'follow' })],
  [1, fc.record({ kind: fc.constant('leave' as const), peer: fc.nat(2) })],
];

const step = fc.oneof(...arbitraries.map(([weight, arbitrary]) => ({ weight, arbitrary })));

export interface Story {
  steps: Step[];
  /** Whether followers are told by themselves, or only when the owner publishes. */
  auto: boolean;
  /** At the end, what is gone is confirmed; or else what the accident took comes back. */
  confirms: boolean;
}

/** Most blogs have told of something before anything happens to them; of some a follower's server was down then. */
const first: Step = { kind: 'new', of: 'post', own: {}, named: false, isPublished: true };
const down: Step = { kind: 'mood', peer: 0, mood: 'refuses' };
const edit: Step = { kind: 'change', pick: 0, own: { variant: 'two' }, isPublished: true };
const beginnings = fc.constantFrom<Step[]>([first], [first], [down, first, edit], []);

export const story = (most: number, least = 1): fc.Arbitrary<Story> =>
  fc.record({
    steps: fc
      .tuple(beginnings, fc.array(step, { minLength: least, maxLength: most, size: 'max' }))
      .map(([begun, steps]) => [...begun, ...steps]),
    auto: fc.constantFrom(true, true, true, false),
    confirms: fc.boolean(),
  });
