import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { type SignedRequest, signRequest } from '../../support/stranger/sign.ts';
import { actor, origin } from './blog.ts';
import type { Chance } from './chance.ts';

type Json = Record<string, unknown>;

/** What people send, how often in a thousand, and what is answered. */
const mix = {
  Follow: 120,
  Unfollow: 50,
  Create: 150,
  Update: 50,
  Delete: 60,
  Like: 180,
  Unlike: 40,
  Emoji: 20,
  Announce: 80,
  Gone: 90,
  Farewell: 50,
  Profile: 20,
  unsigned: 35,
  forged: 35,
  large: 5,
  broken: 15,
} as const;

type Kind = keyof typeof mix;

const refused: Partial<Record<Kind, number>> = { unsigned: 401, forged: 401, large: 413, broken: 400 };
const context = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'];
const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/** Somebody on one of the servers: what they have done that can be taken back. */
interface Person {
  id: string;
  follow: Json | null;
  notes: Json[];
  likes: Json[];
}

export interface People {
  /** One activity; it never rejects. */
  send(): Promise<void>;
  counts: Map<string, number>;
  wrong: string[];
  /** What was delivered to their inboxes. */
  delivered(): number;
  close(): Promise<void>;
}

/**
 * People on so many servers of this machine, half of them regulars and half never seen before. All have one key, under an id of its
 * own for each: it is the server that is to be measured.
 */
export async function startPeople({
  port,
  servers,
  objects,
  chance,
}: {
  port: number;
  servers: number;
  /** The addresses of the posts' objects. */
  objects: readonly string[];
  chance: Chance;
}): Promise<People> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: wrongKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const face = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#a33' } })
    .png()
    .toBuffer();
  const notes = new Map<string, Json>();
  let deliveries = 0;
  const onDelivery = (): void => {
    deliveries += 1;
  };
  const peers = await Promise.all(Array.from({ length: servers }, () => startPeer({ pem, face, notes, onDelivery })));
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  const regulars = Array.from({ length: 400 }, (_, at) => person(at));
  let strangers = regulars.length;
  let made = 0;

  function person(number: number): Person {
    const chosen = peers[number % servers] as Server;
    return { id: `${originOf(chosen)}/users/${number}`, follow: null, notes: [], likes: [] };
  }

  const anybody = (): Person => (chance.next() < 0.5 ? chance.pick(regulars) : person(strangers++));
  const fresh = (by: Person, kind: string): string => `${by.id}/${kind}/${++made}`;
  const said = (by: Person, type: string, object: unknown, id = fresh(by, type)): Json => ({
    ...{ '@context': context, id, type, actor: by.id, object },
  });

  function note(by: Person): Json {
    const parent =
      notes.size > 0 && chance.next() < 0.4 ? chance.pick([...notes.keys()].slice(-20)) : chance.pick(objects);
    const emoji = chance.next() < 0.2;
    return {
      ...{ id: fresh(by, 'notes'), type: 'Note', attributedTo: by.id, inReplyTo: parent },
      ...{ to: [everybody], cc: [actor], published: new Date().toISOString() },
      content: `<p>What I like about number ${made}${emoji ? ' :goose:' : ''} is <a href="https://example.org/${made}">this</a>.</p>`,
      tag: emoji
        ? [
            {
              type: 'Emoji',
              name: ':goose:',
              icon: { type: 'Image', url: `${new URL(by.id).origin}/emoji/${made % 20}.png` },
            },
          ]
        : [],
    };
  }

  /** Who has something to take back; null: nobody was found. */
  const holder = (has: (one: Person) => boolean): Person | null => {
    const from = chance.under(regulars.length);
    return [...regulars.slice(from), ...regulars.slice(0, from)].find(has) ?? null;
  };

  const acts: Record<
    Exclude<Kind, 'unsigned' | 'forged' | 'large' | 'broken'>,
    () => { by: Person; activity: Json } | null
  > = {
    Follow() {
      const by = anybody();
      by.follow = said(by, 'Follow', actor);
      return { by, activity: by.follow };
    },
    Unfollow() {
      const by = holder(({ follow }) => follow !== null);
      const { follow } = by ?? {};
      if (!by || !follow) return null;
      by.follow = null;
      return { by, activity: said(by, 'Undo', follow) };
    },
    Create() {
      const by = anybody();
      const object = note(by);
      notes.set(String(object.id), object);
      if (by.notes.length < 50) by.notes.push(object);
      return { by, activity: said(by, 'Create', object) };
    },
    Update() {
      const by = holder((one) => one.notes.length > 0);
      const object = by?.notes.at(-1);
      if (!by || !object) return null;
      const changed = { ...object, content: `<p>Edited ${++made}.</p>`, updated: new Date().toISOString() };
      by.notes[by.notes.length - 1] = changed;
      notes.set(String(object.id), changed);
      return { by, activity: said(by, 'Update', changed) };
    },
    Delete() {
      const by = holder((one) => one.notes.length > 0);
      const object = by?.notes.shift();
      if (!by || !object) return null;
      notes.delete(String(object.id));
      return { by, activity: said(by, 'Delete', { id: object.id, type: 'Tombstone' }) };
    },
    Like() {
      const by = anybody();
      const activity = said(by, 'Like', chance.pick(objects));
      if (by.likes.length < 50) by.likes.push(activity);
      return { by, activity };
    },
    Unlike() {
      const by = holder((one) => one.likes.length > 0);
      const like = by?.likes.shift();
      return by && like ? { by, activity: said(by, 'Undo', like) } : null;
    },
    Emoji() {
      const by = anybody();
      return {
        by,
        activity: { ...said(by, 'EmojiReact', chance.pick(objects)), content: chance.pick(['🪿', '👍', '🌟']) },
      };
    },
    Announce() {
      const by = anybody();
      return {
        by,
        activity: {
          ...said(by, 'Announce', chance.pick(objects)),
          to: [everybody],
          published: new Date().toISOString(),
        },
      };
    },
    // Of what was never here.
    Gone() {
      const by = anybody();
      return { by, activity: said(by, 'Delete', fresh(by, 'notes')) };
    },
    Farewell() {
      const by = person(strangers++);
      return { by, activity: said(by, 'Delete', by.id) };
    },
    Profile() {
      const by = chance.pick(regulars);
      return { by, activity: said(by, 'Update', { id: by.id, type: 'Person' }) };
    },
  };

  function prepare(kind: Kind): SignedRequest {
    const inbox = `${origin}/ap/inbox`;
    const usual = kind in acts ? acts[kind as keyof typeof acts]() : null;
    const { by, activity } = usual ?? acts.Like() ?? { by: regulars[0] as Person, activity: {} };
    const text = kind === 'broken' ? JSON.stringify(activity).slice(0, -1) : JSON.stringify(activity);
    const body = Buffer.from(kind === 'large' ? `${text}${' '.repeat(1_100_000)}` : text);
    const key: KeyObject = kind === 'forged' ? wrongKey : privateKey;
    const signed = signRequest(inbox, body, { keyId: `${by.id}#main-key`, key });
    if (kind === 'unsigned') delete signed.headers.signature;
    return signed;
  }

  function post({ url, headers, body }: SignedRequest): Promise<number> {
    const from = `10.${chance.under(256)}.${chance.under(256)}.1`;
    const lines = { ...headers, 'content-length': body.length, 'x-forwarded-for': from };
    const path = new URL(url).pathname;
    return new Promise((resolve) => {
      const sending = request(
        { host: '127.0.0.1', port, path, method: 'POST', headers: lines, agent, timeout: 60_000 },
        (response) => {
          response.resume();
          response.on('error', () => resolve(-1));
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      sending.on('timeout', () => sending.destroy(new Error('No answer in time.')));
      sending.on('error', () => resolve(-1));
      sending.end(body);
    });
  }

  return {
    counts,
    wrong,
    delivered: () => deliveries,
    async send() {
      const kind = chance.weighed(mix);
      const status = await post(prepare(kind));
      const name = `${kind} ${status}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      // One that is refused for its size may be cut off while it is still sent; and servers are told when they send too much.
      const isRight = status === (refused[kind] ?? 202) || status === 429 || (kind === 'large' && status === -1);
      if (!isRight && wrong.length < 20) wrong.push(`${kind} answered ${status}`);
    },
    async close() {
      agent.destroy();
      for (const peer of peers) peer.closeAllConnections();
      await Promise.all(peers.map((peer) => new Promise((resolve) => peer.close(resolve))));
    },
  };
}

/** A server: any `/users/<n>` is somebody there, with a picture, and every inbox takes in everything. */
async function startPeer({
  pem,
  face,
  notes,
  onDelivery,
}: {
  pem: string;
  face: Buffer;
  notes: ReadonlyMap<string, Json>;
  onDelivery(): void;
}): Promise<Server> {
  const peer = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('error', () => {});
    if (incoming.method === 'POST') {
      onDelivery();
      return void response.writeHead(202).end();
    }
    const { url = '' } = incoming;
    if (url.endsWith('.png')) return void response.writeHead(200, { 'content-type': 'image/png' }).end(face);
    const id = `${originOf(peer)}${url}`;
    const known = notes.get(id);
    const json = (document: Json): void =>
      void response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
    if (known) return json({ '@context': context, ...known });
    const [, number] = /^\/users\/(\d+)$/.exec(url) ?? [];
    if (number === undefined) return void response.writeHead(404).end();
    const shared = Number(number) % 2 === 0 ? { endpoints: { sharedInbox: `${originOf(peer)}/inbox` } } : {};
    json({
      '@context': context,
      ...{ id, type: 'Person', preferredUsername: `u${number}`, name: `Person ${number}`, inbox: `${id}/inbox` },
      icon: { type: 'Image', url: `${originOf(peer)}/faces/${Number(number) % 200}.png` },
      ...shared,
      publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: pem },
    });
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  return peer;
}

function originOf(peer: Server): string {
  return `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
}
