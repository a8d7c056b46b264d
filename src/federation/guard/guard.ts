import { Agent, setGlobalDispatcher } from 'undici';
import type { Place } from '../../config.ts';
import { ask, type Fetched, maximumSize } from './ask.ts';
import { fencedConnector, type Resolve } from './connect.ts';
import { explain, type Failed, shown } from './failure.ts';
import { reachOf } from './judge.ts';
import { createPost, type Post } from './post.ts';
import { reachOfOrigin, readUrl } from './url.ts';

/** Header lines that prove who asks, for a GET of that URL. */
export type SignRequest = (url: URL) => Promise<Record<string, string>>;

/** Whether somebody is not to be asked, for what the owner decided. */
export type IsRefused = (url: URL) => Promise<boolean> | boolean;

export type { Failed, Fetched };

/** How far redirects are followed. */
interface Way {
  stay?: boolean;
  isOnly?: boolean;
  most?: number;
}

export interface Guard {
  /**
   * A GET, signed, by way of at most three redirects. Never throws for what the other side does.
   * @param options.stay no redirect is followed to another origin.
   * @param options.isOnly no redirect is followed at all.
   * @param options.most bytes of a body, where an answer above these is none; by default one mebibyte.
   * @throws what `sign` and `isRefused` throw: trouble of our own says nothing about the other side.
   */
  get(address: string, accept: string, options?: Way): Promise<Fetched | Failed>;
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
  /** Asked before each GET, and so of wherever a redirect leads: whoever is blocked learns nothing. What is sent is decided by who sends it. */
  isRefused: IsRefused;
  resolve?: Resolve;
  /** Milliseconds: for connecting, for the header, between two pieces of a body; and for everything. */
  patience?: { phase: number; total: number };
}

const maximumRedirects = 3;
const over: Failed = { failed: 'unasked', what: 'nobody is asked any more: this server is being stopped' };

/**
 * The one way out. Every request is judged by its URL and by the address really connected to, redirects alike;
 * an answer is at most 1 MiB, as it comes and unpacked, within 30 seconds. What the fence is for: threats.md, "Fetching".
 */
export function createGuard({
  allowed,
  userAgent,
  sign,
  isRefused,
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
      // A server may ask for ten minutes; one with a thousand names would hold as many descriptors open.
      keepAliveMaxTimeout: patience.phase,
      maxResponseSize: size,
      maxHeaderSize: 16 * 1024,
    });
  const agent = open(maximumSize);
  let isOver = false;
  // Of its own, so that a key is fetched also from a server that lets deliveries hang.
  const delivering = open(-1);

  /** @param trail is told of each request: what led on has left. */
  async function follow(
    address: string,
    accept: string,
    { stay = false, isOnly = false, most = maximumSize }: Way,
    trail: URL[],
  ): Promise<Fetched | Failed> {
    const signal = AbortSignal.timeout(patience.total);
    let url = readUrl(address);
    let said = address;
    for (let hop = 0; hop <= maximumRedirects; hop += 1) {
      if (!url || !reachOf(url, allowed)) return { failed: 'refused', what: `${shown(said)} is not to be asked` };
      const asked = url;
      trail.push(asked);
      if (await own(() => isRefused(asked))) return { failed: 'refused', what: `${asked.host} is blocked` };
      // For this host and path alone.
      const proof = await own(() => sign(asked));
      const answer = await ask(agent, asked, { accept, 'user-agent': userAgent, ...proof }, signal, most);
      if (!('redirect' in answer)) return answer;
      if (isOnly) return { failed: 'too many redirects', what: `${asked.host} redirects` };
      said = answer.redirect;
      url = said === '' ? null : readUrl(said, asked);
      if (!url) return { failed: 'refused', what: `${asked.host} redirects to nowhere` };
      if (stay && url.origin !== asked.origin)
        return { failed: 'refused', what: `${asked.host} redirects elsewhere`, leads: url.href };
    }
    return { failed: 'too many redirects', what: `${shown(address)} redirects more than ${maximumRedirects} times` };
  }

  return {
    async get(address, accept, way = {}) {
      const trail: URL[] = [];
      try {
        return await follow(address, accept, way, trail);
      } catch (error) {
        if (isOver) return over;
        if (error instanceof OwnTrouble) throw error.cause;
        const { unsent, ...failed } = explain(error, address);
        // Where it was led on, the first host was there.
        return unsent && trail.length === 1 ? { ...failed, unsent } : failed;
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

/** What fails on our own side, and not on the way. */
class OwnTrouble extends Error {}

async function own<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new OwnTrouble('Nobody was asked.', { cause });
  }
}
