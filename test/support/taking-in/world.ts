import type { Chance } from '../chance.ts';
import { type Json, makeKey, type Scheme, type Stranger, type StrangerUser, startStranger } from '../stranger.ts';

/** Somebody on one of the servers, and how that server signs. */
export interface Writer {
  stranger: Stranger;
  user: StrangerUser;
  /** What its server says of it beside the usual: that may change. */
  document: Json;
  scheme: Scheme;
  algorithm: string;
  /** Where it seems to come from, behind a proxy. */
  address: string;
}

/** Many servers, each at an address block of its own. */
export interface World {
  strangers: Stranger[];
  /** Somebody who has done nothing yet. */
  newcomer(stranger: Stranger, document?: Json): Writer;
  close(): Promise<void>;
}

const signings: [Scheme, string][] = [
  ['draft-cavage', 'rsa-sha256'],
  ['draft-cavage', 'hs2019'],
  ['rfc9421', 'rsa-v1_5-sha256'],
];

export async function openWorld(servers: number, chance: Chance): Promise<World> {
  const strangers = await Promise.all(Array.from({ length: servers }, (_, at) => startStranger({ host: hostAt(at) })));
  // One for the people of a server: it is the addresses of their keys that differ.
  const keys = new Map(strangers.map((stranger) => [stranger, makeKey()]));
  const signing = new Map(strangers.map((stranger) => [stranger, chance.pick(signings)]));
  let people = 0;
  for (const stranger of strangers) stranger.behave({ status: 202 });
  return {
    strangers,
    newcomer(stranger, document = {}) {
      people += 1;
      const key = keys.get(stranger) ?? makeKey();
      const user = stranger.addUser(`p${people}`, { document, pair: key });
      document.name ??= user.id;
      const [scheme, algorithm] = signing.get(stranger) ?? ['draft-cavage', 'rsa-sha256'];
      const at = strangers.indexOf(stranger);
      return {
        stranger,
        user,
        document,
        scheme,
        algorithm,
        address: `10.${at >> 8}.${at & 255}.${1 + (people % 250)}`,
      };
    },
    close: async () => void (await Promise.all(strangers.map((stranger) => stranger.close()))),
  };
}

const hostAt = (at: number): string => (at % 2 === 0 ? '127.0.0.1' : 'localhost');
