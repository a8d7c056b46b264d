import type { Posts } from '../blog/posts.ts';
import type { Clock } from '../clock.ts';
import type { Account, Site } from '../config.ts';
import type { Database } from '../database/database.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import { createAnnouncing } from './announce/announcing.ts';
import { type KeptAnnounced, keepAnnounced } from './announce/keep.ts';
import { lookLines } from './announce/lines.ts';
import { createDeliverer } from './deliver/deliverer.ts';
import type { Guard } from './guard/guard.ts';
import type { Ledger } from './ledger/ledger.ts';
import { createPruner } from './ledger/pruner.ts';
import { createSigners } from './signer.ts';
import type { SkewMeter } from './skew.ts';
import type { Pictures } from './webfinger/jrd.ts';

export interface SendParts {
  site: Site;
  database: Database;
  posts: Posts & { refresh(): Promise<boolean> };
  ledger: Ledger;
  keys: Keys;
  guard: Guard;
  pictures: Pictures;
  aliases(account: Account): string[];
  /** Whether an account may be seen by other servers: whether its handle leads here. */
  isOn(account: Account): boolean;
  skew: SkewMeter;
  clock: Clock;
  log: Log;
  /** Called after each look at what followers are to be told. */
  onLook?(): void;
}

export interface Sending {
  /** Before the blog is said to be there, and after its first publish: what is published later is told to followers. */
  begin(): Promise<void>;
  /** Begins to tell followers of what is published, and to deliver it. Once the blog can be reached: others fetch what they are told of. */
  start(): void;
  /** There may be something to deliver. */
  wake(): void;
  /** The blog was published: followers may have to be told. */
  look(): void;
  /** Lets what is on its way arrive. */
  close(): Promise<void>;
}

/** Everything that goes out: what followers are told, and its delivery. */
export function createSending(parts: SendParts): Sending {
  const { site, posts, keys, clock, log, onLook = () => {} } = parts;
  const deliverer = createDeliverer({ ...parts, signerFor: createSigners(site, keys) });
  const pruner = createPruner(parts);
  const announcer = createAnnouncing(parts);
  let kept: KeptAnnounced | null = null;
  return {
    async begin() {
      for (const { level, line } of lookLines(await announcer.begin(), [])) log[level](line);
      onLook();
    },
    start() {
      deliverer.start();
      pruner.start();
      kept = keepAnnounced({ announcer, posts, clock, log, wake: deliverer.wake, onLook });
    },
    wake: deliverer.wake,
    look: () => kept?.look(),
    async close() {
      await kept?.close();
      await Promise.all([deliverer.close(), pruner.close()]);
    },
  };
}
