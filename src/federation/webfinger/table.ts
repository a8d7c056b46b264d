import { domainToASCII, domainToUnicode } from 'node:url';
import type { Account, Pointer, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { actorId, hostOf, profilePath } from '../addresses.ts';
import type { Jrd } from './jrd.ts';

/** Who is behind a resource. A pointer's descriptor is another server's, and may not be known yet. */
export interface Entry {
  /** The handle here, without the first `@`. */
  handle: string;
  kind: 'account' | 'pointer';
  jrd(): Jrd | null;
}

/**
 * Every resource that is answered, in its one spelling (see `fold`): hosts are in small letters as soon as the
 * configuration is read. What is not in here does not exist.
 */
export type Table = ReadonlyMap<string, Entry>;

/**
 * The table of all that WebFinger answers. An account is found by its handle, by the same name on the blog's own host,
 * and by the addresses of its actor and of its page; a pointer by its handles alone.
 */
export function makeTable(
  site: Site,
  jrdOf: { account(account: Account): Jrd; pointer(pointer: Pointer): Jrd | null },
): Table {
  const table = new Map<string, Entry>();
  const add = (resource: string, entry: Entry): void => {
    if (!table.has(resource)) table.set(resource, entry);
  };
  const entries = [
    ...site.accounts.map((account) => {
      const jrd = jrdOf.account(account);
      const urls = [actorId(site, account), absolute(site, profilePath(account))];
      return { named: account, urls, entry: entryOf(account, 'account', () => jrd) };
    }),
    ...site.pointers.map((pointer) => ({
      named: pointer,
      urls: [],
      entry: entryOf(pointer, 'pointer', () => jrdOf.pointer(pointer)),
    })),
  ];
  for (const { named, urls, entry } of entries) {
    for (const host of spellings(named.host)) add(`acct:${named.user}@${host}`, entry);
    for (const url of urls) add(url, entry);
  }
  // Last, so that a handle that was written down is never hidden by one that follows from another.
  for (const { named, entry } of entries) {
    for (const host of spellings(hostOf(site))) add(`acct:${named.user}@${host}`, entry);
  }
  return table;
}

function entryOf({ user, host }: { user: string; host: string }, kind: Entry['kind'], jrd: () => Jrd | null): Entry {
  return { handle: `${user}@${host}`, kind, jrd };
}

/** A host as it is written in ASCII and, where it has another form, in its own script. */
function spellings(host: string): string[] {
  const [name = '', port] = host.startsWith('[') ? [host] : host.split(':');
  const suffix = port === undefined ? '' : `:${port}`;
  const forms = host.startsWith('[') ? [host] : [domainToASCII(name), domainToUnicode(name)];
  return [...new Set(forms.filter((form) => form !== '').map((form) => form + suffix))];
}
