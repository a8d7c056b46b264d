import type { InboxRequest } from '../inbox/incoming.ts';
import { type Lines, readLines } from './lines.ts';
import { readSaid, type Said } from './said.ts';
import { readSignature, type Signature } from './signature.ts';

/** Where the gate stands. */
export interface Border {
  /** Of the blog: `https://blog.example.com`. */
  origin: string;
  /** What the owner lets federation reach by http (`POSTERN_ALLOW_PRIVATE_ADDRESSES`). */
  allowed: 'loopback' | string[];
}

/** One request on its way through the gate: what has been read of it. Each part is read when a check first asks for it. */
export interface Passage extends Border {
  request: InboxRequest;
  now: Date;
  lines: Lines;
  readonly signature: Signature;
  readonly said: Said;
}

/** Why a request goes no further, and the status that is answered. The sentence holds nothing of the request. */
export interface Refusal {
  status: 202 | 400 | 401 | 403 | 415 | 421;
  why: string;
}

/** One thing that a request must be. It reads nothing but the passage, and changes nothing. */
export type Check = (passage: Passage) => Refusal | null;

export function enter(request: InboxRequest, border: Border, now: Date): Passage {
  const lines = readLines(request.rawHeaders);
  let signature: Signature | null = null;
  let said: Said | null = null;
  return {
    ...border,
    request,
    now,
    lines,
    get signature() {
      signature ??= readSignature(lines);
      return signature;
    },
    get said() {
      said ??= readSaid(request.body);
      return said;
    },
  };
}

export function refuse(status: Refusal['status'], why: string): Refusal {
  return { status, why };
}
