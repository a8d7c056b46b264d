import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, boost, follow, like, post, quoteRequest } from '../furnish.ts';
import { attempt, elsewhere, near } from './attempts.ts';

/** What somebody did here, as they sent it. */
const deeds: Record<string, (by: StrangerUser) => Json> = {
  Like: like,
  Announce: boost,
  Follow: follow,
  EmojiReact: ({ id }) => ({ type: 'EmojiReact', id: `${id}#react`, actor: id, object: post, content: '🌳' }),
  QuoteRequest: ({ id }) => ({ ...quoteRequest(`${id}/notes/quoting`), id: `${id}#request`, actor: id }),
};

const forms: [name: string, make: (deed: Json, by: StrangerUser) => unknown][] = [
  ['as it is', (deed) => deed],
  ['by its id', ({ id }) => id],
  ['by an object with its id', ({ id }) => ({ id })],
  ['by its id and type', ({ id, type }) => ({ id, type })],
  ['as one’s own', (deed, by) => ({ ...deed, actor: by.id })],
  ['as both’s', (deed, by) => ({ ...deed, actor: [by.id, deed.actor] })],
  ['by an object for who did it', (deed) => ({ ...deed, actor: { id: deed.actor } })],
  ['as a list of one', (deed) => [deed]],
  ['as a list of its id', ({ id }) => [id]],
  ['as a list of two', (deed, by) => [deed, { ...deed, id: `${by.id}#x`, actor: by.id }]],
  ['as a list of two ids', ({ id }, by) => [id, `${by.id}#x`]],
  ['within an Undo', (deed, by) => ({ type: 'Undo', id: `${by.id}#undo`, actor: by.id, object: deed })],
  [
    'within an Undo by who did it',
    (deed, by) => ({ type: 'Undo', id: `${by.id}#undo`, actor: deed.actor, object: deed }),
  ],
  ['as a Block', (deed) => ({ ...deed, type: 'Block' })],
  ['as a Create', ({ id, actor }) => ({ id, actor, type: 'Create', object: post })],
  ['without an id', ({ id: _, ...deed }) => deed],
  ['with an id of one’s own', (deed, by) => ({ ...deed, id: `${by.id}#mine` })],
];

/** What somebody else did, taken back or done again in their place. */
export const done: readonly Attempt[] = [
  ...Object.entries(deeds).flatMap(([type, make]) =>
    forms.flatMap(([form, shape]) =>
      [near, elsewhere].map(([who, find]) =>
        attempt(`Undo of another’s ${type}, ${form}, by ${who}`, (here) => {
          const by = find(here);
          return [by, { type: 'Undo', object: shape(make(here.town.victim), by) }];
        }),
      ),
    ),
  ),
  ...['Like', 'Announce', 'EmojiReact'].flatMap((type) => [
    attempt(`${type} under the id of another’s, by somebody else there`, ({ town }) => [
      town.neighbour,
      { ...deeds[type]?.(town.victim), actor: town.neighbour.id },
    ]),
    attempt(
      `${type} under the id of another’s, by somebody elsewhere`,
      ({ town, far }) => [far.neighbour, { ...deeds[type]?.(town.victim), actor: far.neighbour.id }],
      { status: 403, says: 'not of its actor’s server' },
    ),
  ]),
  ...[
    ['an Undo of nothing', {}],
    ['an Undo of an empty list', { object: [] }],
    ['an Undo of a list of lists', { object: [[like]] }],
    ['an Undo of a number', { object: 7 }],
    ['an Undo of our account', { object: account }],
    ['an Undo of a Follow of everybody', { object: { type: 'Follow' } }],
    ['an Undo of a Follow of a list of our accounts', { object: { type: 'Follow', object: [account, account] } }],
  ].map(([name, own]) => attempt(String(name), ({ town }) => [town.neighbour, { type: 'Undo', ...(own as Json) }])),
];
