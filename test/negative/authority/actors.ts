import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account } from '../furnish.ts';
import { attempt, elsewhere, near, parties } from './attempts.ts';

const profileAs = ({ victim }: { victim: StrangerUser }, by: StrangerUser): Json => ({
  ...victim.document(),
  name: 'Mallory',
  inbox: by.inbox,
  publicKey: { id: victim.keyId, owner: victim.id, publicKeyPem: by.key().publicPem },
});

const updates: [name: string, make: (victim: StrangerUser, by: StrangerUser) => unknown, isNamed?: 'named'][] = [
  ['with another key and inbox', (victim, by) => profileAs({ victim }, by)],
  [
    'with a key of one’s own beside it',
    (victim, by) => ({
      ...profileAs({ victim }, by),
      publicKey: [by.document().publicKey, victim.document().publicKey],
    }),
  ],
  ['in a list', (victim, by) => [profileAs({ victim }, by)]],
  ['in a list after oneself', (victim, by) => [by.id, profileAs({ victim }, by)]],
  ['by its id', ({ id }) => id, 'named'],
  [
    'of nothing but the key',
    (victim, by) => ({
      id: victim.keyId,
      type: 'CryptographicKey',
      owner: victim.id,
      publicKeyPem: by.key().publicPem,
    }),
  ],
  ['of nothing but the inbox', (victim, by) => ({ id: victim.id, type: 'Person', inbox: by.inbox })],
  [
    'as a note',
    (victim, by) => ({ ...profileAs({ victim }, by), type: 'Note', content: 'x', attributedTo: victim.id }),
  ],
  ['that has moved to oneself', (victim, by) => ({ ...victim.document(), movedTo: by.id })],
];

const deletes: [name: string, make: (victim: StrangerUser) => unknown][] = [
  ['by its id', ({ id }) => id],
  ['by an object', ({ id }) => ({ id })],
  ['as a Tombstone', ({ id }) => ({ type: 'Tombstone', id, formerType: 'Person' })],
  ['by its profile', (victim) => victim.document()],
  ['in a list', ({ id }) => [id]],
  ['by its key', ({ keyId }) => keyId],
  ['by its key as an object', ({ keyId, id }) => ({ id: keyId, type: 'Key', owner: id })],
  ['by its inbox', ({ inbox }) => inbox],
  ['by its followers', ({ followers }) => followers],
  ['by its server', ({ id }) => new URL('/', id).href],
  ['by all that it wrote', ({ id }) => ({ type: 'OrderedCollection', id: `${id}/outbox`, orderedItems: [id] })],
];

const inNames: [name: string, own: (victim: StrangerUser, by: StrangerUser) => Json][] = [
  ['a Block of another by', ({ id }) => ({ type: 'Block', object: id })],
  [
    'a Block of our account in another’s name by',
    ({ id }) => ({ type: 'Block', object: { type: 'Block', actor: id, object: account } }),
  ],
  ['a Move of another to', ({ id }, by) => ({ type: 'Move', object: id, target: by.id })],
  [
    'a Move of another’s profile to',
    (victim, by) => ({ type: 'Move', object: victim.document(), target: by.document() }),
  ],
  ['a Move of two to', ({ id }, by) => ({ type: 'Move', object: [by.id, id], target: by.id })],
  ['a Move with another as its origin to', ({ id }, by) => ({ type: 'Move', origin: id, object: id, target: by.id })],
  ['a Follow of another by', ({ id }) => ({ type: 'Follow', object: id })],
  [
    'a Follow of our account within a Follow by',
    ({ id }) => ({ type: 'Follow', object: { type: 'Follow', actor: id, object: account } }),
  ],
  [
    'a Create of another’s Follow by',
    ({ id }) => ({ type: 'Create', object: { type: 'Follow', id: `${id}#new`, actor: id, object: account } }),
  ],
  ['a Create of another’s profile by', (victim) => ({ type: 'Create', object: victim.document() })],
  ['a Flag of another by', ({ id }) => ({ type: 'Flag', object: [id], content: 'spam' })],
  ['a Like of another by', ({ id }) => ({ type: 'Like', object: id })],
];

/** What is said of somebody else as a whole: profile, key, inbox, account. */
export const actors: readonly Attempt[] = [
  ...[near, elsewhere].flatMap(([who, find]) =>
    updates.map(([form, make, isNamed]) =>
      attempt(
        `Update of another’s profile ${form}, by ${who}`,
        (here) => [find(here), { type: 'Update', object: make(here.town.victim, find(here)) }],
        { asks: isNamed && find === near[1] ? ['/users/ada'] : [] },
      ),
    ),
  ),
  ...Object.entries(parties).flatMap(([who, find]) =>
    deletes.map(([form, make]) =>
      attempt(`Delete of another ${form}, by ${who}`, (here) => [
        find(here),
        { type: 'Delete', object: make(here.town.victim) },
      ]),
    ),
  ),
  ...[near, elsewhere].flatMap(([who, find]) =>
    inNames.map(([name, own]) => attempt(`${name} ${who}`, (here) => [find(here), own(here.town.victim, find(here))])),
  ),
  ...updates
    .slice(0, 2)
    .map(([form, make]) =>
      attempt(
        `Update of one’s own profile ${form} that its server does not show`,
        ({ town, far }) => [town.victim, { type: 'Update', object: make(town.victim, far.neighbour) }],
        { asks: ['/users/ada'] },
      ),
    ),
];
