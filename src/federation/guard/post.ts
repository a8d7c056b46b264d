import type { Agent } from 'undici';
import { explain, type Failed, shown } from './failure.ts';
import { reachOf } from './judge.ts';
import { readUrl } from './url.ts';

/** What an inbox answered. Its body says nothing that we could use. */
export interface Posted {
  status: number;
  /** `Retry-After` as it was sent; null without. */
  retryAfter: string | null;
  /** `Date` as it was sent; null without. */
  date?: string | null;
}

/**
 * A POST of these exact bytes, by the same fence as every other request. A redirect is an answer and never followed: the signature
 * covers host and path. Never throws for what the other side does.
 */
export type Post = (
  address: string,
  request: { headers: Record<string, string>; body: string | Uint8Array },
) => Promise<Posted | Failed>;

/** As much of an answer is read, for the sake of the connection: the next delivery goes by it. */
const maximumSize = 64 * 1024;

export function createPost({
  agent,
  allowed,
  userAgent,
  total,
}: {
  agent: Agent;
  allowed: 'loopback' | string[];
  userAgent: string;
  /** Milliseconds for everything. */
  total: number;
}): Post {
  return async (address, { headers, body }) => {
    const url = readUrl(address);
    if (!url || !reachOf(url, allowed))
      return { failed: 'refused', what: `${shown(address)} is not to be asked`, unsent: true };
    try {
      const response = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { ...headers, 'user-agent': userAgent },
        body,
        signal: AbortSignal.timeout(total),
      });
      const { 'retry-after': after = null, date = null } = response.headers;
      // Whatever happens to the body: the answer has been given.
      await response.body.dump({ limit: maximumSize }).catch(() => undefined);
      return { status: response.statusCode, retryAfter: first(after), date: first(date) };
    } catch (error) {
      return explain(error, address);
    }
  };
}

function first(value: string | string[] | null): string | null {
  return Array.isArray(value) ? (value[0] ?? null) : value;
}
