import { setImmediate as breath } from 'node:timers/promises';
import { createIdentityKeeper } from '../../src/blog/identities/identities.ts';
import { createPublisher, type Publisher } from '../../src/blog/publish.ts';
import { createPosts } from '../../src/blog/published.ts';
import type { Config } from '../../src/config.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { gt, gte, sql } from '../../src/database/drizzle.ts';
import { type Announcing, createAnnouncing } from '../../src/federation/announce/announcing.ts';
import { createDeliverer, type Deliverer } from '../../src/federation/deliver/deliverer.ts';
import type { Guard } from '../../src/federation/guard/guard.ts';
import { createLedger, type Ledger } from '../../src/federation/ledger/ledger.ts';
import { createSigners } from '../../src/federation/signer.ts';
import { createKeys } from '../../src/keys/keys.ts';
import { createLog } from '../../src/log.ts';
import { createMedia } from '../../src/media/media.ts';
import { createJumpClock, type JumpClock } from '../support/jump-clock.ts';
import { unforced } from '../support/unforced.ts';
import { createLife, type Fuse, Killed, type Life, mortalClock, mortalDatabase } from './life.ts';

/** The parts of one process of the blog, on a database that outlives it. */
export interface Running {
  life: Life;
  /** Its own, which ends with it. */
  database: Database;
  /** The same database for whoever looks on. */
  raw: Database;
  publisher: Publisher;
  announcing: Announcing;
  /** The same as a command has it, beside the server on the same database. */
  command: { publisher: Publisher; announcing: Announcing };
  deliverer: Deliverer;
  /** Whether the deliverer has anything at hand. */
  isBusy(): boolean;
  close(): Promise<void>;
}

/** A blog that is started, killed and started again; nobody watches its folder, so that a test says when it is looked at. */
export interface Place {
  clock: JumpClock;
  fuse: Fuse;
  /** Every line at the level of an error that a living process logged. */
  errors: string[];
  running(): Running;
  /**
   * Does something; if the process is killed meanwhile, another one is started at the same instant, `onDeath` is called
   * when it has looked at everything as a server does at its start, and it is done again.
   */
  act(deed: (running: Running) => Promise<void>, onDeath: () => void): Promise<void>;
  restart(onStart: () => void): Promise<void>;
  /** Sends until nothing is due within some seconds. */
  deliver(onDeath: () => void): Promise<void>;
  /** When the next delivery falls due that is not due yet. */
  nextDelivery(): Promise<Date | null>;
  close(): Promise<void>;
}

export interface PlaceOptions {
  config: Config;
  start: Date;
  /** What the other servers answer. */
  post(life: number, address: string, bytes: string): ReturnType<Guard['post']>;
  /** Called when a process has died, with its database as it left it. */
  onGrave(raw: Database): Promise<void>;
}

const soon = 5000;
/** On PostgreSQL what a killed process had taken is free again when its lease has run out. */
const lease = 125_000;

export async function openPlace({ config, start, post, onGrave }: PlaceOptions): Promise<Place> {
  const { site, place } = config;
  const clock = createJumpClock(start);
  const fuse: Fuse = { left: null, during: null };
  const errors: string[] = [];
  let lives = 0;
  let running: Running;
  let lastGrave = 0;

  async function run(): Promise<Running> {
    lives += 1;
    const life = createLife(lives, fuse);
    const log = createLog({ log: 'pretty', logLevel: 'error' }, (line) => {
      if (!life.isDead()) errors.push(line);
    });
    const raw = unforced(await openDatabase(place.database));
    const database = mortalDatabase(raw, life, 'publishing');
    const [telling, sending] = [mortalDatabase(raw, life, 'telling'), mortalDatabase(raw, life, 'sending')];
    const own = mortalClock(clock, life);
    const { now } = own;
    const posts = await createPosts(raw, site);
    const identities = createIdentityKeeper({ database, site, clock: own, log });
    const media = createMedia({ database, site, now });
    const makePublisher = () => createPublisher({ database, site, prepareMedium: media.prepare, identities, now, log });
    const keys = createKeys({ database, now, change: posts.change });
    const { ledger, isBusy } = watched(createLedger({ database: sending, now }));
    const makeAnnouncing = () =>
      createAnnouncing({
        ...{ site, database: telling, ledger, keys, pictures: () => null, clock: own, log },
        ...{ aliases: () => [], isOn: () => true },
      });
    const [publisher, announcing] = [makePublisher(), makeAnnouncing()];
    const command = { publisher: makePublisher(), announcing: makeAnnouncing() };
    const send: Guard['post'] = async (address, { body }) => {
      await breath();
      if (life.isDead()) return never;
      life.effect('sending');
      const answer = await post(life.number, address, Buffer.from(body).toString());
      life.effect('sending');
      return answer;
    };
    const guard = {
      post: (...about: Parameters<Guard['post']>) =>
        send(...about).catch((error: unknown) => {
          if (error instanceof Killed) return never;
          throw error;
        }),
    };
    const deliverer = createDeliverer({ ledger, signerFor: createSigners(site, keys), guard, clock: own, log });
    const close = async (): Promise<void> => {
      await deliverer.close();
      await identities.close();
      await database.close();
    };
    return { life, database, raw, publisher, announcing, command, deliverer, isBusy, close };
  }

  /** Starts as a server does: publishes, begins, tells, delivers. */
  async function begin(): Promise<void> {
    for (;;) {
      running = await run();
      const { publisher, announcing, deliverer } = running;
      const isAlive = await survives(async () => {
        await publisher.publish();
        await announcing.begin();
        deliverer.start();
        await announcing.announce();
      });
      if (isAlive) return;
      await bury();
    }
  }

  async function survives(deed: () => Promise<void>): Promise<boolean> {
    const { life } = running;
    const done = deed().catch((error: unknown) => {
      if (!life.isDead()) throw error;
    });
    await Promise.race([done, life.died]);
    return !life.isDead();
  }

  async function bury(): Promise<void> {
    await rest(10);
    lastGrave = clock.now().getTime();
    // It may have died while it was closing.
    await running.raw.close();
    await rest(10);
    const left = await openDatabase(place.database);
    await onGrave(left);
    await left.close();
  }

  async function act(deed: (running: Running) => Promise<void>, onDeath: () => void): Promise<void> {
    while (!(await survives(() => deed(running)))) {
      await bury();
      await begin();
      onDeath();
    }
  }

  /** Until the deliverer has nothing in its hands for a while. */
  async function idle({ life, isBusy, deliverer }: Running): Promise<void> {
    deliverer.wake();
    let last = -1;
    for (let quiet = 0; quiet < 8 && !life.isDead(); quiet += 1) {
      await breath();
      if (isBusy() || life.effects !== last) quiet = 0;
      last = life.effects;
    }
  }

  async function nextDelivery(): Promise<Date | null> {
    const { query, tables } = running.raw;
    const { activities, deliveries } = tables;
    const open = await query.$count(activities, gte(activities.cursor, 0));
    if (open > 0) return clock.now();
    const [row] = await query
      .select({ due: sql<Date | null>`min(${deliveries.due})`.mapWith(deliveries.due) })
      .from(deliveries)
      .where(gt(deliveries.due, clock.now()));
    return row?.due ?? null;
  }

  await begin();
  return {
    clock,
    fuse,
    errors,
    running: () => running,
    act,
    async restart(onStart) {
      await act(
        async () => running.close(),
        () => {},
      );
      await begin();
      onStart();
    },
    async deliver(onDeath) {
      for (;;) {
        await act(idle, onDeath);
        // It may have died just now.
        const far = running.raw.engine === 'postgres' && clock.now().getTime() - lastGrave < lease ? lease : soon;
        const next = await nextDelivery();
        if (!next || next.getTime() > clock.now().getTime() + far) return;
        clock.jump(next);
      }
    },
    nextDelivery,
    async close() {
      fuse.left = null;
      await running.close();
    },
  };
}

const never = new Promise<never>(() => {});

async function rest(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await breath();
}

/** A ledger of which it is known whether anybody uses it, or has taken what is not settled. */
function watched(ledger: Ledger): { ledger: Ledger; isBusy(): boolean } {
  let calls = 0;
  let taken = 0;
  const counted =
    <Given extends unknown[], Got>(
      call: (...given: Given) => Promise<Got>,
      after: (got: Got, ...given: Given) => void,
    ) =>
    async (...given: Given): Promise<Got> => {
      calls += 1;
      try {
        const got = await call(...given);
        after(got, ...given);
        return got;
      } finally {
        calls -= 1;
      }
    };
  const own: Ledger = {
    ...ledger,
    claim: counted(ledger.claim, (got) => {
      taken += got.length;
    }),
    settle: counted(ledger.settle, () => {
      taken -= 1;
    }),
    release: counted(ledger.release, (_, given) => {
      taken -= given.length;
    }),
    expand: counted(ledger.expand, () => {}),
    content: counted(ledger.content, () => {}),
    recover: counted(ledger.recover, () => {}),
    nextDue: counted(ledger.nextDue, () => {}),
  };
  return { ledger: own, isBusy: () => calls + taken > 0 };
}
