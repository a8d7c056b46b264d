import { blog } from '../../gate/company.ts';
import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, everybody, like, note, post, serve } from '../furnish.ts';
import { attempt, elsewhere, type Here, hereAt, near, overHeard } from './attempts.ts';

const edited = { content: '<p>evil</p>', updated: '2026-11-21T11:00:00Z' };
const ownPath = '/users/ada/notes/own';

/** What is said that somebody else said, and which paths of that one's server are asked whether it is so. */
const hearsay: [name: string, make: (here: Here) => Json, asks?: string[]][] = [
  ['an Update that was none', ({ town }) => ({ type: 'Update', object: note(town.victim, 'own', edited) }), [ownPath]],
  ['an Update by its id alone', ({ town }) => ({ type: 'Update', object: `${town.victim.id}/notes/own` }), [ownPath]],
  ['a Delete that was none', ({ town }) => ({ type: 'Delete', object: `${town.victim.id}/notes/own` }), [ownPath]],
  [
    'a Delete with a Tombstone that nobody made',
    ({ town }) => ({ type: 'Delete', object: { type: 'Tombstone', id: `${town.victim.id}/notes/own` } }),
    [ownPath],
  ],
  [
    'a Create of what its server does not know',
    ({ town }) => ({ type: 'Create', object: note(town.victim, 'never') }),
    ['/users/ada/notes/never'],
  ],
  [
    'a Create of what its server attributes to somebody elsewhere',
    ({ town, far }) => {
      serve(town.server, note(far.victim, 'x', { id: `${town.victim.id}/notes/of-another` }));
      return { type: 'Create', object: note(town.victim, 'of-another') };
    },
    ['/users/ada/notes/of-another'],
  ],
  [
    'a Create of what is no note there',
    ({ town }) => {
      serve(town.server, { ...town.victim.document(), id: `${town.victim.id}/notes/person` });
      return { type: 'Create', object: note(town.victim, 'person') };
    },
    ['/users/ada/notes/person'],
  ],
  [
    'a Create of what is deleted there',
    ({ town }) => {
      serve(town.server, { type: 'Tombstone', id: `${town.victim.id}/notes/tomb` });
      return { type: 'Create', object: note(town.victim, 'tomb') };
    },
    ['/users/ada/notes/tomb'],
  ],
  [
    'a Create of what answers a draft there',
    ({ town }) => {
      const own = { inReplyTo: `${blog}/ap/posts/draft` };
      serve(town.server, note(town.victim, 'drafty', own));
      return { type: 'Create', object: note(town.victim, 'drafty') };
    },
    ['/users/ada/notes/drafty'],
  ],
  [
    'a Create of what is for few there',
    ({ town }) => {
      serve(town.server, note(town.victim, 'private', { to: town.victim.id, inReplyTo: null }));
      return { type: 'Create', object: note(town.victim, 'private') };
    },
    ['/users/ada/notes/private'],
  ],
  [
    'a Create of what has nothing to do with us',
    ({ town }) => ({ type: 'Create', object: note(town.victim, 'y', { inReplyTo: null }) }),
  ],
  [
    'a Create of an answer to a draft',
    ({ town }) => ({ type: 'Create', object: note(town.victim, 'y', { inReplyTo: `${blog}/ap/posts/draft` }) }),
  ],
  ['a Create of what is ours', () => ({ type: 'Create', object: { ...post_(post), attributedTo: account } })],
  ['a Delete of our post', () => ({ type: 'Delete', object: post })],
  ['a Delete of our account', () => ({ type: 'Delete', object: account })],
  ['an Update of our account', () => ({ type: 'Update', object: { id: account, type: 'Person' } })],
  ['a Delete of somebody', ({ town }) => ({ type: 'Delete', object: town.victim.id })],
  [
    'an Update of somebody’s key',
    ({ town, far }) => ({
      type: 'Update',
      object: { ...town.victim.document(), publicKey: far.neighbour.document().publicKey },
    }),
  ],
  ['an Undo of a Like', ({ town }) => ({ type: 'Undo', object: like(town.victim) })],
  ['an Undo of a Follow', ({ town }) => ({ type: 'Undo', object: `${town.victim.id}#follow` })],
  ['a Follow', () => ({ type: 'Follow', object: account })],
  ['a Like', () => ({ type: 'Like', object: post })],
  ['a Move', ({ town, far }) => ({ type: 'Move', object: town.victim.id, target: far.neighbour.id })],
  ['a Block', () => ({ type: 'Block', object: account })],
  ['a Flag', () => ({ type: 'Flag', object: [account], content: 'spam' })],
  [
    'an Update by a private address',
    () => ({ type: 'Update', object: note({ id: 'https://10.0.0.1/u' } as StrangerUser, 'own') }),
  ],
  [
    'a Create by the metadata of a cloud',
    () => ({
      type: 'Create',
      object: { ...note({ id: 'http://169.254.169.254/u' } as StrangerUser, 'own'), inReplyTo: null },
    }),
  ],
  ['a Create of two', ({ town }) => ({ type: 'Create', object: [note(town.victim, 'one'), note(town.victim, 'two')] })],
  ['a Create of what is blocked', ({ stand }) => ({ type: 'Create', object: note(stand.blocked.server.user, 'x') })],
  [
    'a Create of what is below a host that is blocked',
    () => ({ type: 'Create', object: note({ id: 'https://deep.sub.blocked.example/u' } as StrangerUser, 'x') }),
  ],
];

const inner = (here: Here, said: Json): Json => ({
  id: `${here.town.victim.id}#inner`,
  actor: here.town.victim.id,
  ...said,
});

let turn = 0;

/** Signed by a key that is not its actor's. */
function forwarded(
  name: string,
  find: (here: Here) => StrangerUser,
  make: (here: Here) => Json,
  asks: string[],
): Attempt {
  const place = turn;
  turn += 1;
  return {
    name,
    status: 202,
    says: 'Accepted.',
    asks,
    async make(stand) {
      const here = hereAt(stand, place);
      const by = find(here);
      const got = await stand.send(
        stand.prepare({
          inbox: '/ap/inbox',
          say: ({ '@context': context }) => ({
            '@context': context,
            to: everybody,
            ...inner(here, make(here)),
            id: `${here.town.victim.id}#f${place}`,
          }),
          sign: () => ({ keyId: by.keyId, key: by.key().privateKey }),
        }),
      );
      await overHeard(stand);
      return got;
    },
  };
}

/** What somebody passes on, and others are said to have said: it is asked for at its own server, or nothing. */
export const passedOn: readonly Attempt[] = [
  ...[near, elsewhere].flatMap(([who, find]) =>
    hearsay.flatMap(([name, make, asks = []]) => [
      attempt(
        `announced by ${who}: ${name}`,
        (here) => [find(here), { type: 'Announce', to: everybody, object: inner(here, make(here)) }],
        { asks },
      ),
      forwarded(`forwarded by ${who}: ${name}`, find, make, asks),
    ]),
  ),
  ...hearsay
    .slice(0, 6)
    .map(([name, make]) =>
      attempt(`announced within another Announce: ${name}`, (here) => [
        here.town.neighbour,
        { type: 'Announce', to: everybody, object: inner(here, { type: 'Announce', object: inner(here, make(here)) }) },
      ]),
    ),
  ...hearsay
    .slice(0, 6)
    .map(([name, make]) =>
      attempt(`in a Create of an activity: ${name}`, (here) => [
        here.town.neighbour,
        { type: 'Create', to: everybody, object: inner(here, make(here)) },
      ]),
    ),
  attempt('an Announce of another’s note with other words', ({ town }) => [
    town.neighbour,
    { type: 'Announce', to: everybody, object: note(town.victim, 'own', edited) },
  ]),
  attempt('an Announce of a reply that nobody sent', ({ town }) => [
    town.neighbour,
    { type: 'Announce', to: everybody, object: note(town.victim, 'forged') },
  ]),
  attempt('an Announce for few', ({ town }) => [
    town.neighbour,
    { type: 'Announce', to: town.neighbour.followers, object: post },
  ]),
  attempt('an Announce to nobody', ({ town }) => [town.neighbour, { type: 'Announce', object: post }]),
  attempt('an Announce of two posts', ({ town }) => [
    town.neighbour,
    { type: 'Announce', to: everybody, object: [post, `${blog}/ap/posts/other`] },
  ]),
];

const post_ = (id: string): Json => ({ ...note({ id: account } as StrangerUser, 'x'), id });
