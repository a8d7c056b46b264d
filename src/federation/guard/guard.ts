import { Agent, fetch, type Response, setGlobalDispatcher } from 'undici';
import type { Place } from '../../config.ts';
import { fencedConnector, type Resolve } from './connect.ts';
import { explain, type Failed, shown } from './failure.ts';
import { reachOf } from './judge.ts';
import { createPost, type Post } from './post.ts';
import { reachOfOrigin, readUrl } from './url.ts';

/** What another server answered. */
export interface Fetched {
  status: number;
  /** The URL that answered, after redirects. */
  url: string;
  /** Media type with parameters, lower-case; empty where none was sent. */
  type: string;
  /** The `Link` header, as it came. */
  link?: string;
  body: Buffer;
}

/** Header lines that prove who asks, for a GET of that URL. */
export type SignRequest = (url: URL) => Promise<Record<string, string>>;

export type IsRefused = (url: URL) => Promise<boolean> | boolean;

export type { Failed };

export interface Guard {
  /**
   * A GET, signed, by way of at most three redirects. Never throws for what the other side does.
   * @param options.stay no redirect is followed to another origin.
   * @param options.isRefused whether that must not be asked; said of where a redirect leads as well.
   */
  get(address: string, accept: string, options?: { stay?: boolean; isRefused?: IsRefused }): Promise<Fetched | Failed>;
  /** A POST, with the headers of whoever signed it. See `createPost`. */
  post: Post;
  /** `https://host`, or `http://host` for what the owner allowed. */
  originOf(host: string): string;
  /** Puts the fence around every fetch of this process too, whoever makes it. For the program's own start only. */
  fenceProcess(): void;
  /** Nobody is asked any more, and who was asked is not waited for; what is being posted still goes on its way. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

export interface GuardOptions {
  allowed: Place['allowPrivateAddresses'];
  /** `Postern/1.0 (+https://blog.example.com)`: GoToSocial refuses requests without one. */
  userAgent: string;
  sign: SignRequest;
  resolve?: Resolve;
  /** Milliseconds: for connecting, for the header, between two pieces of a body; and for everything. */
  patience?: { phase: number; total: number };
}

const maximumSize = 1024 * 1024;
const maximumRedirects = 3;
const over: Failed = { failed: 'unasked', what: 'nobody is asked any more: this server is being stopped' };
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * The one way out. Every request is judged by its URL and by the address really connected to, redirects alike;
 * an answer is at most 1 MiB after decompression, within 30 seconds. What the fence is for: threats.md, "Fetching".
 */
export function createGuard({
  allowed,
  userAgent,
  sign,
  resolve,
  patience = { phase: 10_000, total: 30_000 },
}: GuardOptions): Guard {
  const open = (size: number) =>
    new Agent({
      connect: fencedConnector({
        reach: (protocol, hostname, port) => reachOfOrigin(protocol, hostname, port, allowed),
        timeout: patience.phase,
        ...(resolve ? { resolve } : {}),
      }),
      connections: 2,
      headersTimeout: patience.phase,
      bodyTimeout: patience.phase,
      maxResponseSize: size,
      maxHeaderSize: 16 * 1024,
    });
  const agent = open(maximumSize);
  let isOver = false;
  // Of its own, so that a key is fetched also from a server that lets deliveries hang.
  const delivering = open(-1);

  async function follow(
    address: string,
    accept: string,
    stay: boolean,
    isRefused: IsRefused,
    signal: AbortSignal,
  ): Promise<Fetched | Failed> {
    let next = address;
    for (let hop = 0; hop <= maximumRedirects; hop += 1) {
      const url = readUrl(next);
      if (!url || !reachOf(url, allowed)) return { failed: 'refused', what: `${shown(next)} is not to be asked` };
      if (await isRefused(url)) return { failed: 'refused', what: `${url.host} is blocked` };
      const headers = { accept, 'user-agent': userAgent, ...(await sign(url)) };
      const response = await fetch(url.href, { dispatcher: agent, redirect: 'manual', headers, signal });
      const location = response.headers.get('location');
      if (!redirects.has(response.status) || location === null) return read(response, url);
      await response.body?.cancel();
      if (!URL.canParse(location, url.href)) return { failed: 'refused', what: `${url.host} redirects to nowhere` };
      next = new URL(location, url).href;
      if (stay && new URL(next).origin !== url.origin)
        return { failed: 'refused', what: `${url.host} redirects elsewhere`, leads: next };
    }
    return { failed: 'too many redirects', what: `${shown(address)} redirects more than ${maximumRedirects} times` };
  }

  return {
    async get(address, accept, { stay = false, isRefused = () => false } = {}) {
      // What fails on our own side says nothing about the other.
      let trouble: unknown = null;
      const ask: IsRefused = async (url) => {
        try {
          return await isRefused(url);
        } catch (error) {
          trouble = error;
          throw error;
        }
      };
      try {
        return await follow(address, accept, stay, ask, AbortSignal.timeout(patience.total));
      } catch (error) {
        if (error === trouble) throw error;
        return isOver ? over : explain(error, address);
      }
    },
    post: createPost({ agent: delivering, allowed, userAgent, total: patience.total }),
    originOf(host) {
      const plain = readUrl(`http://${host}`);
      const reach = plain && reachOf(plain, allowed);
      if (reach === 'named') return `http://${host}`;
      const isLocal = plain !== null && /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(plain.hostname);
      return reach === 'loopback' && isLocal ? `http://${host}` : `https://${host}`;
    },
    fenceProcess() {
      setGlobalDispatcher(agent);
    },
    async hangUp() {
      isOver = true;
      await agent.destroy();
    },
    async close() {
      await Promise.all([agent.destroy(), delivering.destroy()]);
    },
  };
}

async function read(response: Response, url: URL): Promise<Fetched | Failed> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    // Counted after decompression: leaving the loop cancels the rest.
    if (size > maximumSize) return { failed: 'too large', what: `${url.host} sends more than 1 MiB` };
    pieces.push(piece);
  }
  const type = (response.headers.get('content-type') ?? '').toLowerCase();
  const link = response.headers.get('link');
  return { status: response.status, url: url.href, type, ...(link ? { link } : {}), body: Buffer.concat(pieces) };
}
