import type { ServerResponse } from 'node:http';
import { blog } from '../gate/company.ts';
import type { Json, StrangerUser } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import type { Attempt } from './attempt.ts';
import { everybody, note, post } from './furnish.ts';
import type { Stand } from './stand.ts';

/** Where nobody may be led, as it may be written. */
const inside: string[] = [
  ...['127.0.0.1', '127.1', '127.0.0.2', '2130706433', '0x7f.1', '0177.0.0.1', '0', '0.0.0.0', '10.0.0.1'],
  ...['10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1'],
  ...['100.100.100.200', '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1'],
  ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '[::1]', '[::]', '[::ffff:127.0.0.1]'],
  ...['[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]'],
  ...['[2001::1]', '[2001:db8::1]', '[fc00::1]', '[fd00:ec2::254]', '[fe80::1]', '[fec0::1]', '[ff02::1]'],
  ...['[100::1]', '[5f00::1]', '[3fff::1]', '127.0.0.1。', '①②⑦.⓪.⓪.①'],
];

const origins = inside.map((host) => `https://${host}`);

/** Addresses that no request may be made of, whatever stands at them. */
const others = [
  'http://blog.example.com',
  'https://127.0.0.1:8443',
  'https://1.1.1.1:444',
  'http://1.1.1.1',
  'https://user@1.1.1.1',
  'ftp://1.1.1.1',
  'file:///etc/passwd',
  'data:application/json,{}',
  'javascript:alert(1)',
  'gopher://127.0.0.1:6379/_x',
  'unix:/run/docker.sock',
  '//127.0.0.1',
  'https:127.0.0.1',
  'https://',
  'https://127.0.0.1%00.example',
  'https://127.0.0.1\\@1.1.1.1',
];

const targets = [...origins, ...others];

/** A part of an activity in which somebody else's address stands, said by a server that is known. */
const places: Record<string, (target: string, eve: StrangerUser) => Json> = {
  'the object of an Announce': (target) => ({ type: 'Announce', object: `${target}/notes/1`, to: everybody }),
  'the parent of a reply': (target, eve) => ({
    type: 'Create',
    object: note(eve, 'led', { inReplyTo: `${target}/notes/1` }),
  }),
  'the object of a Create': (target) => ({ type: 'Create', object: `${target}/notes/1` }),
  'the object of an Update': (target) => ({ type: 'Update', object: `${target}/notes/1` }),
  'the object of a Delete': (target) => ({ type: 'Delete', object: `${target}/notes/1` }),
  'the object of a Like': (target) => ({ type: 'Like', object: `${target}/notes/1` }),
  'the object of a Follow': (target) => ({ type: 'Follow', object: `${target}/users/x` }),
  'what is undone': (target) => ({ type: 'Undo', object: `${target}/activities/1` }),
  'what asks to quote': (target) => ({ type: 'QuoteRequest', object: post, instrument: `${target}/notes/1` }),
  'where somebody moves': (target, eve) => ({ type: 'Move', object: eve.id, target: `${target}/users/x` }),
  'what is complained of': (target) => ({ type: 'Flag', object: [`${target}/notes/1`], content: 'x' }),
  'what is accepted': (target) => ({ type: 'Accept', object: `${target}/activities/1` }),
};

/** These are shown every address; the others every tenth. */
const thorough = ['the object of an Announce', 'the parent of a reply', 'the object of a Create'];

/** Waits until nothing is to be done any more: what is looked for later leaves the server later. */
async function done(stand: Stand): Promise<void> {
  await until(() => stand.rows.of('jobs').every(({ due }) => Number(due) > Date.now()));
}

// Towns take turns, since each server may send only so much.
const said: Attempt[] = Object.entries(places)
  .flatMap(([place, make], shift) =>
    targets
      .filter((_, index) => thorough.includes(place) || (index + shift) % 10 === 0)
      .map((target) => ({ place, make, target })),
  )
  .map(
    ({ place, make, target }, index): Attempt => ({
      name: `${place}: ${JSON.stringify(target)}`,
      async make(stand) {
        const eve = stand.towns[index % stand.towns.length]?.neighbour ?? stand.world.eve;
        const got = await stand.say(eve, make(target, eve));
        await done(stand);
        return got;
      },
      status: 202,
    }),
  );

/** Who says that their key, or they themselves, are at such an address. */
const keys: Attempt[] = origins
  // A header is ASCII.
  .filter((origin, index) => index % 2 === 0 && /^[!-~]+$/.test(origin))
  .map((origin) => ({
    name: `an actor at ${origin}`,
    make: (stand) => signedAs(stand, `${origin}/users/x`),
    status: 401,
  }));

function signedAs(stand: Stand, actor: string): ReturnType<Attempt['make']> {
  const { ada } = stand.world;
  return stand.send(
    stand.prepare({
      say: (honest) => ({ ...honest, id: `${actor}#1`, actor }),
      sign: () => ({ keyId: `${actor}#main-key`, key: ada.key().privateKey }),
    }),
  );
}

const ledTo = [
  ...['https://127.0.0.1', 'https://10.0.0.1', 'https://169.254.169.254', 'https://[::1]', 'https://[::ffff:7f00:1]'],
  ...['file:///etc/passwd', 'http://127.0.0.1:1', '//127.0.0.1', 'https://1.1.1.1:444', 'data:application/json,{}'],
];

/** A page of a known server that leads on. */
const redirects: Attempt[] = ledTo.flatMap((target, shift) =>
  [301, 302, 303, 307, 308]
    .filter((_, index) => (index + shift) % 2 === 0)
    .map((status): Attempt => {
      const path = `/led/${status}/${encodeURIComponent(target)}`;
      return {
        name: `a redirect, ${status}, to ${target}`,
        async make(stand) {
          const { stranger } = stand;
          stranger.at(path, (_, response: ServerResponse) =>
            response.writeHead(status, { location: `${target}/x` }).end(),
          );
          return signedAs(stand, stranger.origin + path);
        },
        asks: [path],
        status: 401,
      };
    }),
);

/** Where a reader of feeds says that it wants to be told. */
const callbacks: Attempt[] = [...targets, blog].map((target, index) => ({
  name: `a callback at ${JSON.stringify(target)}`,
  make(stand) {
    const lines: [string, string][] = [
      ['content-type', 'application/x-www-form-urlencoded'],
      // Each from a network of its own, which may ask so often only.
      ['x-forwarded-for', `203.${index}.113.1`],
    ];
    const wish = { 'hub.mode': 'subscribe', 'hub.topic': `${blog}/feed.xml`, 'hub.callback': `${target}/in` };
    return stand.ask('/hub', lines, 'POST', new URLSearchParams(wish).toString());
  },
  status: 400,
}));

export const fetching: readonly Attempt[] = [...said, ...keys, ...redirects, ...callbacks];
