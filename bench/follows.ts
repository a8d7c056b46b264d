import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SignedRequest, signRequest } from '../test/support/stranger/sign.ts';
import { generateBlog } from './blog.ts';
import { startPostern } from './program.ts';

/** Follows that a server took in, in a second. */
export interface FollowRates {
  actors: number;
  servers: number;
  /** From actors that it had never heard of: it fetched the document of each. */
  unknown: number;
  /** Again from the same actors. */
  known: number;
}

const origin = 'https://bench.example.com';
const actor = `${origin}/ap/actors/bench`;
const connections = 16;

/**
 * Measures how many signed Follows a real server takes in, through its socket: the signature verified, the follower kept
 * on disk and the Accept on its way, each from another actor. Servers on this machine serve the actors' documents, take the
 * Accepts in, and are part of the load. All actors have one key, under an id of its own for each.
 */
export async function measureFollows({ servers, each }: { servers: number; each: number }): Promise<FollowRates> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const peers = await Promise.all(Array.from({ length: servers }, () => startPeer(pem)));
  const actors = peers.flatMap((peer) => Array.from({ length: each }, (_, user) => `${originOf(peer)}/users/${user}`));
  const blog = await generateBlog(1);
  const program = await startPostern(blog.folder, blog.path(0), {
    POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback',
    // Each request says that it comes from another address: one alone may send ten a second.
    POSTERN_TRUST_PROXY: 'loopback',
  });
  try {
    const first = actors.map((who) => follow(who, 1, privateKey));
    const second = actors.map((who) => follow(who, 2, privateKey));
    return {
      actors: actors.length,
      servers,
      unknown: await send(program.port, first),
      known: await send(program.port, second),
    };
  } finally {
    await program.stop();
    for (const peer of peers) peer.closeAllConnections();
    await Promise.all(peers.map((peer) => new Promise((resolve) => peer.close(resolve))));
    await rm(blog.folder, { recursive: true, force: true });
  }
}

/** The same as lines of text. */
export function followLines({ actors, servers, unknown, known }: FollowRates): string[] {
  const rate = (number: number): string => `${Math.round(number).toLocaleString('en')}/s`.padStart(8);
  return [
    `Signed Follows taken in, each with its Accept sent, ${actors.toLocaleString('en')} actors on ${servers} servers of this machine:`,
    `  from actors that are new, whose documents are fetched   ${rate(unknown)}`,
    `  from the same again, whose keys are known               ${rate(known)}`,
  ];
}

function follow(who: string, number: number, key: KeyObject): SignedRequest {
  const activity = {
    '@context': 'https://www.w3.org/ns/activitystreams',
    ...{ id: `${who}#follows/${number}`, type: 'Follow', actor: who, object: actor },
  };
  return signRequest(`${actor}/inbox`, Buffer.from(JSON.stringify(activity)), { keyId: `${who}#main-key`, key });
}

/** Sends all of them, some at a time, and gives how many a second were taken in. */
async function send(port: number, all: SignedRequest[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) {
      const signed = all[at];
      if (!signed) continue;
      const status = await post(port, signed, `10.${at >> 8}.${at & 255}.1`, agent);
      if (status !== 202) throw new Error(`A Follow was answered with ${status}.`);
    }
  };
  const begun = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, worker));
    return (all.length / (performance.now() - begun)) * 1000;
  } finally {
    agent.destroy();
  }
}

function post(port: number, { url, headers, body }: SignedRequest, from: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const { pathname } = new URL(url);
    const lines = { ...headers, 'content-length': body.length, 'x-forwarded-for': from };
    const outgoing = request(
      { host: '127.0.0.1', port, path: pathname, method: 'POST', headers: lines, agent, timeout: 60_000 },
      (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('No answer in time.')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A server of actors: any `/users/<n>` is one, and every inbox takes in everything. */
async function startPeer(publicKeyPem: string): Promise<Server> {
  const peer = createServer((incoming, response) => {
    incoming.resume();
    if (incoming.method === 'POST') return void response.writeHead(202).end();
    const id = `${originOf(peer)}${incoming.url}`;
    const document = {
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
      ...{ id, type: 'Person', preferredUsername: id.split('/').at(-1), name: 'A Reader', inbox: `${id}/inbox` },
      publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem },
    };
    response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  return peer;
}

function originOf(peer: Server): string {
  return `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
}
