import { byBoth, type Case } from '../case.ts';

/** An actor in another spelling than its own. */
function spelt(name: string, change: (actor: string) => string): Case {
  return {
    name,
    say: (honest) => ({ ...honest, actor: change(String(honest.actor)) }),
    status: 400,
    says: 'must have one actor',
  };
}

/** Key, actor and id must be of one server, and that must not be this one. */
export const origin: Case[] = [
  ...byBoth({
    name: 'an id on another server',
    say: (honest, { bob }) => ({ ...honest, id: `${new URL(bob.id).origin}/activities/1` }),
    status: 403,
    says: 'not of its actor’s server',
  }),
  {
    name: 'an id on this server',
    say: (honest, { blog }) => ({ ...honest, id: `${blog}/ap/actors/james#1` }),
    status: 403,
    says: 'not of its actor’s server',
  },
  {
    name: 'an id on the actor’s host by another scheme',
    say: (honest) => ({ ...honest, id: String(honest.id).replace(/^http:\/\/[^/]*/, 'https://127.0.0.1') }),
    status: 400,
    says: 'must have an id, which is an https URL',
  },
  {
    name: 'an actor of this server, by its own key',
    say: (honest, { blog }) => ({ ...honest, id: `${blog}/1`, actor: `${blog}/ap/actors/james` }),
    sign: ({ blog }) => ({ keyId: `${blog}/ap/actors/james#main-key` }),
    status: 403,
    says: 'one of this server',
  },
  {
    name: 'an actor of this server that is none',
    say: (honest, { blog }) => ({ ...honest, id: `${blog}/1`, actor: `${blog}/nobody` }),
    sign: ({ blog }) => ({ keyId: `${blog}/nobody#main-key` }),
    status: 403,
    says: 'one of this server',
  },
  spelt('an actor whose scheme is in capitals', (actor) => actor.replace('http:', 'HTTP:')),
  spelt('an actor with two dots in its path', (actor) => actor.replace('/users/', '/users/../users/')),
  spelt('an actor with escaped dots in its path', (actor) => actor.replace('/users/', '/users/%2e%2e/users/')),
  spelt('an actor with a dot in its path', (actor) => actor.replace('/users/', '/users/./')),
  spelt('an actor with a backslash', (actor) => actor.replace('/users/', '/users\\')),
  spelt('an actor with a user before its host', (actor) => actor.replace('//', '//ada@')),
  spelt('an actor with a blank behind it', (actor) => `${actor} `),
  spelt('an actor with a line break in it', (actor) => actor.replace('/users', '/us\ners')),
  spelt('an actor with a port that goes without saying', () => 'https://elsewhere.example:443/users/ada'),
  spelt('an actor whose host is in capitals', () => 'https://Elsewhere.example/users/ada'),
  spelt('an actor whose host has letters beyond ASCII', () => 'https://bücher.example/users/ada'),
  spelt('an actor on an address in octal', () => 'https://0177.0.0.1/users/ada'),
  spelt('an actor with half a surrogate', (actor) => `${actor}\ud800`),
];

/** Signed by another than the actor: forwarded, and thrown away. */
export const forwarded: Case[] = [
  ...byBoth({
    name: 'an activity forwarded by another server',
    sign: ({ bob }) => ({ keyId: bob.keyId, key: bob.key().privateKey }),
    status: 202,
    says: 'Accepted.',
  }),
  ...byBoth({
    name: 'an activity forwarded by somebody else of its server',
    sign: ({ eve }) => ({ keyId: eve.keyId, key: eve.key().privateKey }),
    status: 202,
    says: 'Accepted.',
  }),
  {
    name: 'an activity under a key of another server that does not exist',
    sign: () => ({ keyId: 'https://elsewhere.example/users/x#main-key' }),
    status: 202,
    says: 'Accepted.',
  },
  {
    name: 'an activity under a key of this server',
    sign: ({ blog }) => ({ keyId: `${blog}/ap/actors/james#main-key` }),
    status: 202,
    says: 'Accepted.',
  },
];
