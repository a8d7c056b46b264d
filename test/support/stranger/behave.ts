import type { ServerResponse } from 'node:http';
import type { Scheme } from './sign.ts';
import type { Verdict } from './verify.ts';

/** How an inbox answers. By default 202 to what it could verify, and 401 to all else. */
export interface Behaviour {
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  /** Seconds, or a date. */
  retryAfter?: number | string;
  /** Milliseconds before it answers. */
  slow?: number;
  /** Takes the request and never answers. */
  silent?: boolean;
  /** Sends a byte of its answer every so many milliseconds, without end. */
  drip?: number;
  /** Closes the connection: instead of an answer, or in the middle of one. */
  cut?: 'before' | 'within';
  /** Answers 401 to this scheme, as a server does that speaks the other one only. */
  refuses?: Scheme;
}

/** Answers as it is told. Timers end with the connection. */
export function behave(response: ServerResponse, behaviour: Behaviour, verdict: Verdict): void {
  const { silent, cut, slow = 0, drip, body = '' } = behaviour;
  if (silent) return;
  if (cut === 'before') return void response.destroy();
  const status = statusOf(behaviour, verdict);
  const retry = behaviour.retryAfter === undefined ? {} : { 'retry-after': String(behaviour.retryAfter) };
  const answer = (): void => {
    response.writeHead(status, { 'content-type': 'text/plain', ...retry, ...behaviour.headers });
    if (cut === 'within') return void response.write('half of', () => response.destroy());
    if (drip === undefined) return void response.end(body);
    const timer = setInterval(() => response.write('.'), drip);
    response.on('close', () => clearInterval(timer));
  };
  if (slow > 0) {
    const timer = setTimeout(answer, slow);
    response.on('close', () => clearTimeout(timer));
  } else answer();
}

function statusOf({ status, refuses }: Behaviour, verdict: Verdict): number {
  if (refuses !== undefined && verdict.scheme === refuses) return 401;
  return status ?? (verdict.verified ? 202 : 401);
}
