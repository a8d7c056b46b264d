import { type Stranger, startStranger } from '../support/stranger.ts';
import { type Case, cavage, type World } from './case.ts';
import type { Sent } from './send.ts';

/** Two other servers, and what the one of them sends. */
export interface Company {
  world: World;
  stranger: Stranger;
  other: Stranger;
  /** `127.0.0.1:40123,127.0.0.1:40124`: what the blog must be allowed to reach. */
  hosts: string;
  /** An honest Follow, changed as a case says; nothing is sent. */
  prepare(change?: Partial<Case>): Sent;
  /** What both were asked for, by GET. */
  asked(): string[];
  close(): Promise<void>;
}

/** The blog's public origin. The proxy before it is left out: what it would send is sent to the blog's own port. */
export const blog = 'https://blog.example.com';

export async function meet(clock: { now(): Date }): Promise<Company> {
  const [stranger, other] = await Promise.all([startStranger({ now: clock.now }), startStranger({ now: clock.now })]);
  const world: World = {
    blog,
    get now() {
      return clock.now();
    },
    ada: stranger.user,
    stranger,
    eve: stranger.addUser('eve'),
    bob: other.user,
  };
  let counter = 0;
  return {
    world,
    stranger,
    other,
    hosts: `${stranger.host},${other.host}`,
    prepare({ inbox = '/ap/actors/james/inbox', scheme = cavage, say, sign, tamper } = {}) {
      counter += 1;
      const id = `${stranger.origin}/activities/${counter}`;
      const honest = stranger.activity('Follow', `${blog}/ap/actors/james`, { id });
      const said = say ? say(honest, world) : honest;
      const options = { scheme, now: clock.now(), ...sign?.(world) };
      const { method, headers, body } = stranger.signed(blog + inbox, said, options);
      const sent: Sent = { method, target: inbox, lines: Object.entries(headers), body };
      tamper?.(sent, world);
      return sent;
    },
    asked: () => [...stranger.asked, ...other.asked].filter(({ method }) => method === 'GET').map(({ url }) => url),
    async close() {
      await Promise.all([stranger.close(), other.close()]);
    },
  };
}
