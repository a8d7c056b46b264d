import { blog } from '../../gate/company.ts';
import type { Json, StrangerUser } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { account, note, post } from '../furnish.ts';
import { type Here, hereAt, overHeard } from './attempts.ts';

/** A person whose key is not what it should be: the document of a user named so, and by whom and what it is signed. */
interface Thief {
  /** Replaces what the person's document says. */
  document?(victim: StrangerUser, self: { id: string; pem: string }): Json;
  /** Under which key it is sent; their own by default. */
  keyId?(victim: StrangerUser, thief: StrangerUser): string;
  /** In whose name; their own by default. */
  actor?(victim: StrangerUser, thief: StrangerUser): string;
  vanish?: 404 | 410;
  says?(here: Here, thief: StrangerUser): Json;
  status: number;
  /** Without the thief's own path, which is asked first. */
  asks?: string[];
  isUnasked?: true;
  /** The other is somebody whose key was asked for just now, and is not asked for again so soon. */
  isRobbery?: true;
}

const ownKey = ({ id, pem }: { id: string; pem: string }, own: Json): Json => ({
  publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: pem, ...own },
});

const thieves: Record<string, Thief> = {
  'whose key says that it is another’s': {
    document: (victim, self) => ownKey(self, { owner: victim.id }),
    status: 401,
  },
  'whose key has the id of another’s': {
    document: (victim, self) => ownKey(self, { id: victim.keyId }),
    status: 401,
  },
  'who shows another’s key as their own': {
    document: (victim, self) => ownKey(self, { publicKeyPem: victim.key().publicPem }),
    status: 401,
  },
  'who has no key': { document: () => ({ publicKey: undefined }), status: 401 },
  'whose key is short': {
    document: (_, self) => ownKey(self, { publicKeyPem: 'PUBLIC KEY' }),
    status: 401,
  },
  'whose document is another’s': {
    document: (victim) => ({ id: victim.id }),
    status: 401,
    asks: ['/users/ada'],
  },
  'whose document has no id': { document: () => ({ id: undefined }), status: 401 },
  'under another’s key': { keyId: ({ keyId }) => keyId, status: 401, isRobbery: true },
  'in the name of another, under their own key': { actor: ({ id }) => id, status: 202 },
  'in the name of another, under that one’s key': {
    actor: ({ id }) => id,
    keyId: ({ keyId }) => keyId,
    status: 401,
    isRobbery: true,
  },
  'in our name, under their own key': { actor: () => account, status: 202, isUnasked: true },
  'who is gone': { vanish: 410, status: 401 },
  'who is not there': { vanish: 404, status: 401 },
  'who is gone, and was never here': {
    vanish: 410,
    status: 202,
    says: (_, { id }) => ({ type: 'Delete', object: id }),
    isUnasked: true,
  },
  'who is gone, about another': {
    vanish: 410,
    status: 202,
    says: ({ town }) => ({ type: 'Delete', object: town.victim.id }),
  },
  'who is gone, about a note of another': {
    vanish: 410,
    status: 202,
    says: ({ town }) => ({ type: 'Delete', object: note(town.victim, 'own').id }),
    asks: ['/users/ada/notes/own'],
  },
  'who is gone, in the name of another about themselves': {
    vanish: 410,
    actor: ({ id }) => id,
    status: 202,
    says: ({ town }) => ({ type: 'Delete', object: town.victim.id }),
    asks: ['/users/ada'],
  },
};

const slug = (name: string): string => name.replace(/\W+/g, '-');
let turn = 0;

function byThief(name: string, thieving: Thief): Attempt {
  const { document, keyId, actor, vanish, says, status, asks = [], isUnasked, isRobbery } = thieving;
  const place = turn;
  turn += 1;
  return {
    name: `an activity by somebody ${name}`,
    status,
    ...(isRobbery ? { noted: 2 } : {}),
    asks: [...(isUnasked ? [] : [`/users/${isRobbery ? 'robbed-' : ''}${slug(name)}`]), ...asks],
    async make(stand) {
      const here = hereAt(stand, place);
      const { server } = here.town;
      const victim = isRobbery ? server.addUser(`robbed-${slug(name)}`) : here.town.victim;
      if (isRobbery) await stand.say(victim, { type: 'Like', object: `${blog}/ap/posts/never` });
      const own: Json = {};
      const thief = server.addUser(slug(name), { document: own });
      Object.assign(own, document?.(victim, { id: thief.id, pem: thief.key().publicPem }));
      if (vanish) thief.vanish(vanish);
      const said = says?.(here, thief) ?? { type: 'Like', object: post };
      const got = await stand.send(
        stand.prepare({
          inbox: '/ap/inbox',
          say: ({ '@context': context }) => ({
            ...{ '@context': context, id: `${thief.id}#1`, actor: actor?.(victim, thief) ?? thief.id },
            ...said,
          }),
          sign: () => ({ keyId: keyId?.(victim, thief) ?? thief.keyId, key: thief.key().privateKey }),
        }),
      );
      await overHeard(stand);
      return got;
    },
  };
}

/** Keys at addresses of their own, which somebody says are theirs. */
const lonely: Record<string, (victim: StrangerUser, pem: string) => Json> = {
  'that another does not list': ({ id }, publicKeyPem) => ({ owner: id, publicKeyPem }),
  'of somebody elsewhere': (_, publicKeyPem) => ({ owner: 'https://elsewhere.example/users/x', publicKeyPem }),
  'of our account': (_, publicKeyPem) => ({ owner: account, publicKeyPem }),
  'of nobody': (_, publicKeyPem) => ({ publicKeyPem }),
};

/** Keys that are not what they are said to be. */
export const keys: readonly Attempt[] = [
  ...Object.entries(thieves).map(([name, thief]) => byThief(name, thief)),
  ...Object.entries(lonely).map(
    ([name, make], place): Attempt => ({
      name: `another’s activity under a key by itself ${name}`,
      status: 401,
      asks: [`/keys/${slug(name)}`, ...(name === 'that another does not list' ? ['/users/ada'] : [])],
      make(stand) {
        const { server, victim, neighbour } = hereAt(stand, place).town;
        const id = `${server.origin}/keys/${slug(name)}`;
        server.at(`/keys/${slug(name)}`, (_, response) => {
          response.writeHead(200, { 'content-type': 'application/activity+json' });
          response.end(JSON.stringify({ id, type: 'Key', ...make(victim, neighbour.key().publicPem) }));
        });
        return stand.send(
          stand.prepare({
            say: ({ '@context': context }) => ({
              ...{ '@context': context, id: `${victim.id}#1`, actor: victim.id },
              ...{ type: 'Delete', object: victim.id },
            }),
            sign: () => ({ keyId: id, key: neighbour.key().privateKey }),
          }),
        );
      },
    }),
  ),
  {
    name: 'the Delete of our account by itself, under a key of ours',
    status: 403,
    make: (stand) =>
      stand.send(
        stand.prepare({
          say: ({ '@context': context }) => ({
            ...{ '@context': context, id: `${blog}/1`, actor: account, type: 'Delete', object: account },
          }),
          sign: () => ({ keyId: `${account}#main-key`, key: stand.world.ada.key().privateKey }),
        }),
      ),
  },
];
