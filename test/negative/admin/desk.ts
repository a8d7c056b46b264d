import { blog } from '../../gate/company.ts';
import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { attempt, type Here, hereAt, overHeard } from '../authority/attempts.ts';
import { account, everybody, mention, note, noticeTo, post, quoteRequest } from '../furnish.ts';

/** What decides something when the author does it, about a message that they have. */
const deeds: Record<string, (by: StrangerUser, notice: string, here: Here) => Json> = {
  'a star for': (_, object) => ({ type: 'Like', object }),
  'an emoji that agrees with': (_, object) => ({ type: 'EmojiReact', object, content: '👍' }),
  'ok to': (by, notice) => answer(by, notice, 'ok'),
  '“delete all” to': (by, notice) => answer(by, notice, 'delete all'),
  '“block 1” to': (by, notice) => answer(by, notice, 'block 1'),
  'a star for what waits, of': (_, _notice, { town }) => ({ type: 'Like', object: `${town.victim.id}/notes/held` }),
};
const more: typeof deeds = {
  ...deeds,
  '“alle sperren” to': (by, notice) => answer(by, notice, 'alle sperren'),
  'ok, in public, to': (by, notice) => answer(by, notice, 'ok', { to: everybody, cc: [account] }),
  'an edit into “hide all” of an answer to': (by, notice) => ({
    ...answer(by, notice, 'hide all', { updated: '2026-11-21T11:00:00Z' }),
    type: 'Update',
  }),
  'a boost of': (_, object) => ({ type: 'Announce', to: everybody, object }),
  'a boost of the author’s answer to': (_, notice, { stand }) => ({
    type: 'Announce',
    to: everybody,
    object: answer(stand.home.makkes, notice, 'ok').object,
  }),
  'the author’s answer, passed on, to': (_, notice, { stand }) => ({
    type: 'Announce',
    to: everybody,
    object: {
      ...answer(stand.home.makkes, notice, 'ok'),
      id: `${stand.home.makkes.id}#a`,
      actor: stand.home.makkes.id,
    },
  }),
  'an answer in the author’s name to': (_, notice, { stand }) => answer(stand.home.makkes, notice, 'ok'),
  'the end of the author’s star for': (_, object, { stand }) => ({
    type: 'Undo',
    object: { type: 'Like', id: `${stand.home.makkes.id}#star`, actor: stand.home.makkes.id, object },
  }),
  'the end of a star of one’s own for': ({ id }, object) => ({
    type: 'Undo',
    object: { type: 'Like', actor: id, object },
  }),
  'a wish to quote': (by, object) => quoteRequest(note(by, 'x', { inReplyTo: null, quote: object }), { object }),
  'a Delete of': (_, object) => ({ type: 'Delete', object }),
};

function answer(by: StrangerUser, inReplyTo: string, text: string, own: Json = {}): Json {
  const to = { to: account, cc: [], tag: [mention] };
  return { type: 'Create', object: note(by, 'answer', { inReplyTo, content: `<p>@james ${text}</p>`, ...to, ...own }) };
}

const others: Record<string, (here: Here) => StrangerUser> = {
  'somebody who only commented': ({ town }) => town.neighbour,
  'a follower': ({ town }) => town.victim,
  'somebody with the author’s name, face and link': ({ stand }) => stand.home.lookalike,
  'another user of the author’s server, with the same link': ({ stand }) => stand.home.neighbour,
  'an account of the author’s that was deleted': ({ stand }) => stand.home.former,
};

/** What the author does, and decides nothing by. */
const misses: Record<string, (here: Here, by: StrangerUser) => Json> = {
  'a star for another owner’s message': () => ({ type: 'Like', object: noticeTo('second') }),
  '“delete all” to another owner’s message': (_, by) => answer(by, noticeTo('second'), 'delete all'),
  'an edit into “delete all” to another owner’s message': (_, by) => ({
    ...answer(by, noticeTo('second'), 'delete all', { updated: '2026-11-21T11:00:00Z' }),
    type: 'Update',
  }),
  '“delete all” to a message that there never was': (_, by) => answer(by, noticeTo('nobody'), 'delete all'),
  'a star for two messages': () => ({ type: 'Like', object: [noticeTo('makkes'), noticeTo('second')] }),
  ...Object.fromEntries(
    ['/', '?x', '#x', '/create', '%20'].map((end) => [
      `“delete all” to a message with ${end} behind its address`,
      (_: Here, by: StrangerUser) => answer(by, `${noticeTo('makkes')}${end}`, 'delete all'),
    ]),
  ),
  'ok to a message in capitals': (_, by) => answer(by, noticeTo('MAKKES'), 'ok'),
  'ok to the home of all messages': (_, by) => answer(by, `${blog}/ap/notices/`, 'ok'),
  'ok to the Create of a message at its sender': (_, by) => answer(by, `${account}#notice-to-makkes`, 'ok'),
  'ok in the second place of what is answered': (_, by) =>
    answer(by, '', 'ok', { inReplyTo: [noticeTo('nobody'), noticeTo('makkes')] }),
  ...Object.fromEntries(
    ['👎', '😡', '🤔', ':no:', ':ok:', '❌'].map((content) => [
      `the emoji ${content} for a message`,
      () => ({ type: 'EmojiReact', object: noticeTo('makkes'), content }),
    ]),
  ),
  'a boost of a message': () => ({ type: 'Announce', to: everybody, object: noticeTo('makkes') }),
  'the end of a star that there never was': () => ({
    type: 'Undo',
    object: { type: 'Like', object: noticeTo('makkes') },
  }),
  'an edit without an instant of an answer': (_, by) => ({
    ...answer(by, noticeTo('makkes'), 'delete all'),
    type: 'Update',
  }),
  'a word about nothing': (_, by) => ({
    type: 'Create',
    object: note(by, 'x', { inReplyTo: null, content: '<p>delete all</p>' }),
  }),
  'a word below a draft': (_, by) => answer(by, `${blog}/ap/posts/draft`, 'delete all'),
  'a Delete of what waits': ({ town }) => ({ type: 'Delete', object: `${town.victim.id}/notes/held` }),
  'a Delete of a message': () => ({ type: 'Delete', object: noticeTo('makkes') }),
  'a Flag of what waits': ({ town }) => ({ type: 'Flag', object: [`${town.victim.id}/notes/held`], content: 'delete' }),
  'a Block of who waits': ({ town }) => ({ type: 'Block', object: town.victim.id }),
  'a Block of our account': () => ({ type: 'Block', object: account }),
  'an Accept of what waits': ({ town }) => ({ type: 'Accept', object: `${town.victim.id}/notes/held` }),
  'a Reject of what waits': ({ town }) => ({ type: 'Reject', object: `${town.victim.id}/notes/held` }),
  'an Accept of a follower': ({ town }) => ({ type: 'Accept', object: `${town.victim.id}#follow` }),
  'a Reject of a follower': ({ town }) => ({ type: 'Reject', object: `${town.victim.id}#follow` }),
  'a Remove of a post': () => ({ type: 'Remove', object: post, target: `${account}/featured` }),
  'an Update of our post': () => ({ type: 'Update', object: { id: post, type: 'Article', attributedTo: account } }),
};

/** What looks like the author’s, and is not proven to be. */
function forged(name: string, own: (makkes: StrangerUser) => Json): Attempt {
  return {
    name: `the author’s name under the key of a neighbour: ${name}`,
    status: 202,
    says: 'Accepted.',
    async make(stand) {
      const { makkes, neighbour } = stand.home;
      const got = await stand.send(
        stand.prepare({
          inbox: '/ap/inbox',
          say: ({ '@context': context }) => ({
            ...{ '@context': context, id: `${makkes.id}#forged`, actor: makkes.id },
            ...own(makkes),
          }),
          sign: () => ({ keyId: neighbour.keyId, key: neighbour.key().privateKey }),
        }),
      );
      await overHeard(stand);
      return got;
    },
    noted: 0,
  };
}

/** Decisions by all who are not the author, and what the author does that is none. */
export const desk: readonly Attempt[] = [
  ...Object.entries(others).flatMap(([who, find]) =>
    Object.entries(more).map(([deed, make]) =>
      attempt(`${deed} a message to the author, by ${who}`, (here) => [
        find(here),
        make(find(here), noticeTo('makkes'), here),
      ]),
    ),
  ),
  // Those that are named in `owners`, and have a message of their own.
  ...Array.from({ length: 19 }, (_, index) => index).flatMap((index) =>
    Object.entries(deeds).map(
      ([deed, make], way): Attempt => ({
        name: `${deed} a message to whom it is, proven by nothing that counts (${index + 1})`,
        status: 202,
        make(stand) {
          const by = stand.home.unproven[index] ?? stand.home.former;
          return stand.say(by, make(by, noticeTo(by.name), hereAt(stand, index + way)));
        },
      }),
    ),
  ),
  ...Object.entries(misses).map(([name, own]) =>
    attempt(`by the author: ${name}`, (here) => [here.stand.home.makkes, own(here, here.stand.home.makkes)]),
  ),
  attempt(
    'a Move of the author to somebody with the same name',
    ({ stand }) => [stand.home.makkes, { type: 'Move', object: stand.home.makkes.id, target: stand.home.lookalike.id }],
    { asks: ['/users/makkes'] },
  ),
  ...Object.entries(deeds).map(([deed, make]) =>
    forged(`${deed} a message`, (makkes) =>
      make(makkes, noticeTo('makkes'), { town: { victim: makkes } } as unknown as Here),
    ),
  ),
];
