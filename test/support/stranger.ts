import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Behaviour, behave } from './stranger/behave.ts';
import { type Reply, send } from './stranger/send.ts';
import { type Scheme, type SignedRequest, type SignOptions, signRequest } from './stranger/sign.ts';
import { createUser, type StrangerUser, type UserOptions } from './stranger/user.ts';
import { judge, type Verdict } from './stranger/verify.ts';

export type Json = Record<string, unknown>;

/** What was delivered to one of a stranger's inboxes. */
export interface Delivered extends Verdict {
  /** Null: it was no JSON. */
  activity: Json;
  /** Whose inbox; null for the shared one. */
  user: string | null;
  request: SignedRequest;
  at: Date;
}

/** A request of any kind, as it arrived. */
export interface Asked {
  method: string;
  /** Path with its query. */
  url: string;
  headers: Record<string, string>;
}

export interface DeliverOptions extends SignOptions {
  /** Who sends; the first user by default. */
  by?: StrangerUser;
  /** The origin that really listens, where the URL's is not the one. */
  through?: string;
}

export interface StrangerOptions {
  user?: string;
  /** Whether its actors name a shared inbox. */
  sharedInbox?: boolean;
  /** `127.0.0.1` or `localhost`. */
  host?: string;
  /** 0: any that is free. */
  port?: number;
  /** What it takes for the time when it judges a request. */
  now?: () => Date;
  /** Whether its actors are shown only to those who sign. */
  authorisedFetch?: boolean;
}

/** A small server of the fediverse, made of node:http and node:crypto alone, so that it shares no mistake with ours. */
export interface Stranger {
  /** `127.0.0.1:40123`. */
  host: string;
  origin: string;
  /** The first user. */
  user: StrangerUser;
  users: StrangerUser[];
  addUser(name: string, options?: UserOptions): StrangerUser;
  /** What was delivered, in the order in which it could be judged. */
  inbox: Delivered[];
  /** Every request that came, deliveries too. */
  asked: Asked[];
  /** How often a path was asked for, with its query. */
  count(path: string, method?: string): number;
  /** What is answered at a path, in place of what is there; null: as before. */
  at(path: string, answer: ((request: IncomingMessage, response: ServerResponse) => void) | null): void;
  /** How its inboxes answer from now on: all, or that of one user. */
  behave(how: Behaviour | ((delivered: Delivered) => Behaviour), inbox?: string): void;
  /** Only gives the request. Activities become JSON; bytes stay as they are. */
  signed(url: string, activity: Json | Buffer | string, options?: DeliverOptions): SignedRequest;
  /** Signs and sends. */
  deliver(url: string, activity: Json | Buffer | string, options?: DeliverOptions): Promise<Reply>;
  /** A signed GET. */
  get(url: string, options?: DeliverOptions): Promise<Reply>;
  /** An activity of a user, with an id that was not used before. */
  activity(type: string, object: unknown, options?: { by?: StrangerUser; id?: string; own?: Json }): Json;
  /** Sends a Follow of an actor to an inbox. */
  follow(actor: string, inbox: string, options?: DeliverOptions & { id?: string }): Promise<Reply & { activity: Json }>;
  /** Takes an activity back, embedding it. */
  undo(activity: Json, inbox: string, options?: DeliverOptions & { id?: string }): Promise<Reply & { activity: Json }>;
  /** Another key of the first user, under the same id or under another one. */
  rotateKey(keyId?: string): void;
  /** The first user is gone; null: is back. */
  vanish(status: 404 | 410 | null): void;
  /** Stops listening; `start` listens at the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const none = Buffer.alloc(0);

export async function startStranger({
  user: firstName = 'ada',
  sharedInbox = true,
  host: hostname = '127.0.0.1',
  port = 0,
  now = () => new Date(),
  authorisedFetch = false,
}: StrangerOptions = {}): Promise<Stranger> {
  const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  const behaviours = new Map<string, (delivered: Delivered) => Behaviour>();
  const pems = new Map<string, Promise<string | null>>();
  let counter = 0;

  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(port);
  const host = `${hostname}:${(server.address() as AddressInfo).port}`;
  const origin = `http://${host}`;
  const shared = `${origin}/inbox`;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const at = now();
    stranger.asked.push({ method, url, headers });
    const special = answers.get(url) ?? answers.get(url.split('?')[0] ?? '');
    if (special) return special(request, response);
    const whole = { method, url: origin + url, headers, body: await bodyOf(request) };
    const owner = stranger.users.find(({ inbox }) => inbox === origin + url) ?? null;
    if (method === 'POST' && (owner || origin + url === shared)) return take(whole, owner, at, response);
    if (method !== 'GET') return plain(response, 405, '');
    const finger = url.startsWith('/.well-known/webfinger?') ? webfinger(new URL(url, origin)) : null;
    if (finger) return json(response, finger, 'application/jrd+json');
    const shown = stranger.users.find(({ id, keyId }) => origin + url === id || origin + url === keyId);
    if (!shown) return plain(response, 404, 'not here');
    if (authorisedFetch && !(await judge(whole, at, pemOf)).verified) return plain(response, 401, 'sign your request');
    const gone = shown.gone();
    if (gone) return plain(response, gone, 'gone');
    json(response, shown.document(), 'application/activity+json; charset=utf-8');
  }

  async function take(
    request: SignedRequest,
    owner: StrangerUser | null,
    at: Date,
    response: ServerResponse,
  ): Promise<void> {
    const verdict = await judge(request, at, pemOf);
    const activity = parse(request.body);
    const owned = verdict.keyId?.split('#')[0] === activity.actor;
    const proven = verdict.verified && !owned ? { ...verdict, verified: false, why: 'the key of another' } : verdict;
    const delivered = { ...proven, activity, user: owner?.name ?? null, request, at };
    stranger.inbox.push(delivered);
    const how = behaviours.get(request.url) ?? behaviours.get('');
    const gone = owner?.gone();
    behave(response, gone ? { status: gone } : (how?.(delivered) ?? {}), proven);
  }

  /** The key of another server's actor, by a signed GET; asked once, and again when a signature does not fit it. */
  function pemOf(keyId: string, fresh: boolean): Promise<string | null> {
    const known = fresh ? undefined : pems.get(keyId);
    if (known) return known;
    const asking = stranger
      .get(keyId.split('#')[0] ?? '')
      .then(({ status, text }) => {
        const { publicKey } = (status === 200 ? parse(Buffer.from(text)) : {}) as { publicKey?: Json };
        return publicKey?.id === keyId ? String(publicKey.publicKeyPem) : null;
      })
      .catch(() => null);
    pems.set(keyId, asking);
    // Whoever could not be reached is asked again the next time.
    void asking.then((pem) => pem ?? pems.delete(keyId));
    return asking;
  }

  function webfinger(url: URL): Json | null {
    const resource = url.searchParams.get('resource');
    const found = stranger.users.find(({ name, id }) => resource === `acct:${name}@${host}` || resource === id);
    if (!found) return null;
    const self = { rel: 'self', type: 'application/activity+json', href: found.id };
    return { subject: `acct:${found.name}@${host}`, aliases: [found.id], links: [self] };
  }

  const first = createUser(origin, firstName, sharedInbox ? shared : null, {});
  const signed: Stranger['signed'] = (url, activity, { by = first, ...options } = {}) => {
    const bytes = typeof activity === 'string' || Buffer.isBuffer(activity) ? activity : JSON.stringify(activity);
    return signRequest(url, Buffer.from(bytes), { keyId: by.keyId, key: by.key().privateKey, now: now(), ...options });
  };
  const stranger: Stranger = {
    host,
    origin,
    user: first,
    users: [first],
    inbox: [],
    asked: [],
    addUser(name, options = {}) {
      const user = createUser(origin, name, sharedInbox ? shared : null, options);
      stranger.users.push(user);
      return user;
    },
    count: (path, method) =>
      stranger.asked.filter((one) => one.url === path && (method ?? one.method) === one.method).length,
    at(path, answer) {
      if (answer) answers.set(path, answer);
      else answers.delete(path);
    },
    behave: (how, inbox = '') => void behaviours.set(inbox, typeof how === 'function' ? how : () => how),
    signed,
    deliver: (url, activity, options = {}) => send(signed(url, activity, options), options.through),
    get(url, options = {}) {
      const request = signed(url, none, { method: 'GET', ...options });
      request.headers.accept ??= 'application/activity+json';
      return send(request, options.through);
    },
    activity(type, object, { by = first, id, own = {} } = {}) {
      counter += 1;
      const made = id ?? `${origin}/activities/${counter}`;
      return { '@context': 'https://www.w3.org/ns/activitystreams', id: made, type, actor: by.id, object, ...own };
    },
    async follow(actor, inbox, { id, ...options } = {}) {
      const activity = stranger.activity('Follow', actor, { ...pick(options), ...(id ? { id } : {}) });
      return { ...(await stranger.deliver(inbox, activity, options)), activity };
    },
    async undo(undone, inbox, { id, ...options } = {}) {
      const activity = stranger.activity('Undo', undone, { ...pick(options), ...(id ? { id } : {}) });
      return { ...(await stranger.deliver(inbox, activity, options)), activity };
    },
    rotateKey: first.rotateKey,
    vanish: first.vanish,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    start: () => listen(Number(host.split(':')[1])),
    close: () => stranger.stop(),
  };
  return stranger;
}

function pick({ by }: DeliverOptions): { by?: StrangerUser } {
  return by ? { by } : {};
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function parse(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    // Nothing that could be read.
  }
  return {};
}

function json(response: ServerResponse, document: unknown, type: string): void {
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(document));
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

export { makeKey } from './stranger/user.ts';
export type { Behaviour, Reply, Scheme, SignedRequest, SignOptions, StrangerUser, UserOptions };
