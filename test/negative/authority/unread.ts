import { expect } from 'vitest';
import { blog } from '../../gate/company.ts';
import type { Got } from '../../gate/send.ts';
import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, everybody, mention, note, noticeTo, post, quoteRequest, unread } from '../furnish.ts';
import type { Stand } from '../stand.ts';
import { attempt, sayAt } from './attempts.ts';

/** What is ours, and nothing that can be answered. */
const others: Record<string, string> = {
  'our account': account,
  'our key': `${account}#main-key`,
  'our followers': `${account}/followers`,
  'our outbox': `${account}/outbox`,
  'our inbox': `${blog}/ap/inbox`,
  'our profile': `${blog}/@james`,
  'the home page': `${blog}/`,
  'a page': `${blog}/about`,
  'a tag': `${blog}/tags/trees`,
  'a feed': `${blog}/feed.xml`,
  'a file': `${blog}/robots-note.txt`,
  'a message to the author': noticeTo('makkes'),
  'an answer that there is not': `${blog}/ap/notes/never`,
  'a post under a name of every object': `${blog}/ap/posts/constructor`,
  'a post in another spelling': `${blog}/ap/posts/HELLO`,
  'a post below another': `${post}/hello`,
  'a draft after a climb': `${blog}/ap/posts/hello/../draft`,
  'a draft by an encoded letter': `${blog}/ap/posts/%64raft`,
  'a draft with a query': `${blog}/ap/posts/draft?hello`,
  'a draft with a fragment': `${blog}/ap/posts/draft#hello`,
  'a draft by its file': `${blog}/content/posts/draft.md`,
  'a later version of a post': `${post}/2`,
};

const places: [name: string, address: string][] = [
  ...unread.flatMap((id): [string, string][] => [
    [`the post "${id}", which is not there`, `${blog}/ap/posts/${id}`],
    [`the page of "${id}", which is not there`, `${blog}/posts/${id}`],
  ]),
  ...Object.entries(others),
];

/** In how many ways it can be answered. */
const ways: [name: string, say: (by: StrangerUser, address: string) => Json][] = [
  ['a reply to', (by, address) => ({ type: 'Create', object: note(by, 'x', { inReplyTo: address }) })],
  [
    'a reply that names our account to',
    (by, address) => ({ type: 'Create', object: note(by, 'x', { inReplyTo: address, tag: [mention], cc: [account] }) }),
  ],
  [
    'a reply to one that is there after',
    (by, address) => ({ type: 'Create', object: note(by, 'x', { inReplyTo: [address, post] }) }),
  ],
  [
    'a reply by an object to',
    (by, address) => ({ type: 'Create', object: note(by, 'x', { inReplyTo: { type: 'Note', id: address } }) }),
  ],
  [
    'an edit that comes first of a reply to',
    (by, address) => ({ type: 'Update', object: note(by, 'x', { inReplyTo: address }) }),
  ],
  ['a Like of', (_, object) => ({ type: 'Like', object })],
  ['an emoji for', (_, object) => ({ type: 'EmojiReact', object, content: '🌳' })],
  ['a boost of', (_, object) => ({ type: 'Announce', to: everybody, object })],
  ['a wish to quote', (by, object) => quoteRequest(note(by, 'x', { inReplyTo: null, quote: object }), { object })],
];
/** What a quote of nothing is: something that is not about us. */
const quote = (by: StrangerUser, address: string): Json => ({
  type: 'Create',
  object: note(by, 'x', { inReplyTo: null, quoteUrl: address }),
});

const isPost = (address: string): boolean => /\/posts\/(?:draft|later|withdrawn|removed|never)$/.test(address);

/** What is said of posts that nobody may know of, and of what is no post. */
export const unreadable: readonly Attempt[] = [
  ...places.flatMap(([name, address]) =>
    ways
      .filter((_, index) => isPost(address) || index === 0 || index === 5)
      .map(([way, say]) => attempt(`${way} ${name}`, ({ town }) => [town.victim, say(town.victim, address)])),
  ),
  ...unread.map((id) =>
    attempt(`a quote of the post "${id}", which is not there`, ({ town }) => [
      town.victim,
      quote(town.victim, `${blog}/ap/posts/${id}`),
    ]),
  ),
  ...ways.map(([way, say], index) => ({
    name: `the difference between posts that are not there, by ${way} each`,
    status: 202,
    async make(stand: Stand): Promise<Got> {
      const all: Got[] = [];
      for (const id of unread)
        all.push(await sayAt(stand, index, ({ town }) => [town.victim, say(town.victim, `${blog}/ap/posts/${id}`)]));
      const [first, ...rest] = all.map(bare);
      for (const one of rest) expect(one).toBe(first);
      return all[0] as Got;
    },
    noted: 3 * unread.length,
  })),
];

/** The whole answer but for the clock. */
function bare({ status, headers: { date: _, ...headers }, text }: Got): string {
  return JSON.stringify([status, headers, text]);
}
