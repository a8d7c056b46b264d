import type { Clock } from '../../clock.ts';
import type { Site } from '../../config.ts';
import { hostOf } from '../addresses.ts';
import { blockOf } from '../gate/block.ts';
import { createBuckets } from '../gate/bucket.ts';
import type { Guard } from '../guard/guard.ts';
import { createAsk } from './ask.ts';
import { type Misread, readTyped, shownHost, type Typed } from './handle.ts';
import { type Deed, findWay, type Target } from './intents.ts';
import { createFindThings, type FindThings } from './things.ts';

export type { Thing } from './things.ts';

/** A visitor who wants to do something from their own server. */
export interface Visit {
  /** As it was typed. */
  handle: string;
  deed: Deed;
  target: Target;
  /** Where the visitor's request came from. */
  address: string;
}

/** Why a visitor is sent nowhere. `own`: the handle is one of this blog. `often`: they asked too often. */
export type Hindrance = Misread | 'own' | 'often' | 'silent' | 'unknown' | 'no-server' | 'busy';

/**
 * Where a visitor is sent: only ever to the host that they typed. `sure`: that host named the page. `elsewhere`: it says that
 * the account is on another host, and names that; `handle` is what they would type to go there.
 */
export type Lead =
  | { state: 'go'; url: string; host: string; sure: boolean }
  | { state: 'elsewhere'; host: string; other: string; handle: string }
  | { state: 'hindered'; why: Hindrance; host: string | null };

/** Sends visitors to their own servers, to answer what is here. */
export interface Interact {
  find: FindThings['find'];
  findRemark: FindThings['findRemark'];
  lead(visit: Visit): Promise<Lead>;
}

/** Times a minute that one block of addresses may ask: a class of pupils may, and a program that tries out names may not. */
export const perBlock = 20;

export function createInteract(
  parts: Parameters<typeof createFindThings>[0] & {
    site: Site;
    guard: Pick<Guard, 'get' | 'originOf'>;
    isBlocked(actor: URL): Promise<boolean> | boolean;
    clock: Clock;
  },
): Interact {
  const { site, guard, clock } = parts;
  const ask = createAsk(parts);
  const askers = createBuckets(perBlock);
  const isNear = (host: string): boolean => guard.originOf(host).startsWith('http:');

  return {
    ...createFindThings(parts),
    async lead({ handle, deed, target, address }) {
      const typed = readTyped(handle, isNear);
      if ('wrong' in typed) return { state: 'hindered', why: typed.wrong, host: null };
      const { user, host } = typed;
      const hindered = (why: Hindrance): Lead => ({ state: 'hindered', why, host: shownHost(host) });
      if (isOwn(site, typed)) return hindered('own');
      if (askers.take(blockOf(address), clock.now()) > 0) return hindered('often');
      const asked = await ask(typed);
      if ('failed' in asked) return hindered(asked.failed);
      const origin = guard.originOf(host);
      // A redirect says the same as a descriptor whose actor is elsewhere.
      const doors = 'leads' in asked ? { templates: new Map<string, string>(), actor: asked.leads } : asked;
      const way = findWay(doors, deed, target, origin);
      if (!way) return hindered('no-server');
      if ('go' in way) return { state: 'go', url: way.go, host: shownHost(host), sure: way.sure };
      const { elsewhere } = way;
      return {
        ...{ state: 'elsewhere', host: shownHost(host), other: shownHost(elsewhere) },
        handle: `@${user}@${elsewhere}`,
      };
    },
  };
}

/** Whether somebody typed the handle of this blog in place of their own. */
function isOwn(site: Site, { user, host }: Typed): boolean {
  const small = user.toLowerCase();
  return (
    host === hostOf(site) ||
    [...site.accounts, ...site.pointers].some((one) => one.host === host && one.user.toLowerCase() === small)
  );
}
