import { byBoth, type Case, minutes, rfc9421, seconds, type World } from '../case.ts';

const dated = (name: string, date: (world: World) => string | null, says: string): Case => ({
  name,
  sign: (world) => ({ date: date(world) }),
  status: 401,
  says,
});

const cavageCovered = ['(request-target)', 'host', '(created)', 'digest'];

/** draft-cavage by `(created)`, which only `hs2019` may do. */
const createdAt = (name: string, when: (world: World) => number, says: string): Case => ({
  name: `${name}, by draft-cavage`,
  sign: (world) => ({ algorithm: 'hs2019', covered: cavageCovered, created: when(world) }),
  status: 401,
  says,
});

const createdBy = (name: string, when: (world: World) => number, says: string): Case[] => [
  createdAt(name, when, says),
  { name: `${name}, by rfc9421`, scheme: rfc9421, sign: (world) => ({ created: when(world) }), status: 401, says },
];

/** What was recorded is not played again, and what was made ahead of its time waits for it. */
export const time: Case[] = [
  dated('a Date of 61 minutes ago', (world) => minutes(world, -61).toUTCString(), 'more than an hour'),
  dated('a Date in 61 minutes', (world) => minutes(world, 61).toUTCString(), 'more than an hour'),
  dated('a Date of last year', () => 'Fri, 21 Nov 2025 12:00:00 GMT', 'more than an hour'),
  dated('a Date on the wrong day of the week', () => 'Mon, 21 Nov 2026 12:00:00 GMT', 'cannot be read'),
  dated('a Date in the form of RFC 850', () => 'Saturday, 21-Nov-26 12:00:00 GMT', 'cannot be read'),
  dated('a Date in the form of ISO 8601', ({ now }) => now.toISOString(), 'cannot be read'),
  dated('a Date with a zone', () => 'Sat, 21 Nov 2026 12:00:00 +0000', 'cannot be read'),
  dated('a Date that is none', () => 'now', 'cannot be read'),
  dated('no Date where one is covered', () => null, 'cannot be read'),
  ...createdBy('a signature made 61 minutes ago', (world) => seconds(minutes(world, -61)), 'more than an hour'),
  ...createdBy('a signature made in 61 minutes', (world) => seconds(minutes(world, 61)), 'more than an hour'),
  ...createdBy('a signature made in 1970', () => 0, 'more than an hour'),
  ...createdBy(
    'a signature made in milliseconds',
    ({ now }) => Math.min(now.getTime(), 999_999_999_999),
    'more than an hour',
  ),
  ...byBoth({
    name: 'a signature that expired a second ago',
    sign: (world) => ({ algorithm: null, expires: seconds(world.now) - 1 }),
    status: 401,
    says: 'has expired',
  }),
  ...byBoth({
    name: 'a signature that expired in 1970',
    sign: () => ({ algorithm: null, expires: 0 }),
    status: 401,
    says: 'has expired',
  }),
];
