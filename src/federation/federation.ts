import { createPostKeys } from '../blog/post-keys.ts';
import type { Posts } from '../blog/posts.ts';
import type { Clock } from '../clock.ts';
import type { Account, Place, Site } from '../config.ts';
import { absolute } from '../config.ts';
import { createConversations } from '../conversation/read.ts';
import type { Database } from '../database/database.ts';
import { createJobs } from '../jobs/jobs.ts';
import { seed } from '../jobs/seed.ts';
import { createWorker } from '../jobs/worker.ts';
import { createKeys, type Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Problem } from '../problem.ts';
import { version } from '../version.ts';
import { keyId } from './addresses.ts';
import { createStanding } from './announce/told.ts';
import type { Answer, Asked } from './answer.ts';
import { createReadAnswers } from './answers/routes.ts';
import { createBlocks } from './blocks.ts';
import { createUpkeep } from './erase/upkeep.ts';
import { createFollowers } from './followers/followers.ts';
import { keepAccounts } from './former.ts';
import type { Resolve } from './guard/connect.ts';
import { createGuard, type Guard } from './guard/guard.ts';
import { createHearsay } from './inbox/hearsay.ts';
import { createInteract, type Interact } from './interact/interact.ts';
import { createLedger } from './ledger/ledger.ts';
import type { Loaders } from './load.ts';
import { negotiate } from './negotiate.ts';
import { createOutbox } from './outbox.ts';
import { createDesk } from './owners/desk.ts';
import { createOwners } from './owners/owners.ts';
import { createMoves } from './people/moves.ts';
import { createPeople } from './people/people.ts';
import { createPortraits, type SmallPictures } from './portraits/portraits.ts';
import { createQuotes } from './quotes/quotes.ts';
import { createReceive, type Receive } from './receive.ts';
import { makeRoutes } from './resources.ts';
import { answerByRoute, belowBase } from './routes.ts';
import { createSending } from './send.ts';
import { signGet } from './sign.ts';
import { createTalk } from './talk/talk.ts';
import { createThreads } from './threads/threads.ts';
import { createElsewhere, type Elsewhere } from './webfinger/elsewhere.ts';
import { accountJrd, type Pictures } from './webfinger/jrd.ts';
import { createLoops } from './webfinger/loop.ts';
import { actorsOf, remoteHandles } from './webfinger/remote.ts';
import { makeTable, type Table } from './webfinger/table.ts';

export interface FederationOptions {
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
  /** Called after what is gone was swept out, once a minute. */
  onSweep?(): Promise<void>;
  /** What makes the pictures of people small; without it none are fetched. */
  small?: SmallPictures;
  /** For tests: how names become addresses. */
  resolve?: Resolve;
}

export interface Federation {
  /** Null: not ours, the blog answers. */
  answer(asked: Asked): Promise<Answer | null>;
  /** Takes in what comes to an inbox. */
  receive: Receive;
  /** Sends visitors to their own servers. */
  interact: Interact;
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
  const followers = createFollowers({ database });
  const ledger = createLedger({ database, now });
  const sending = createSending({ ...options, ledger, keys, guard, pictures: medium, aliases, isOn });
  let loading: Promise<Loaders> | null = null;
  const loaders = (): Promise<Loaders> => {
    loading ??= import('./load.ts').then(({ createLoaders }) => createLoaders(guard, log));
    return loading;
  };
  const blocks = createBlocks({ database, followers, ledger, site });
  const people = createPeople({ database });
  const { isBlocked } = blocks;
  const owners = createOwners({ site, people, isBlocked, loaders, ...shared });
  const talk = createTalk({ site, database, people, followers, isBlocked, isOwner: owners.isOwner, loaders });
  const desk = createDesk({ ...options, owners, people, blocks, ledger, talk, isOn });
  const quotes = createQuotes({ site, database, people, ledger });
  const moves = createMoves({ database, blocks });
  const loader = async () => (await loaders()).forOneTask();
  const hearsay = createHearsay({ database, talk, people, isBlocked: blocks.isBlocked, loader });
  const upkeep = createUpkeep({ ...options, people, talk, isBlocked: blocks.isBlocked, loaders });
  const portraits = createPortraits({ ...options, guard, isBlocked: blocks.isBlocked });
  const threads = createThreads({ ...options, guard, people, talk, isBlocked, loaders });
  const works = {
    ...talk.works,
    ...quotes.works,
    ...moves.works,
    ...hearsay.works,
    ...upkeep.works,
    ...portraits.works,
    ...threads.works,
  };
  const worker = createWorker({ database, jobs: createJobs(database), works: { ...works, ...desk.works }, clock, log });
  const wake = (): void => {
    sending.wake();
    worker.wake();
  };
  const receive = createReceive({
    ...options,
    followers,
    blocks,
    ledger,
    people,
    moves,
    talk,
    desk,
    quotes,
    hearsay,
    loaders,
    isOn,
    wake,
  });
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
    stamp: quotes.document,
    isOn,
    aliases,
    followers: ({ id }) => followers.count(id),
  });

  if (place.role !== 'web') await desk.begin(now());
  let stopped = false;
  let cancel = (): void => {};

  let last: Promise<unknown> = Promise.resolve();
  let adopting: Promise<void> = Promise.resolve();

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

  const problems = (): Problem[] => [...loops.problems(), ...elsewhere.problems(), ...desk.problems()];

  return {
    table,
    keys,
    guard,
    loaders,
    receive,
    interact: createInteract({ ...options, guard, isBlocked: blocks.isBlocked }),
    begin: sending.begin,
    look() {
      sending.look();
      adopting = adopting.then(threads.adopt).then(worker.wake);
    },
    problems,
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
        await Promise.all([
          seed(database, [...quotes.recurring, ...portraits.recurring, ...threads.recurring], now()),
          upkeep.begin(now()),
        ]);
        worker.start();
      }
      again();
      return problems();
    },
    async close() {
      stopped = true;
      cancel();
      await Promise.all([sending.close(), worker.close(), adopting]);
      await Promise.all([guard.close(), desk.close()]);
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
  { site, place, clock, resolve }: Pick<FederationOptions, 'site' | 'place' | 'clock' | 'resolve'>,
  keys: Keys,
): Guard {
  return createGuard({
    allowed: place.allowPrivateAddresses,
    userAgent: `Postern/${version} (+${absolute(site, '/')})`,
    sign: (url) => signAsFirst(site, keys, url, clock.now()),
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
