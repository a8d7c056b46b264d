import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Chance } from './chance.ts';

/** What readers ask for, how often in a thousand, and what may be answered. */
const mix = {
  home: 120,
  post: 330,
  again: 130,
  head: 20,
  tag: 50,
  archive: 15,
  feed: 100,
  picture: 60,
  style: 20,
  thread: 10,
  reply: 10,
  query: 30,
  missing: 30,
  scanner: 20,
  finger: 15,
  stranger: 10,
  object: 15,
  collection: 10,
  interact: 3,
  hangup: 2,
} as const;

type Kind = keyof typeof mix;

const allowed: Record<Kind, readonly number[]> = {
  home: [200],
  // An author renames some meanwhile.
  post: [200, 301, 404],
  again: [304, 200, 301, 404],
  head: [200, 301, 404],
  // Of a small blog, not every tag stands at a post.
  tag: [200, 404],
  archive: [200],
  feed: [200, 304],
  picture: [200, 304],
  style: [200, 304],
  thread: [200, 404],
  reply: [302],
  query: [200, 301, 404],
  missing: [404],
  scanner: [400, 404, 405],
  finger: [200],
  stranger: [400, 404],
  object: [200, 404],
  collection: [200, 404],
  interact: [200, 404],
  hangup: [0],
};

const scanned = [
  ...['/wp-login.php', '/xmlrpc.php', '/.env', '/.git/config', '/admin', '/%2e%2e/%2e%2e/etc/passwd', '/posts/%00'],
  ...[
    '/cgi-bin/test.cgi',
    '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
    '/api/v1/accounts',
    '/..%5c..%5cwindows',
  ],
];
const tags = ['gate', 'garden', 'wall', 'hill', 'morning', 'letter', 'goose', 'path', 'river', 'stone'];
const feeds = ['/feed.xml', '/atom.xml', '/feed.json', '/comments/feed.xml'];

/** How many tags of one body are remembered, to ask again with. */
const mostTags = 500;

export interface Readers {
  /** One request; it never rejects. */
  read(): Promise<void>;
  /** How often each kind was answered how. */
  counts: Map<string, number>;
  /** What was answered as it must not be, in words; the first of them. */
  wrong: string[];
  close(): void;
}

/** Readers of all kinds, from everywhere, on connections that they keep. */
export function createReaders({
  port,
  names,
  objects,
  chance,
}: {
  port: number;
  names: readonly string[];
  /** The addresses of the posts' objects. */
  objects: readonly string[];
  chance: Chance;
}): Readers {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 64 });
  const etags = new Map<string, string>();
  const pictures: string[] = [];
  let style: string | null = null;
  const counts = new Map<string, number>();
  const wrong: string[] = [];

  // Most are of the newest, as in life.
  const post = (): string => {
    const far = Math.floor(names.length * chance.next() ** 2);
    return `/posts/${names[names.length - 1 - far] ?? names[0]}`;
  };
  const word = (): string => Math.floor(chance.next() * 2 ** 32).toString(36);
  const targets: Record<Exclude<Kind, 'hangup'>, () => string> = {
    home: () => '/',
    post,
    again: () => (etags.size > 0 ? chance.pick([...etags.keys()].slice(0, 50)) : '/'),
    head: post,
    tag: () => `/tags/${chance.pick(tags)}`,
    archive: () => '/archive',
    feed: () => chance.pick(feeds),
    picture: () => (pictures.length > 0 ? chance.pick(pictures) : '/'),
    style: () => style ?? '/',
    thread: () => `/posts/${names[0]}?replies=${2 + chance.under(30)}`,
    reply: () => `/posts/${names[0]}?reply=${chance.under(1e6) + 1}`,
    query: () => `${post()}?utm_source=${word()}&fbclid=${word()}`,
    missing: () => `/posts/${word()}/${word()}`,
    scanner: () => chance.pick(scanned),
    finger: () => `/.well-known/webfinger?resource=acct:james@blog.example.com&rel=${word()}`,
    stranger: () => `/.well-known/webfinger?resource=acct:${word()}@${word()}.example`,
    object: () => new URL(chance.pick(objects)).pathname,
    collection: () =>
      `/ap/actors/james${chance.pick(['', '/outbox', `/outbox?page=${1 + chance.under(20)}`, '/followers', '/collections/featured'])}`,
    interact: () => `/interact?to=${word()}`,
  };

  function ask(kind: Exclude<Kind, 'hangup'>, path: string): Promise<number> {
    const isConditional = kind === 'again' || ((kind === 'feed' || kind === 'picture') && chance.next() < 0.7);
    const known = isConditional ? etags.get(path) : undefined;
    const encoding = chance.weighed({ 'br, gzip': 70, gzip: 15, identity: 15 });
    const isActivity = kind === 'object' || kind === 'collection';
    const headers: Record<string, string> = {
      host: 'blog.example.com',
      'x-forwarded-for': `10.${chance.under(256)}.${chance.under(256)}.${chance.under(256)}`,
      'accept-encoding': encoding,
      accept: isActivity ? 'application/activity+json' : 'text/html,*/*',
      ...(known ? { 'if-none-match': known } : {}),
    };
    return new Promise((resolve) => {
      const asking = request(
        { host: '127.0.0.1', port, path, method: kind === 'head' ? 'HEAD' : 'GET', headers, agent, timeout: 60_000 },
        (response) => {
          const { etag } = response.headers;
          if (etag && encoding === 'br, gzip' && (kind === 'post' || kind === 'feed' || kind === 'picture'))
            remember(path, etag);
          const isFirst = kind === 'post' && (style === null || pictures.length < 8) && encoding === 'identity';
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => {
            if (isFirst) pieces.push(piece);
          });
          response.on('end', () => {
            if (isFirst) look(Buffer.concat(pieces).toString());
            resolve(response.statusCode ?? 0);
          });
          response.on('error', () => resolve(-1));
        },
      );
      asking.on('timeout', () => asking.destroy(new Error('No answer in time.')));
      asking.on('error', () => resolve(-1));
      asking.end();
    });
  }

  function remember(path: string, etag: string): void {
    etags.delete(path);
    etags.set(path, etag);
    const [oldest] = etags.keys();
    if (etags.size > mostTags && oldest !== undefined) etags.delete(oldest);
  }

  /** The addresses of stylesheet and pictures are on the pages. */
  function look(page: string): void {
    style ??= /<link rel="?stylesheet"? href="?([^" >]+)/.exec(page)?.[1] ?? null;
    for (const [, path = ''] of page.matchAll(/src="?(\/media\/[^" >]+)/g))
      if (!pictures.includes(path)) pictures.push(path);
  }

  /** Asks for much, reads little of it or nothing, and hangs up. */
  function hangUp(): Promise<number> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`GET /posts/${names[0]} HTTP/1.1\r\nHost: blog.example.com\r\n\r\n`.repeat(1 + chance.under(8)));
        if (chance.next() < 0.5) socket.pause();
        setTimeout(() => socket.destroy(), chance.under(300));
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(0));
    });
  }

  return {
    counts,
    wrong,
    async read() {
      const kind = chance.weighed(mix);
      const path = kind === 'hangup' ? '' : targets[kind]();
      const status = kind === 'hangup' ? await hangUp() : await ask(kind, path);
      const name = `${kind} ${status}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (!allowed[kind].includes(status) && wrong.length < 20) wrong.push(`${path} (${kind}) answered ${status}`);
    },
    close: () => agent.destroy(),
  };
}
