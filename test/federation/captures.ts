import { readdirSync, readFileSync } from 'node:fs';
import { type Json, type Stranger, type StrangerUser, startStranger } from '../support/stranger.ts';

/** An exchange between two real servers; test/fixtures/captures/README.md. */
export interface Capture {
  /** `snac/follow`. */
  name: string;
  request: { method: string; url: string; headers: [name: string, value: string][] };
  body: Json & { type: string };
}

export interface CapturedServer {
  name: string;
  /** As it was then: `https://snac.test`. */
  origin: string;
  /** Where it kept its actor, and what its key's id has after the actor's. */
  path: string;
  key: string;
  user: string;
}

export const servers: CapturedServer[] = [
  { name: 'snac', origin: 'https://snac.test', path: '/alice', key: '#main-key', user: 'alice' },
  { name: 'hollo', origin: 'https://hollo.test', path: '/@holly', key: '#main-key', user: 'holly' },
  { name: 'wordpress', origin: 'https://wp.test', path: '/?author=1', key: '#main-key', user: 'admin' },
  { name: 'gotosocial', origin: 'https://gts.test', path: '/users/gina', key: '/main-key', user: 'gina' },
];

const folder = new URL('../fixtures/captures/', import.meta.url);

export function read(name: string): Capture {
  return { ...(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Omit<Capture, 'name'>), name };
}

/** What a server delivered, in the order of the files' names. */
export function delivered({ name }: CapturedServer): Capture[] {
  const files = readdirSync(new URL(name, folder)).map((file) => read(`${name}/${file.replace('.json', '')}`));
  return files.filter(({ request }) => request.method === 'POST').sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Its Follow. None of WordPress was recorded: that one has the plainest body, and is signed as all that WordPress sent. */
export function followOf(server: CapturedServer): Capture {
  const found = delivered(server).find(({ name }) => name === `${server.name}/follow`);
  if (found) return found;
  const actor = server.origin + server.path;
  const body = { id: `${actor}#follow`, type: 'Follow', actor, object: 'https://snac.test/alice' };
  const { request } = read(`${server.name}/update-person`);
  return { name: 'a follow', request, body: { '@context': 'https://www.w3.org/ns/activitystreams', ...body } };
}

/** The header lines of a recorded request, and what its signature covered. */
export function linesOf({ request }: Capture): {
  headers: Record<string, string>;
  covered: string[];
  algorithm: string;
} {
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const parameter = (name: string) => headers.signature?.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? '';
  return { headers, covered: parameter('headers').split(' '), algorithm: parameter('algorithm') };
}

/**
 * What a server said, as if it were a stranger's and said to this blog: its own URLs become the stranger's, the actor it
 * spoke to becomes the blog's, and whatever else was on that other server is on the blog.
 */
export function replaced(
  body: Json,
  server: CapturedServer,
  own: string,
  blog: { origin: string; actor: string },
): Json {
  let text = JSON.stringify(body).replaceAll(server.origin, own);
  for (const { origin, path } of servers) text = text.replaceAll(`"${origin}${path}"`, `"${blog.actor}"`);
  return JSON.parse(text.replaceAll(/https:\/\/(?:snac|hollo|wp|gts)\.test/g, blog.origin)) as Json;
}

/** A stranger that shows the actor which a server showed, with a key of its own, where that server had it. */
export async function standIn(server: CapturedServer): Promise<{ stranger: Stranger; user: StrangerUser }> {
  const { body } = read(`${server.name}/document-person`);
  const stranger = await startStranger({ sharedInbox: 'endpoints' in body });
  const { origin } = stranger;
  const { id: _id, publicKey: _key, ...document } = replaced(body, server, origin, { origin, actor: origin });
  // What GoToSocial served was a stub, at its key's address; the whole actor was never recorded.
  const isStub = !('inbox' in document);
  const user = stranger.addUser(server.user, { ...server, document: isStub ? {} : document });
  if (isStub) {
    const { publicKey } = user.document();
    const stub = JSON.stringify({ ...document, id: user.id, publicKey });
    const type = { 'content-type': 'application/activity+json' };
    stranger.at(server.path + server.key, (_, response) => response.writeHead(200, type).end(stub));
  }
  return { stranger, user };
}
