import { digestLine, type SignOptions } from '../support/stranger/sign.ts';
import type { Json, Stranger, StrangerUser } from '../support/stranger.ts';
import type { Sent } from './send.ts';

/** Who is there while a request is refused. */
export interface World {
  /** The blog's public origin. */
  blog: string;
  now: Date;
  /** The server whose user sends. */
  ada: StrangerUser;
  stranger: Stranger;
  /** Another user of that server. */
  eve: StrangerUser;
  /** A user of another server. */
  bob: StrangerUser;
}

type Scheme = NonNullable<SignOptions['scheme']>;

/** How an honest request becomes one that must be refused, and what it must get. */
export interface Case {
  /** What is refused. */
  name: string;
  scheme?: Scheme;
  /** Below the blog's address. */
  inbox?: string;
  /** What is said, before it is signed. */
  say?(honest: Json, world: World): Json | Buffer | string;
  sign?(world: World): SignOptions;
  /** What happens to the signed request on its way. */
  tamper?(sent: Sent, world: World): void;
  status: number;
  /** What is answered, or a part of it. */
  says: string;
  /** Paths that are asked for on the way. */
  fetches?: string[];
}

export const cavage: Scheme = 'draft-cavage';
export const rfc9421: Scheme = 'rfc9421';
export const both: Scheme[] = [cavage, rfc9421];

/** The same case by both kinds of signature. */
export function byBoth(each: Omit<Case, 'scheme'>): Case[] {
  return both.map((scheme) => ({ ...each, scheme, name: `${each.name}, by ${scheme}` }));
}

/** Sets a header line in place of those of its name. */
export function set(sent: Sent, name: string, value: string): void {
  drop(sent, name);
  sent.lines.push([name, value]);
}

export function drop(sent: Sent, name: string): void {
  sent.lines = sent.lines.filter(([other]) => other.toLowerCase() !== name);
}

export function value(sent: Sent, name: string): string {
  return sent.lines.find(([other]) => other.toLowerCase() === name)?.[1] ?? '';
}

/** Changes the text of one header line. */
export function edit(sent: Sent, name: string, change: (text: string) => string): void {
  const changed = change(value(sent, name));
  if (changed === value(sent, name)) throw new Error(`Nothing of ${name} was changed.`);
  set(sent, name, changed);
}

/** Other bytes under a digest of their own. */
export function replaceBody(sent: Sent, scheme: Scheme, body: Buffer): void {
  sent.body = body;
  set(sent, scheme === rfc9421 ? 'content-digest' : 'digest', digestLine(scheme, body));
}

export const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

export const minutes = (world: World, count: number): Date => new Date(world.now.getTime() + count * 60_000);
