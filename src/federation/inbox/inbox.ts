import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Clock } from '../../clock.ts';
import type { Account, Place, Site } from '../../config.ts';
import { type Database, Unmet } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import { type Answer, plain } from '../answer.ts';
import type { Claim, Verify } from '../gate/claim.ts';
import { pass } from '../gate/gate.ts';
import { createRates } from '../gate/rates.ts';
import { readSaid } from '../gate/said.ts';
import { createTurns } from '../load/turns.ts';
import type { Loaders } from '../load.ts';
import type { Handlers } from './handlers.ts';
import type { Effect, Handler, InboxRequest, Json } from './incoming.ts';
import { createProve } from './prove.ts';
import { createReceived, purge } from './received.ts';
import { idOf } from './reference.ts';
import { drop, type Stop, tooMany } from './stop.ts';
import { createTrouble } from './trouble.ts';

export interface InboxOptions {
  site: Pick<Site, 'origin'>;
  place: Pick<Place, 'allowPrivateAddresses'>;
  database: Database;
  verify: Verify;
  /** By the type of the activity; what is not named has no effect. */
  handlers: Handlers;
  isBlocked(actor: URL, type: string): Promise<boolean> | boolean;
  /** Whether anything is kept of an actor. */
  knows(actor: string): Promise<boolean>;
  /** What notes that something was passed on which is to be read at its own server; null: it is not. */
  hear(activity: Json, now: Date): Promise<Effect | null>;
  /** Asked for once there is something to fetch. */
  loaders(): Promise<Pick<Loaders, 'forOneTask'>>;
  clock: Pick<Clock, 'now'>;
  log: Log;
  /** Called after every effect: something may wait to be sent. */
  wake(): void;
}

export interface Inbox {
  /**
   * Takes in what came to an inbox, or says why not. It never throws.
   * @param account whose inbox it came to; null for the shared one.
   */
  receive(request: InboxRequest, account: Account | null): Promise<Answer>;
}

/** A request that has the right form. */
interface Arrival {
  request: InboxRequest;
  claim: Claim;
  handler: Handler | null;
  now: Date;
  load: DocumentLoader;
}

/** One thing that what came must be, beyond its form. */
type Check = (arrival: Arrival) => Promise<Stop | null> | Stop | null;

const hour = 3600_000;
const mostDecisions = 5;

/** The same words for all that is taken in and all that is dropped: a sender need not know which. */
const accepted = plain(202, 'Accepted.');

/** Everything between a request at an inbox and what it does to the database. */
export function createInbox(options: InboxOptions): Inbox {
  const { site, place, database, verify, handlers, loaders, clock, log, wake } = options;
  const border = { origin: new URL(site.origin).origin, allowed: place.allowPrivateAddresses };
  const rates = createRates();
  const prove = createProve({ verify, rates, clock });
  const received = createReceived(database);
  const trouble = createTrouble(log);
  // One after the other for each actor: an Undo must not overtake its Follow, and on PostgreSQL two that write the same rows
  // would wait for each other. How many wait is bounded by the rate of their server.
  const inTurn = createTurns(1, Number.POSITIVE_INFINITY);

  // In their order: what costs least first, and what is fetched last.
  const checks: readonly (readonly [name: string, check: Check])[] = [
    ['rate of an address', ({ request, now }) => tooMany(rates.fromAddress(request.address, now))],
    ['rate of a server', ({ claim, now }) => tooMany(rates.mayHost(hostOf(claim), now))],
    ['blocked', async ({ claim }) => ((await isBlocked(claim)) ? drop('It is blocked.') : null)],
    ['type', ({ handler }) => (handler ? null : drop('Nothing is done with its type.'))],
    ['known', async ({ claim }) => (isFarewell(claim) && !(await options.knows(claim.actor)) ? drop(neverHere) : null)],
    ['seen before', async ({ claim }) => ((await isKnown(claim)) ? drop('It was taken in before.') : null)],
    ['proven', ({ request, claim, load }) => prove(request, claim, load)],
  ];

  const isBlocked = ({ actor, type }: Claim) => options.isBlocked(new URL(actor), type);

  async function isKnown(claim: Claim): Promise<boolean> {
    const before = await received.before(claim);
    return before.signature || before.id;
  }

  async function takeIn(request: InboxRequest, account: Account | null, now: Date): Promise<Answer> {
    const claim = pass(request, border, now);
    if ('status' in claim) {
      if (claim.status === 202 && !tooMany(rates.fromAddress(request.address, now)))
        await hear(readSaid(request.body).activity, now);
      return stopped(claim);
    }
    const { activity, id, type, actor } = claim;
    // The type is a stranger's: `constructor` is none.
    const handler = (Object.hasOwn(handlers, type) && handlers[type]) || null;
    const load: DocumentLoader = once(async () => (await loaders()).forOneTask());
    const arrival = { request, claim, handler, now, load };
    for (const [name, check] of checks) {
      const stop = await check(arrival);
      if (stop?.status === 202 && name === 'proven') await hear(activity, now);
      if (stop) return stopped(stop);
    }
    const incoming = { id, type, actor, activity, account, now, load };
    return inTurn(actor, () => decide(claim, async () => (await handler?.(incoming)) ?? null, now));
  }

  /** What is not proven by its actor may be so at its own server: there it is read, later. */
  async function hear(activity: Json, now: Date): Promise<void> {
    const effect = await options.hear(activity, now);
    if (!effect) return;
    await database.atomically(effect);
    wake();
  }

  /** Decided anew where what it is about was changed by others in between. */
  async function decide(claim: Claim, handle: () => Promise<Effect | null>, now: Date): Promise<Answer> {
    for (let left = mostDecisions - 1; ; left -= 1) {
      try {
        return await write(claim, await handle(), now);
      } catch (error) {
        if (left === 0 || !(error instanceof Unmet)) throw error;
      }
    }
  }

  async function write(claim: Claim, effect: Effect | null, now: Date): Promise<Answer> {
    // What notes it comes first: two that come at once end there, before either has had an effect.
    let noted = 0;
    try {
      await database.atomically((query) => {
        const notes = received.note(query, claim, now, effect !== null);
        noted = notes.length;
        return [...notes, ...(effect?.(query) ?? [])];
      });
    } catch (error) {
      if (error instanceof Unmet && error.step < noted) return stopped(drop('It was taken in meanwhile.'));
      throw error;
    }
    if (effect) wake();
    await tidy(now);
    return accepted;
  }

  let tidied = 0;

  /** What was taken in stays so, even if nothing can be forgotten now. */
  async function tidy(now: Date): Promise<void> {
    if (now.getTime() - tidied < hour) return;
    tidied = now.getTime();
    await purge(database, now).catch((error: unknown) =>
      log.warn('What came in long ago could not be forgotten.', { error }),
    );
  }

  /** Told in one line, and only to an owner who wants to know everything: strangers decide how often it happens. */
  function stopped({ status, why, after }: { status: number; why: string; after?: number }): Answer {
    log.debug('An activity was not taken in.', { status, why });
    if (status === 202) return accepted;
    return plain(status, why, after === undefined ? {} : { 'retry-after': String(after) });
  }

  return {
    receive: (request, account) => takeIn(request, account, clock.now()).catch(trouble),
  };
}

/**
 * The Delete of an actor by itself. Large servers tell everybody of each account that ends, thousands a day, when the key is
 * gone too: where nothing is kept of it, its word need not be proven.
 */
function isFarewell({ type, actor, activity }: Claim): boolean {
  return type === 'Delete' && idOf(activity.object) === actor;
}

const neverHere = 'Nothing is kept of the actor that is gone.';

function hostOf({ keyId }: Claim): string {
  return new URL(keyId).host;
}

/** A loader that is made when it is first asked: most of what comes needs nothing. */
function once(make: () => Promise<DocumentLoader>): DocumentLoader {
  let made: Promise<DocumentLoader> | null = null;
  return async (url, settings) => {
    made ??= make();
    return (await made)(url, settings);
  };
}
