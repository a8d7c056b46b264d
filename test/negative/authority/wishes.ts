import { blog } from '../../gate/company.ts';
import type { Json } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, everybody, note, noticeTo, post, quoteRequest, quoting } from '../furnish.ts';
import { attempt, type Here, hereAt } from './attempts.ts';

const follows: Record<string, unknown> = {
  'our post': post,
  'our blog': `${blog}/`,
  'our shared inbox': `${blog}/ap/inbox`,
  'our followers': `${account}/followers`,
  'our key': `${account}#main-key`,
  'an account that there is not': `${blog}/ap/actors/nobody`,
  'our account in capitals': `${blog}/ap/actors/JAMES`,
  'our account with a slash': `${account}/`,
  'our account with a query': `${account}?x`,
  'our account with a dot': `${blog}/ap/actors/./james`,
  'our account by an encoded letter': `${blog}/ap/actors/%6aames`,
  'our account by http': account.replace('https:', 'http:'),
  'our account with a port': account.replace('.com', '.com:443'),
  'our account with a dot after the host': account.replace('.com', '.com.'),
  'our host in capitals': account.replace('blog.', 'BLOG.'),
  'our profile': `${blog}/@james`,
  'our handle': 'acct:james@blog.example.com',
  'two of our accounts': [account, `${blog}/ap/actors/ann`],
  'two times our account': [account, account],
  'an object that has our account as its object': { object: account },
  'an object without an id': { type: 'Person', name: 'James', url: account },
  nobody: null,
  'a name that every object has': `${blog}/ap/actors/constructor`,
  everybody,
};

const quotes: Record<string, (here: Here) => Json> = {
  'for what another wrote': ({ town }) => quoteRequest(quoting(town.victim)),
  'for what somebody elsewhere wrote': ({ far }) => quoteRequest(quoting(far.victim)),
  'for what somebody elsewhere wrote, by its id': ({ far }) => quoteRequest(`${far.victim.id}/notes/quoting`),
  'for what names another': ({ town }) => quoteRequest(quoting(town.neighbour, { attributedTo: town.victim.id })),
  'for what names both, another first': ({ town }) =>
    quoteRequest(quoting(town.neighbour, { attributedTo: [town.victim.id, town.neighbour.id] })),
  'for what quotes nothing': ({ town }) => quoteRequest(note(town.neighbour, 'x')),
  'for what quotes another post': ({ town }) =>
    quoteRequest(quoting(town.neighbour, { quote: `${blog}/ap/posts/other` })),
  'for what quotes another of their own': ({ town }) =>
    quoteRequest(quoting(town.neighbour, { quote: `${town.neighbour.id}/notes/own` })),
  'of what is not there': ({ town }) => quoteRequest(quoting(town.neighbour), { object: `${blog}/ap/posts/draft` }),
  'of what is not ours': ({ town, far }) =>
    quoteRequest(quoting(town.neighbour), { object: `${far.victim.id}/notes/own` }),
  'of our account': ({ town }) => quoteRequest(quoting(town.neighbour, { quote: account }), { object: account }),
  'of two posts': ({ town }) => quoteRequest(quoting(town.neighbour), { object: [post, `${blog}/ap/posts/other`] }),
  'for nothing': () => ({ type: 'QuoteRequest', object: post }),
  'for an empty list': () => quoteRequest('', { instrument: [] }),
  'for our own post': () => quoteRequest(post),
  'for a private address': () => quoteRequest('http://169.254.169.254/x'),
  'for a Tombstone': ({ town }) => quoteRequest({ type: 'Tombstone', id: `${town.neighbour.id}/notes/quoting` }),
  'for their own profile': ({ town }) => quoteRequest({ ...town.neighbour.document(), quote: post }),
  'for an activity': ({ town }) =>
    quoteRequest({ type: 'Create', id: `${town.neighbour.id}#c`, object: quoting(town.neighbour) }),
};

const flags: Record<string, (here: Here) => unknown> = {
  nothing: () => [],
  'what is not here': ({ far }) => [far.victim.id, `${far.victim.id}/notes/never`],
  'what waits': ({ town }) => [`${town.victim.id}/notes/held`],
  'a direct message': ({ town }) => [`${town.victim.id}/notes/direct`],
  'a draft': () => [`${blog}/ap/posts/draft`, `${blog}/posts/draft`],
  'a post that is scheduled': () => [`${blog}/ap/posts/later`],
  'a post that was deleted': () => [`${blog}/ap/posts/removed`],
  'a message to the author': () => [noticeTo('makkes')],
  'the author elsewhere': ({ stand }) => [stand.home.makkes.id],
  'a list of lists': () => [[account]],
  'what stands after twenty others': ({ far }) => [...Array<string>(20).fill(far.victim.id), account],
  'an object without an id': () => [{ type: 'Note', content: account }],
};

const creates: Record<string, (here: Here) => unknown> = {
  'what is said to nobody here': ({ town }) => note(town.neighbour, 'x', { inReplyTo: null }),
  'an empty reply': ({ town }) => note(town.neighbour, 'x', { content: '<script>x</script>' }),
  'a vote': ({ town }) => note(town.neighbour, 'x', { content: '', name: 'Yes' }),
  'a Follow': ({ town }) => ({ type: 'Follow', id: `${town.neighbour.id}/x`, object: post }),
  'a Like': ({ town }) => ({ type: 'Like', id: `${town.neighbour.id}/x`, actor: town.neighbour.id, object: post }),
  'a Create of a reply': ({ town }) => ({
    type: 'Create',
    id: `${town.neighbour.id}/x`,
    object: note(town.neighbour, 'x'),
  }),
  'oneself as a note': ({ town }) => note(town.neighbour, 'x', { id: town.neighbour.id }),
  'oneself as a note, with a fragment': ({ town }) => note(town.neighbour, 'x', { id: `${town.neighbour.id}#note` }),
  'another as a note of one’s own': ({ town }) => note(town.neighbour, 'x', { id: town.victim.id }),
  'one’s own key as a note': ({ town }) => note(town.neighbour, 'x', { id: town.neighbour.keyId }),
  'a note without an id': ({ town }) => note(town.neighbour, 'x', { id: null }),
  'a note under an id that is none': ({ town }) => note(town.neighbour, 'x', { id: 'urn:uuid:7' }),
  'a note under our id': ({ town }) => note(town.neighbour, 'x', { id: `${blog}/ap/notes/1` }),
  'a note under the id of our post': ({ town }) => note(town.neighbour, 'x', { id: post }),
  'a note under an id with a password': ({ town }) =>
    note(town.neighbour, 'x', { id: `${town.neighbour.id}/y`.replace('//', '//a:b@') }),
  'a note by our account': ({ town }) => note(town.neighbour, 'x', { attributedTo: account }),
  'a note by our account and oneself': ({ town }) =>
    note(town.neighbour, 'x', { attributedTo: [account, town.neighbour.id] }),
  'a note by a person among others': ({ town }) =>
    note(town.neighbour, 'x', { attributedTo: [town.neighbour.id, { type: 'Person', id: town.victim.id }] }),
  'a note by the author of this blog': ({ town, stand }) =>
    note(town.neighbour, 'x', { attributedTo: stand.home.makkes.id }),
  'a note by oneself in capitals': ({ town }) =>
    note(town.neighbour, 'x', { attributedTo: town.neighbour.id.toUpperCase() }),
  'a note by oneself with a slash': ({ town }) => note(town.neighbour, 'x', { attributedTo: `${town.neighbour.id}/` }),
  'a note by oneself with a fragment': ({ town }) => note(town.neighbour, 'x', { attributedTo: town.neighbour.keyId }),
  'a note by a list of lists': ({ town }) => note(town.neighbour, 'x', { attributedTo: [[town.neighbour.id]] }),
  'what one has sent before': ({ town }) => note(town.neighbour, 'own'),
  'what one has sent before, with other words and no instant': ({ town }) =>
    note(town.neighbour, 'own', { content: '<p>other words</p>' }),
};

/** What is asked for here, or said, in a form that means nothing or means another. */
export const wishes: readonly Attempt[] = [
  ...Object.entries(follows).map(([name, object]) =>
    attempt(`a Follow of ${name}`, ({ town }) => [town.neighbour, { type: 'Follow', object }]),
  ),
  {
    name: 'a Follow of one account at the inbox of another',
    status: 202,
    make: (stand) =>
      stand.say(hereAt(stand, 0).town.neighbour, { type: 'Follow', object: account }, '/ap/actors/ann/inbox'),
  },
  ...Object.entries(quotes).map(([name, own]) =>
    attempt(`a wish to quote ${name}`, (here) => [here.town.neighbour, own(here)]),
  ),
  ...Object.entries(flags).map(([name, object]) =>
    attempt(`a Flag of ${name}`, (here) => [here.town.neighbour, { type: 'Flag', object: object(here), content: 'x' }]),
  ),
  ...Object.entries(creates).map(([name, object]) =>
    attempt(`a Create of ${name}`, (here) => [here.town.neighbour, { type: 'Create', object: object(here) }]),
  ),
];
