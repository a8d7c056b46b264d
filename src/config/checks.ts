import { type Address, isLoopback } from './address.ts';
import { type Handle, parseHandle, parseWholeHandle } from './handle.ts';
import type { Complaint } from './issues.ts';
import { isReserved } from './reserved.ts';
import { isWrong } from './wrong.ts';

/** A complaint, and whether the blog can do without its mend. */
export interface Finding extends Complaint {
  severity: 'error' | 'warning';
}

type Data = Record<string, unknown>;

/** The addresses at which each kind of feed is always answered. */
export const usualFeeds = {
  rss: ['/feed.xml', '/rss.xml', '/index.xml', '/index.rss', '/feed', '/feed/', '/rss', '/rss/'],
  atom: ['/atom.xml', '/feed.atom'],
  json: ['/feed.json'],
} as const;

/**
 * What cannot be judged by looking at one key. Works on the data as written, so that these problems are told
 * together with those of single keys.
 */
export function checkTogether(data: Data, address: Address | null): Finding[] {
  const accounts = accountsOf(data);
  return [
    ...(address ? insecure(address, data) : []),
    ...repeated(accounts, address ? new URL(address.origin).host : ''),
    ...accounts.flatMap(pointer),
    ...ownersHere(data, accounts, address ? new URL(address.origin).host : ''),
    ...feedsElsewhere(data),
  ];
}

interface WrittenAccount {
  data: Data;
  path: PropertyKey[];
  handle: Handle | null;
}

function accountsOf({ accounts }: Data): WrittenAccount[] {
  if (!Array.isArray(accounts)) return [];
  return accounts.flatMap((account: unknown, index) => {
    if (typeof account !== 'object' || account === null) return [];
    const data = account as Data;
    const handle = typeof data.handle === 'string' ? parseHandle(data.handle) : null;
    return [{ data, path: ['accounts', index], handle: handle && !isWrong(handle) ? handle.value : null }];
  });
}

function insecure({ origin }: Address, data: Data): Finding[] {
  const { protocol, hostname, host } = new URL(origin);
  if (protocol === 'https:' || isLoopback(hostname)) return [];
  return [
    {
      path: data.url === undefined ? [] : ['url'],
      severity: 'warning',
      what: `The blog's url begins with http://, so nobody can follow it: the fediverse speaks https only.`,
      mend: `Write https://${host}, and put a server with a certificate in front (docs/hosting.md).`,
    },
  ];
}

function repeated(accounts: WrittenAccount[], blogHost: string): Finding[] {
  const handles = new Map<string, string>();
  const ids = new Map<string, string>();
  return accounts.flatMap(({ data, path, handle }): Finding[] => {
    if (!handle) return [];
    const full = [handle.user, handle.host ?? blogHost].filter(Boolean).join('@').toLowerCase();
    const id = typeof data.id === 'string' ? data.id : handle.user;
    const pointer = data.identityOf !== undefined;
    if (handles.has(full)) {
      const what = `The handle @${full} is on the list twice.`;
      return [
        {
          path: [...path, 'handle'],
          severity: 'error',
          what,
          mend: 'Take one of the two accounts out, or give it another user name.',
        },
      ];
    }
    handles.set(full, full);
    const other = pointer ? undefined : ids.get(id.toLowerCase());
    if (!pointer) ids.set(id.toLowerCase(), full);
    if (other === undefined) return [];
    const what = `The accounts @${other} and @${full} have the same id "${id}", and so the same address.`;
    return [
      {
        path: [...path, data.id === undefined ? 'handle' : 'id'],
        severity: 'error',
        what,
        mend: `Add another id to this one, such as id: ${id}2.`,
      },
    ];
  });
}

/** Who speaks for the blog is no other than the blog: its own accounts cannot be told anything, nor decide. */
function ownersHere({ owners }: Data, accounts: WrittenAccount[], blogHost: string): Finding[] {
  if (!Array.isArray(owners)) return [];
  const here = new Map(
    accounts.flatMap(({ data, handle }): [string, unknown][] =>
      handle ? [[`${handle.user}@${handle.host ?? blogHost}`.toLowerCase(), data.identityOf]] : [],
    ),
  );
  return owners.flatMap((owner: unknown, index): Finding[] => {
    const parsed = typeof owner === 'string' ? parseWholeHandle(owner) : null;
    if (!parsed || isWrong(parsed)) return [];
    const handle = `${parsed.value.user}@${parsed.value.host}`;
    if (!here.has(handle.toLowerCase())) return [];
    const target = here.get(handle.toLowerCase());
    return [
      {
        path: ['owners', index],
        severity: 'error',
        what: `@${handle} is on this blog, and owners are accounts elsewhere.`,
        mend:
          typeof target === 'string'
            ? `Write ${target} in its place.`
            : 'Take it out, or write an account of yours on another server.',
      },
    ];
  });
}

function pointer({ data, path, handle }: WrittenAccount): Finding[] {
  if (typeof data.identityOf !== 'string' || !handle) return [];
  const target = parseWholeHandle(data.identityOf);
  if (isWrong(target)) return [];
  const { user, host } = target.value;
  const unused = Object.keys(data).filter((key) => key !== 'handle' && key !== 'identityOf');
  const findings: Finding[] = unused.map((key) => ({
    path: [...path, key],
    severity: 'warning',
    what: `"${key}" is not used: ${handle.user} only points to @${user}@${host}, and everything else is said there.`,
    mend: `Take ${key} out, or take identityOf out to have an account of its own here.`,
  }));
  if (user.toLowerCase() !== handle.user.toLowerCase()) {
    const what = `The name ${handle.user} points to an account with another name, @${user}@${host}; some servers refuse that.`;
    findings.push({
      path: [...path, 'identityOf'],
      severity: 'warning',
      what,
      mend: `Write handle: ${user} if you can.`,
    });
  }
  return findings;
}

/** A further address of a feed may be no other feed's, and no page's. */
function feedsElsewhere({ feeds }: Data): Finding[] {
  if (typeof feeds !== 'object' || feeds === null) return [];
  const owner = new Map<string, string>(
    Object.entries(usualFeeds).flatMap(([kind, paths]) => paths.map((path) => [path, kind])),
  );
  return Object.entries(feeds).flatMap(([kind, written]) =>
    [written].flat().flatMap((path: unknown, index): Finding[] => {
      const at = Array.isArray(written) ? ['feeds', kind, index] : ['feeds', kind];
      const mend = 'Give this feed another address.';
      if (!owner.has(String(path)) && isReserved(String(path)))
        return [{ path: at, severity: 'error', what: `${path} is an address of the blog itself.`, mend }];
      const first = owner.get(String(path)) ?? kind;
      owner.set(String(path), first);
      if (first === kind) return [];
      const what = `${path} is already the address of the ${first} feed.`;
      return [{ path: at, severity: 'error', what, mend }];
    }),
  );
}
