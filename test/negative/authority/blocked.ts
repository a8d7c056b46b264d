import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, everybody, like, note, post, quoteRequest, quoting } from '../furnish.ts';
import { attempt, type Here } from './attempts.ts';

/** What is welcome of everybody else. */
const deeds: Record<string, (by: StrangerUser) => Json> = {
  Follow: () => ({ type: 'Follow', object: account }),
  'Undo of a Follow': ({ id }) => ({ type: 'Undo', object: { type: 'Follow', actor: id, object: account } }),
  'Undo of a Like': (by) => ({ type: 'Undo', object: like(by) }),
  Create: (by) => ({ type: 'Create', object: note(by, 'new') }),
  'direct message': (by) => ({ type: 'Create', object: note(by, 'direct', { to: account, inReplyTo: null }) }),
  'Update of a note': (by) => ({ type: 'Update', object: note(by, 'own', { content: '<p>x</p>' }) }),
  'Update of a profile': (by) => ({ type: 'Update', object: by.document() }),
  'Delete of a note': (by) => ({ type: 'Delete', object: note(by, 'own').id }),
  'Delete of a person': ({ id }) => ({ type: 'Delete', object: id }),
  Block: () => ({ type: 'Block', object: account }),
  QuoteRequest: (by) => quoteRequest(quoting(by)),
  Like: () => ({ type: 'Like', object: post }),
  EmojiReact: () => ({ type: 'EmojiReact', object: post, content: '🌳' }),
  Announce: () => ({ type: 'Announce', object: post, to: everybody }),
  Flag: () => ({ type: 'Flag', object: [account], content: 'x' }),
};

const sides: Record<string, (here: Here) => StrangerUser> = {
  'a person who is blocked': ({ stand }) => stand.blocked.person,
  'a person of a server that is blocked': ({ stand }) => stand.blocked.server.user,
};

/** An actor whose key cannot be had, and must not be asked for. */
const spelt = (actor: string, by: StrangerUser): StrangerUser => ({ ...by, id: actor, keyId: `${actor}#main-key` });

const hosts: Record<string, number> = {
  'https://blocked.example': 202,
  'https://sub.blocked.example': 202,
  'https://a.b.c.d.blocked.example': 202,
  'https://blocked.example.': 202,
  'https://sub.blocked.example.': 202,
  'https://xn--bcher-kva.example': 202,
  'https://www.xn--bcher-kva.example': 202,
  'https://bücher.example': 401,
  'https://BLOCKED.example': 401,
  'https://blocked.example:443': 401,
  'https://blocked.example:8443': 401,
  'http://blocked.example': 401,
  'https://blocked。example': 400,
  'https://blocked%2eexample': 401,
  'https://%62locked.example': 401,
  'https://user@blocked.example': 401,
  'https://blocked.example\\': 401,
  'https://ｂlocked.example': 401,
  'https://blo\u00adcked.example': 401,
  'ftp://blocked.example': 401,
  '//blocked.example': 401,
};

/** Who may not come in, in every spelling: nothing is asked, and nothing is even noted. */
export const blockedOnes: readonly Attempt[] = [
  ...Object.entries(sides).flatMap(([who, find]) =>
    Object.entries(deeds).map(([deed, make]) =>
      attempt(`${deed} by ${who}`, (here) => [find(here), make(find(here))], { noted: 0 }),
    ),
  ),
  ...Object.entries(hosts).map(([host, status]) =>
    attempt(
      `Follow from ${JSON.stringify(host)}, which is blocked`,
      ({ town }) => {
        const by = spelt(`${host}/users/mallory`, town.neighbour);
        return [by, { type: 'Follow', object: account }];
      },
      { status },
    ),
  ),
  ...['#', '#x', '?', '?x', '/', '/.', '//', '%20', ';x'].map((end) =>
    attempt(
      `Like by a person who is blocked, with ${JSON.stringify(end)} behind their name`,
      ({ stand }) => [
        { ...stand.blocked.person, id: `${stand.blocked.person.id}${end}` },
        { type: 'Like', object: post },
      ],
      end === '/.' ? { status: 400 } : {},
    ),
  ),
  ...['/users/%6dallory', '/users//mallory', '/Users/mallory', '//users/mallory', '/users/mallory%00'].map((path) =>
    attempt(`Follow by a person who is blocked, as ${path}`, ({ stand, town }) => [
      { ...stand.blocked.person, id: `${stand.towns[0]?.server.origin}${path}`, name: town.neighbour.name },
      { type: 'Follow', object: account },
    ]),
  ),
  attempt('a boost of what somebody wrote who is blocked', ({ town, stand }) => [
    town.neighbour,
    { type: 'Announce', to: everybody, object: note(stand.blocked.person, 'own') },
  ]),
  attempt('a Move of a person to a server that is blocked', ({ town, stand }) => [
    town.victim,
    { type: 'Move', object: town.victim.id, target: stand.blocked.server.user.id },
  ]),
  attempt('a Move of a person to somebody who is blocked', ({ town, stand }) => [
    town.victim,
    { type: 'Move', object: town.victim.id, target: stand.blocked.person.id },
  ]),
  attempt(
    'a Move of somebody who is blocked to who does not name them',
    ({ far, stand }) => [
      stand.blocked.person,
      { type: 'Move', object: stand.blocked.person.id, target: far.neighbour.id },
    ],
    { asks: ['/users/eve'] },
  ),
  attempt(
    'a Move of a server that is blocked',
    ({ far, stand }) => {
      const { user } = stand.blocked.server;
      return [user, { type: 'Move', object: user.id, target: far.neighbour.id }];
    },
    { noted: 0 },
  ),
  attempt('a wish to quote by what somebody wrote who is blocked', ({ town, stand }) => [
    town.neighbour,
    quoteRequest(quoting(stand.blocked.person)),
  ]),
];
