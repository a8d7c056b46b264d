import { createPostKeys } from '../blog/post-keys.ts';
import type { Posts } from '../blog/posts.ts';
import type { Clock } from '../clock.ts';
import type { Account, Place, Site } from '../config.ts';
import { absolute } from '../config.ts';
import { createConversations } from '../conversation/read.ts';
import type { Database } from '../database/database.ts';
import { createKeys, type Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Problem } from '../problem.ts';
import { version } from '../version.ts';
import { keyId } from './addresses.ts';
import { createStanding } from './announce/told.ts';
import type { Answer, Asked } from './answer.ts';
import { createReadAnswers } from './answers/routes.ts';
import { createIsBlockedHost } from './blocks/is-blocked.ts';
import { type Conversation, type ConversationParts, createConversation } from './conversation.ts';
import { keepAccounts } from './former.ts';
import type { Resolve } from './guard/connect.ts';
import { createGuard, type Guard } from './guard/guard.ts';
import { createLedger } from './ledger/ledger.ts';
import type { Loaders } from './load.ts';
import { negotiate } from './negotiate.ts';
import { createOutbox } from './outbox.ts';
import { makeRoutes } from './resources.ts';
import { answerByRoute, belowBase } from './routes.ts';
import { createSending } from './send.ts';
import { signGet } from './sign.ts';
import { createSkewMeter, type SkewMeter } from './skew.ts';
import { createElsewhere, type Elsewhere } from './webfinger/elsewhere.ts';
import { accountJrd, type Pictures } from './webfinger/jrd.ts';
import { createLoops } from './webfinger/loop.ts';
import { actorsOf, remoteHandles } from './webfinger/remote.ts';
import { makeTable, type Table } from './webfinger/table.ts';

export interface FederationOptions extends Pick<ConversationParts, 'onSweep' | 'small'> {
  site: Site;
  place: Pick<Place, 'allowPrivateAddresses' | 'role' | 'webhook'>;
  database: Database;
  posts: Posts & { refresh(): Promise<boolean> };
  /** The picture behind a path that `postern.yaml` names. */
  medium: Pictures;
  clock: Clock;
  log: Log;
  /** Called after each look at what followers are to be told. */
  onLook?(): void;
  /** For tests: how names become addresses. */
  resolve?: Resolve;
}

export interface Federation {
  /** Null: not ours, the blog answers. */
  answer(asked: Asked): Promise<Answer | null>;
  /** Takes in what comes to an inbox. */
  receive: Conversation['receive'];
  /** Sends visitors to their own servers. */
  interact: Conversation['interact'];
  /** Tells readers of feeds at once. */
  websub: Conversation['websub'];
  /** Before the blog is said to be there, and after its first publish: what is published later is told to followers. */
  begin(): Promise<void>;
  /** Looks at once whether followers are to be told of something: after a publish. */
  look(): void;
  /**
   * Begins to send, unless the role is `web`. Asks the hosts that handles depend on, and goes on asking. Call it once the blog can be reached: a handle's host may
   * lead back here while it is asked. What stands in the way is returned, and logged when it changes.
   */
  start(): Promise<Problem[]>;
  /** What `start` does again and again: for tests, and for `doctor`. */
  tend(): Promise<void>;
  problems(): Problem[];
  /** How far our clock is from those of other servers. */
  skew: SkewMeter['skew'];
  /** What WebFinger answers, for `exportWebfinger`. */
  table: Table;
  keys: Keys;
  guard: Guard;
  /** Loaded when first needed: Fedify is the largest part of a start. */
  loaders(): Promise<Loaders>;
  close(): Promise<void>;
}

/** Between two looks at what other hosts say. */
const pause = 5 * 60_000;

/** Everything that speaks ActivityPub, except HTTP itself (src/web/fediverse.ts). Reads what other hosts told before. */
export async function createFederation(options: FederationOptions): Promise<Federation> {
  const { site, place, database, posts, medium, clock, log } = options;
  const { now } = clock;
  const keys = createKeys({ database, now, change: posts.change });
  const guard = guardOf(options, keys);
  const shared = { database, guard, now, log };
  const elsewhere = createElsewhere({ handles: remoteHandles(site), ...shared });
  const loops = createLoops({ site, ...shared });
  await Promise.all([elsewhere.load(), loops.load()]);

  const table = tableOf(site, medium, elsewhere);
  const former = await keepAccounts(database, site, now());
  const standing = createStanding(site, database, former);
  const isOn = (account: Account): boolean => loops.holds(account);
  const aliases = (account: Account): string[] => actorsOf(account, elsewhere);
  const ledger = createLedger({ database, now });
  const skew = createSkewMeter({ now, warn: log.warn });
  const sending = createSending({ ...options, ledger, keys, guard, pictures: medium, aliases, isOn, skew });
  let loading: Promise<Loaders> | null = null;
  const loaders = (): Promise<Loaders> => {
    loading ??= import('./load.ts').then(({ createLoaders }) => createLoaders(guard, log));
    return loading;
  };
  const conversation = createConversation({ ...options, guard, ledger, loaders, isOn, wake: sending.wake });
  const answers = createReadAnswers({ site, database, former, isOn });
  const routes = makeRoutes({
    ...{ site, answers },
    posts,
    postKeys: createPostKeys(database),
    conversations: createConversations(database),
    pictures: medium,
    table,
    keys,
    former,
    outbox: createOutbox(posts, standing),
    standing,
    stamp: conversation.stamp,
    isOn,
    aliases,
    followers: ({ id }) => conversation.followers.count(id),
  });

  if (place.role !== 'web') await conversation.begin(now());
  let stopped = false;
  let cancel = (): void => {};

  let last: Promise<unknown> = Promise.resolve();

  // One after the other, so that no host is asked twice at once.
  function tend(): Promise<void> {
    const next = last.then(async () => {
      await Promise.all([elsewhere.refresh(), loops.check()]);
    });
    last = next.catch(() => undefined);
    return next;
  }

  function again(): void {
    if (stopped) return;
    cancel = clock.after(pause, () => {
      tend()
        .catch((error: unknown) => log.error('Other hosts could not be asked.', { error }))
        .finally(again);
    });
  }

  const problems = (): Problem[] => [...loops.problems(), ...elsewhere.problems(), ...conversation.problems()];

  return {
    table,
    keys,
    guard,
    loaders,
    receive: conversation.receive,
    interact: conversation.interact,
    websub: conversation.websub,
    begin: sending.begin,
    look() {
      sending.look();
      conversation.look();
    },
    problems,
    skew: skew.skew,
    tend,
    async answer(asked) {
      const root = await answerByRoute(routes.root, asked.path, asked);
      if (root) return root;
      const path = belowBase(site, asked.path);
      if (path === null) return null;
      return (await answerByRoute(routes.blog, path, asked)) ?? negotiate({ site, posts, answers }, path, asked);
    },
    async start() {
      await tend();
      if (place.role !== 'web' && !stopped) {
        sending.start();
        await conversation.start(now());
      }
      again();
      return problems();
    },
    async close() {
      stopped = true;
      cancel();
      // Work that asks a server which hangs ends now, and is done again by whoever starts next.
      await Promise.all([guard.hangUp(), sending.close(), conversation.close()]);
      await guard.close();
      // What was under way writes its outcome before the database goes.
      await last;
    },
  };
}

/**
 * What WebFinger would answer, with nobody answered: for `postern webfinger export`.
 * @param options.refresh whether other hosts are asked for what is not known or a week old.
 */
export async function readTable(
  options: Omit<FederationOptions, 'posts'> & { refresh: boolean },
): Promise<{ table: Table; problems: Problem[] }> {
  const { site, database, medium, clock, log } = options;
  const { now } = clock;
  const guard = guardOf(options, createKeys({ database, now }));
  const handles = site.pointers.map(({ identityOf }) => identityOf);
  const elsewhere = createElsewhere({ handles, database, guard, now, log });
  await elsewhere.load();
  if (options.refresh) await elsewhere.refresh();
  await guard.close();
  return { table: tableOf(site, medium, elsewhere), problems: elsewhere.problems() };
}

function tableOf(site: Site, medium: Pictures, elsewhere: Elsewhere): Table {
  return makeTable(site, {
    account: (account) => accountJrd(site, account, medium),
    pointer: ({ identityOf }) => elsewhere.jrd(identityOf),
  });
}

function guardOf(
  {
    site,
    place,
    database,
    clock,
    resolve,
  }: Pick<FederationOptions, 'site' | 'place' | 'database' | 'clock' | 'resolve'>,
  keys: Keys,
): Guard {
  return createGuard({
    allowed: place.allowPrivateAddresses,
    userAgent: `Postern/${version} (+${absolute(site, '/')})`,
    sign: (url) => signAsFirst(site, keys, url, clock.now()),
    isRefused: createIsBlockedHost(database),
    ...(resolve ? { resolve } : {}),
  });
}

// The first account's own actor, since servers look a signer up by WebFinger: one that is not on the list gets 401.
async function signAsFirst(site: Site, keys: Keys, url: URL, now: Date): Promise<Record<string, string>> {
  const [first] = site.accounts;
  if (!first) return {};
  const { rsa } = await keys.of(first.id);
  return signGet(url, { keyId: keyId(site, first), key: rsa.signer }, now);
}
