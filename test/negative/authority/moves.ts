import { blog } from '../../gate/company.ts';
import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, post } from '../furnish.ts';
import { attempt, type Here } from './attempts.ts';

/** New homes that do not say, or not as it must be said, who they were. */
const homes: Record<string, (old: string, here: Here) => Json> = {
  'names nobody': () => ({}),
  'names others': (_, { town }) => ({ alsoKnownAs: [town.neighbour.id] }),
  'names the old one in capitals': (old) => ({ alsoKnownAs: [old.toUpperCase()] }),
  'names the old one with a slash': (old) => ({ alsoKnownAs: [`${old}/`] }),
  'names the old one with a fragment': (old) => ({ alsoKnownAs: [`${old}#x`] }),
  'names the old one within other words': (old) => ({ alsoKnownAs: [`${old} ${old}`] }),
  'names the old one by an object': (old) => ({ alsoKnownAs: [{ id: old }] }),
  'names the old one in a list within a list': (old) => ({ alsoKnownAs: [[old]] }),
  'names the old one as its page': (old) => ({ url: old }),
  'names the old one by another property': (old) => ({ movedFrom: old, sameAs: old, aliases: [old] }),
  'names the old one and has moved on': (old, { town }) => ({ alsoKnownAs: [old], movedTo: town.neighbour.id }),
  'names the old one and is no person': (old) => ({ alsoKnownAs: [old], type: 'Note' }),
  'names the old one and has no inbox': (old) => ({ alsoKnownAs: [old], inbox: undefined }),
  'names the old one, with an inbox elsewhere': (old, { town }) => ({ alsoKnownAs: [old], inbox: town.victim.inbox }),
  'names the old one under another id': (old) => ({ alsoKnownAs: [old], id: undefined }),
};

const slug = (name: string): string => name.replace(/\W+/g, '-');

/** Targets that are asked for by nobody. */
const nowhere: Record<string, (here: Here) => unknown> = {
  'to oneself': ({ town }) => town.victim.id,
  'to nowhere': () => undefined,
  'to our account': () => account,
  'to our post': () => post,
  'to our account as an object': () => ({ id: account, alsoKnownAs: [] }),
  'to two': ({ far }) => [far.neighbour.id, far.victim.id],
  'to no address': () => 'far away',
  'to a script': () => 'javascript:alert(1)',
  'to a file': () => 'file:///etc/passwd',
  'to a loopback address': () => 'http://127.0.0.1:1/users/x',
  'to a private address': () => 'https://10.0.0.1/users/x',
  'to the metadata of a cloud': () => 'http://169.254.169.254/latest/meta-data/',
  'to a mapped loopback address': () => 'https://[::ffff:127.0.0.1]/users/x',
  'to an address in octal': () => 'https://0177.0.0.1/users/x',
  'to somebody with a password': ({ far }) => far.neighbour.id.replace('//', '//user:secret@'),
};

const move = ({ town }: Here, target: unknown): [StrangerUser, Json] => [
  town.victim,
  { type: 'Move', object: town.victim.id, target },
];

/** A Move by the right one, to where it must not lead. */
export const moves: readonly Attempt[] = [
  ...Object.entries(homes).map(([name, own]) =>
    attempt(
      `a Move to who ${name}`,
      (here) => {
        const { town, far } = here;
        const home = far.server.addUser(slug(name), { document: own(town.victim.id, here) });
        return move(here, home.id);
      },
      { asks: [`/users/${slug(name)}`], status: name.endsWith('another id') ? 503 : 202, says: '' },
    ),
  ),
  ...Object.entries(nowhere).map(([name, target]) => attempt(`a Move ${name}`, (here) => move(here, target(here)))),
  ...[
    [
      'that names its target as an origin',
      ({ town, far }: Here) => ({ object: town.victim.id, origin: far.neighbour.id }),
    ],
    ['that names nobody', ({ far }: Here) => ({ target: far.neighbour.id })],
    [
      'of an old spelling of oneself',
      ({ town, far }: Here) => ({ object: `${town.victim.id}/`, target: far.neighbour.id }),
    ],
    [
      'of what one wrote',
      ({ town, far }: Here) => ({ object: `${town.victim.id}/notes/own`, target: far.neighbour.id }),
    ],
    ['of our post', ({ far }: Here) => ({ object: post, target: far.neighbour.id })],
    ['of our account', ({ far }: Here) => ({ object: account, target: far.neighbour.id })],
    ['of this blog', ({ far }: Here) => ({ object: blog, target: far.neighbour.id })],
  ].map(([name, own]) =>
    attempt(`a Move ${name}`, (here) => [here.town.victim, { type: 'Move', ...(own as (here: Here) => Json)(here) }]),
  ),
];
