import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { note } from '../furnish.ts';
import { attempt, elsewhere, near, type Party, parties } from './attempts.ts';

/** How something that another wrote may be spoken of. */
type Form = [name: string, make: (thing: Json, by: StrangerUser) => unknown, isNamed?: 'named'];

const edited = { content: '<p>evil</p>', updated: '2026-11-21T11:00:00Z' };
const authorOf = ({ attributedTo }: Json): unknown => attributedTo;

const few: Form[] = [
  ['with other words', (thing) => ({ ...thing, ...edited })],
  ['as one’s own', (thing, by) => ({ ...thing, ...edited, attributedTo: by.id })],
  ['by its id', ({ id }) => id, 'named'],
  ['as a Tombstone', ({ id }) => ({ type: 'Tombstone', formerType: 'Note', id })],
];
const forms: Form[] = [
  ...few,
  ['as it is', (thing) => thing],
  ['as both’s, the author first', (thing, by) => ({ ...thing, ...edited, attributedTo: [authorOf(thing), by.id] })],
  [
    'as both’s, the author as the person',
    (thing, by) => ({ ...thing, ...edited, attributedTo: [by.id, { type: 'Person', id: authorOf(thing) }] }),
  ],
  ['by an object for its author', (thing) => ({ ...thing, ...edited, attributedTo: { id: authorOf(thing) } })],
  ['by nobody', ({ attributedTo: _, ...thing }) => ({ ...thing, ...edited })],
  ['by an actor in place of an author', ({ attributedTo: _, ...thing }, by) => ({ ...thing, ...edited, actor: by.id })],
  ['by nothing but an object with its id', ({ id }) => ({ id })],
  ['as a list of its id', ({ id }) => [id], 'named'],
  ['as a list of one', (thing) => [{ ...thing, ...edited }]],
  ['as a list of two, of which one is one’s own', (thing, by) => [{ ...thing, ...edited }, note(by, 'own')]],
  ['as a list of two ids, of which one is one’s own', ({ id }, by) => [id, note(by, 'own').id]],
  [
    'within a Create by its author',
    (thing, by) => ({ type: 'Create', id: `${by.id}#inner`, actor: authorOf(thing), object: { ...thing, ...edited } }),
  ],
  [
    'within an Update of one’s own',
    (thing, by) => ({ type: 'Update', id: `${by.id}#inner`, actor: by.id, object: { ...thing, ...edited } }),
  ],
  ['as a person', (thing) => ({ ...thing, ...edited, type: 'Person' })],
  ['by its id with a fragment', (thing) => ({ ...thing, ...edited, id: `${thing.id}#x` })],
  ['with its id as that of another property', ({ id }, by) => ({ ...note(by, 'x'), id: null, '@id': id })],
];

const types = ['Create', 'Update', 'Delete'];

function touching(thing: string, [who, find]: Party, some: readonly Form[], kinds = types): Attempt[] {
  return kinds.flatMap((type) =>
    some.map(([form, make, isNamed]) => {
      // What is only named is read at its own server, by those of that server.
      const asks = isNamed && type !== 'Delete' && find === near[1] ? [`/users/ada/notes/${thing}`] : [];
      return attempt(
        `${type} of the ${thing} note of another, ${form}, by ${who}`,
        (here) => {
          const by = find(here);
          return [by, { type, object: make(note(here.town.victim, thing), by) }];
        },
        { asks },
      );
    }),
  );
}

/** A Create, Update or Delete of what somebody else wrote. */
export const said: readonly Attempt[] = [
  ...[near, elsewhere].flatMap((party) => touching('own', party, forms)),
  ...Object.entries(parties)
    .slice(2)
    .flatMap((party) => touching('own', party, few)),
  ...['held', 'direct', 'quoting'].flatMap((thing) =>
    [near, elsewhere].flatMap((party) => touching(thing, party, few)),
  ),
  ...[near, elsewhere].flatMap((party) =>
    touching(
      'unsent',
      party,
      forms.filter(([form]) => form !== 'as one’s own' || party === elsewhere),
      ['Create'],
    ),
  ),
];
