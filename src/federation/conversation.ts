import type { Posts } from '../blog/posts.ts';
import type { Clock } from '../clock.ts';
import type { Account, Place, Site } from '../config.ts';
import type { Database } from '../database/database.ts';
import { createJobs } from '../jobs/jobs.ts';
import { seed } from '../jobs/seed.ts';
import { createWorker } from '../jobs/worker.ts';
import type { Log } from '../log.ts';
import type { Problem } from '../problem.ts';
import { createBlocks } from './blocks.ts';
import { createUpkeep } from './erase/upkeep.ts';
import { createFollowers, type Followers } from './followers/followers.ts';
import type { Guard } from './guard/guard.ts';
import { createHearsay } from './inbox/hearsay.ts';
import { createInteract, type Interact } from './interact/interact.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Loaders } from './load.ts';
import { createDesk } from './owners/desk.ts';
import { createOwners } from './owners/owners.ts';
import { createMoves } from './people/moves.ts';
import { createPeople } from './people/people.ts';
import { createPortraits, type SmallPictures } from './portraits/portraits.ts';
import { createQuotes, type Quotes } from './quotes/quotes.ts';
import { createReceive, type Receive } from './receive.ts';
import { createTalk } from './talk/talk.ts';
import { createThreads } from './threads/threads.ts';
import { createWebsub, type Websub } from './websub/websub.ts';

export interface ConversationParts {
  site: Site;
  place: Pick<Place, 'allowPrivateAddresses' | 'webhook'>;
  database: Database;
  posts: Pick<Posts, 'at' | 'object' | 'change'>;
  guard: Guard;
  ledger: Ledger;
  loaders(): Promise<Loaders>;
  /** Whether an account may be seen by other servers: whether its handle leads here. */
  isOn(account: Account): boolean;
  clock: Clock;
  log: Log;
  /** Called when something may wait to be sent. */
  wake(): void;
  /** Called after what is gone was swept out, once a minute. */
  onSweep?(): Promise<void>;
  /** What makes the pictures of people small; without it none are fetched. */
  small?: SmallPictures;
}

/** What others say and do, and the work that comes of it. */
export interface Conversation {
  /** Takes in what comes to an inbox. */
  receive: Receive;
  /** Sends visitors to their own servers. */
  interact: Interact;
  /** What shows that a post of ours may be quoted. */
  stamp: Quotes['document'];
  followers: Followers;
  /** Tells readers of feeds, whose work is done beside all other. */
  websub: Websub;
  /** What waits already is noted as work, before anything is done. */
  begin(now: Date): Promise<void>;
  /** Begins to do what waits, and what comes again and again. */
  start(now: Date): Promise<void>;
  /** The blog was published: its posts may name other threads elsewhere. */
  look(): void;
  problems(): Problem[];
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Everything that comes of what others say, put together; what is done later is done by one worker. */
export function createConversation(parts: ConversationParts): Conversation {
  const { database, loaders } = parts;
  const followers = createFollowers({ database });
  const blocks = createBlocks({ ...parts, followers });
  const people = createPeople({ database });
  const known = { ...parts, followers, blocks, people, isBlocked: blocks.isBlocked };
  const owners = createOwners({ ...known, now: parts.clock.now });
  const talk = createTalk({ ...known, isOwner: owners.isOwner });
  const desk = createDesk({ ...known, owners, talk });
  const quotes = createQuotes(known);
  const moves = createMoves(known);
  const hearsay = createHearsay({ ...known, talk, loader: async () => (await loaders()).forOneTask() });
  const upkeep = createUpkeep({ ...known, talk });
  const portraits = createPortraits(known);
  const threads = createThreads({ ...known, talk });
  const websub = createWebsub(known);

  const all = [talk, desk, quotes, moves, hearsay, upkeep, portraits, threads, websub];
  const works = Object.assign({}, ...all.map((part) => part.works)) as (typeof talk)['works'];
  const recurring = [...quotes.recurring, ...portraits.recurring, ...threads.recurring];
  const worker = createWorker({ ...known, jobs: createJobs(database), works });
  const wake = (): void => {
    parts.wake();
    worker.wake();
  };
  let adopting: Promise<void> = Promise.resolve();

  return {
    receive: createReceive({ ...known, talk, desk, quotes, moves, hearsay, wake }),
    interact: createInteract(known),
    stamp: quotes.document,
    followers,
    websub,
    begin: desk.begin,
    async start(now) {
      await Promise.all([seed(database, recurring, now), upkeep.begin(now)]);
      worker.start();
      websub.start(worker.wake);
    },
    look() {
      adopting = adopting.then(threads.adopt).then(worker.wake);
    },
    problems: desk.problems,
    async close() {
      await Promise.all([desk.close(), worker.close(), websub.close(), adopting]);
    },
  };
}
