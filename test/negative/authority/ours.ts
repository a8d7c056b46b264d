import { blog } from '../../gate/company.ts';
import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, noticeTo, post } from '../furnish.ts';
import { attempt, parties } from './attempts.ts';

/** What is this blog's own. */
const things: Record<string, string> = {
  'our post': post,
  'the page of our post': `${blog}/posts/hello`,
  'our account': account,
  'our key': `${account}#main-key`,
  'our inbox': `${account}/inbox`,
  'our shared inbox': `${blog}/ap/inbox`,
  'our outbox': `${account}/outbox`,
  'our followers': `${account}/followers`,
  'what we feature': `${account}/featured`,
  'the replies to our post': `${post}/replies`,
  'the likes of our post': `${post}/likes`,
  'a message to the author': noticeTo('makkes'),
  'our home page': `${blog}/`,
  'our profile': `${blog}/@james`,
};

const forged = (id: string, { id: by }: StrangerUser): Json => ({
  ...{ id, type: 'Note', attributedTo: by, content: '<p>evil</p>', updated: '2026-11-21T11:00:00Z', inReplyTo: post },
  to: 'https://www.w3.org/ns/activitystreams#Public',
});
const forms: [name: string, make: (id: string, by: StrangerUser) => unknown][] = [
  ['', (id) => id],
  [' as one’s own', forged],
  [' in its own name', (id, by) => ({ ...forged(id, by), attributedTo: account })],
  [' as another’s actor', (id, by) => ({ ...by.document(), id })],
];

const who = Object.entries(parties);
const turns = <T>(some: readonly T[], index: number): T => some[index % some.length] as T;

/** Types with which something is done where they are about something else. */
const wrong: Record<string, RegExp> = {
  Create: /./,
  Update: /./,
  Delete: /./,
  Undo: /./,
  Move: /./,
  Block: /^(?!our account$)/,
  Follow: /^(?!our account$)/,
  Like: /^(?!our post$|the page of our post$)/,
  EmojiReact: /^(?!our post$|the page of our post$)/,
  Announce: /^(?!our post$|the page of our post$)/,
  Flag: /^(?!our post$|the page of our post$|our account$)/,
};

/** Types that mean nothing here, whoever sends them and whatever about. */
const unheard = [
  ...['Accept', 'Reject', 'TentativeAccept', 'TentativeReject', 'Add', 'Remove', 'Arrive', 'Dislike', 'Ignore'],
  ...['Invite', 'Join', 'Leave', 'Listen', 'Offer', 'Question', 'Read', 'Travel', 'View', 'Lock', 'Publish'],
  ...['Note', 'Person', 'Tombstone', 'Collection', 'Activity', 'IntransitiveActivity', 'Approve', 'Subscribe'],
  ...['follow', 'DELETE', 'undo', 'Delete ', 'as:Delete', 'https://www.w3.org/ns/activitystreams#Delete'],
  ...[
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'valueOf',
    'D\u0435lete',
    'Ｄｅｌｅｔｅ',
    'FollowRequest',
  ],
];

/** What others say of what is this blog's own, and types of which it knows nothing. */
export const ours: readonly Attempt[] = [
  ...Object.entries(wrong).flatMap(([type, about]) =>
    Object.entries(things)
      .filter(([name]) => about.test(name))
      .flatMap(([name, id], at) =>
        forms
          // Of a like and its kind only what they name counts.
          .filter((_, index) => index < (/^(?:Create|Update|Delete)$/.test(type) ? 4 : 1))
          .map(([form, make], index) => {
            const [by, find] = turns(who, at + index);
            return attempt(`${type} of ${name}${form}, by ${by}`, (here) => {
              const object = make(id, find(here));
              const to = 'https://www.w3.org/ns/activitystreams#Public';
              return [find(here), { type, to, object, target: find(here).id }];
            });
          }),
      ),
  ),
  ...unheard.map((type, index) =>
    attempt(`the type ${JSON.stringify(type)}, of what another wrote`, ({ town, stand }) => {
      const by = turns([town.neighbour, town.victim, stand.home.makkes], index);
      return [by, { type, object: `${town.victim.id}/notes/own`, target: `${account}/featured` }];
    }),
  ),
  ...['Accept', 'Reject'].flatMap((type) => [
    attempt(`${type} of a Follow that we never sent`, ({ town }) => [
      town.victim,
      { type, object: { type: 'Follow', id: `${account}#follow`, actor: account, object: town.victim.id } },
    ]),
    attempt(`${type} of their own Follow, in our place`, ({ town }) => [
      town.neighbour,
      { type, object: { type: 'Follow', id: `${town.neighbour.id}#f`, actor: town.neighbour.id, object: account } },
    ]),
    attempt(`${type} of another’s Follow`, ({ town }) => [
      town.neighbour,
      { type, object: `${town.victim.id}#follow` },
    ]),
    attempt(`${type} of another’s wish to quote`, ({ town, far }) => [
      far.victim,
      { type, object: { type: 'QuoteRequest', actor: town.victim.id, object: post }, result: post },
    ]),
  ]),
  ...['Add', 'Remove'].flatMap((type) =>
    ['featured', 'followers', 'outbox'].map((collection) =>
      attempt(`${type} to or from our ${collection}, in our name`, ({ town }) => [
        town.victim,
        { type, object: town.victim.id, target: { id: `${account}/${collection}`, attributedTo: account } },
      ]),
    ),
  ),
];
