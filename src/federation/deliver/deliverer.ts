import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Guard } from '../guard/guard.ts';
import { leaseTime } from '../ledger/lease.ts';
import type { Delivery, Ledger, Outcome } from '../ledger/ledger.ts';
import type { SignerOf } from '../signer.ts';
import type { SkewMeter } from '../skew.ts';
import { type Content, createAttempt, unsent } from './attempt.ts';
import { type Lanes, roomIn, untilRoom, usualLanes } from './lanes.ts';

/** The worker that sends what the ledger holds. */
export interface Deliverer {
  /** Begins to send, and goes on until it is closed. */
  start(): void;
  /** Something was added: looks at the ledger now, and not only within two seconds. */
  wake(): void;
  /** Takes nothing new; what is in flight has eight seconds to come back, and the rest is given back to the ledger. */
  close(): Promise<void>;
}

export interface DelivererOptions {
  ledger: Ledger;
  signerFor: SignerOf;
  guard: Pick<Guard, 'post'>;
  clock: Clock;
  log: Log;
  lanes?: Lanes;
  /** Told of the time that every answer carries. */
  skew?: Pick<SkewMeter, 'note'>;
}

interface Ready {
  delivery: Delivery;
  content: Content | null;
  /** When, in milliseconds. */
  taken: number;
}

/** How often the ledger is looked at for what other processes have added, in milliseconds. */
const interval = 2000;
/** What falls due within such a while is taken together. */
const breath = 200;
/** So many are taken at a time, beside those in flight: each time is a transaction, which waits for the disk. */
const ahead = 128;
const moment = 10;
/** How long what is in flight has at the end. */
const farewell = 8000;
/** What is waited after the database failed. */
const troublePauses = [5000, 10_000, 20_000, 40_000, 60_000];

export function createDeliverer({
  ledger,
  signerFor,
  guard,
  clock,
  log,
  lanes = usualLanes,
  skew,
}: DelivererOptions): Deliverer {
  const attempt = createAttempt({ signerFor, guard, now: clock.now, ...(skew ? { skew } : {}) });
  /** What is in flight, and since when. */
  const flights = new Map<Delivery, number>();
  /** What is taken and has not left. */
  let ready: Ready[] = [];
  /** What has come back and is not written down yet. */
  const unwritten = new Map<Delivery, Promise<void>>();
  let state: 'new' | 'running' | 'closing' | 'closed' = 'new';
  let recovered = false;
  let running: Promise<void> | null = null;
  let isAsked = false;
  let cancel = (): void => undefined;
  let soon: NodeJS.Timeout | undefined;
  let failures = 0;
  let lastTrouble = '';
  let rest: Promise<void> | null = null;
  let endRest = (): void => undefined;
  const known = new Set<string>();

  const begun = (): number[] => [...flights.values()];
  const room = (): number => roomIn(lanes, begun(), unwritten.size, clock.now().getTime());

  /**
   * After the database failed nobody asks it for a while: everything waits together, and asks together. One line for each
   * thing that is wrong, however often it is met until it is over.
   */
  function trouble(error: unknown): Promise<void> {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== lastTrouble) log.error('Deliveries wait: the ledger cannot be used.', { error });
    lastTrouble = text;
    if (rest) return rest;
    const pause = state === 'running' ? troublePauses[Math.min(failures, troublePauses.length - 1)] : breath;
    failures += 1;
    rest = new Promise((resolve) => {
      endRest = () => {
        takeBack();
        rest = null;
        resolve();
      };
      const takeBack = clock.after(pause ?? interval, endRest);
    });
    return rest;
  }

  function isWell(): void {
    if (lastTrouble) log.info('Deliveries go on.');
    lastTrouble = '';
    failures = 0;
  }

  async function work(): Promise<void> {
    if (!recovered) await ledger.recover();
    recovered = true;
    while (state === 'running') {
      const isMore = await ledger.expand();
      const taken = await take();
      if (!isMore && taken === 0) return;
      // Pages are served in between.
      await setImmediate();
    }
  }

  /** Takes more than there is room for, so that what leaves next is at hand, and each transaction of taking serves many. */
  async function take(): Promise<number> {
    let taken = 0;
    if (ready.length <= ahead / 2 && room() > 0) {
      const probing = [...flights.keys(), ...ready.map(({ delivery }) => delivery)].filter(({ probe }) => probe).length;
      const probes = Math.max(0, Math.min(ahead / 4, lanes.probes - probing));
      const batch = await ledger.claim(ahead, { probes });
      if (batch.length > 0) await prepare(batch);
      taken = batch.length;
    }
    leave();
    return taken;
  }

  /** Sends as much as there is room for. */
  function leave(): void {
    if (state !== 'running' || rest) return;
    const now = clock.now().getTime();
    // Whose lease may end before the attempt does, while the database failed or all lanes were full: it is taken anew.
    const late = ready.filter(({ taken }) => now - taken > leaseTime / 8);
    if (late.length > 0) {
      ready = ready.filter((each) => !late.includes(each));
      ledger.release(late.map(({ delivery }) => delivery)).catch(trouble);
    }
    for (const { delivery, content } of ready.splice(0, room())) send(delivery, content);
  }

  async function prepare(batch: Delivery[]): Promise<void> {
    const contents = new Map<number, Content | null>();
    try {
      for (const { activity } of batch) {
        if (!contents.has(activity)) contents.set(activity, await load(activity));
      }
    } catch (error) {
      await ledger.release(batch).catch(() => undefined);
      throw error;
    }
    const taken = clock.now().getTime();
    const prepared = batch.map((delivery) => ({ delivery, content: contents.get(delivery.activity) ?? null, taken }));
    ready = [...ready, ...prepared];
  }

  async function load(activity: number): Promise<Content | null> {
    const content = await ledger.content(activity);
    return content && { ...content, bytes: Buffer.from(content.json) };
  }

  function send(delivery: Delivery, content: Content | null): void {
    flights.set(delivery, clock.now().getTime());
    const outcome = content ? attempt(delivery, content) : Promise.resolve(forgotten);
    void outcome.catch(unexplained).then((came) => {
      flights.delete(delivery);
      if (state === 'closed') return;
      const written = write(delivery, came).finally(() => {
        unwritten.delete(delivery);
        // Its host, and what comes after it to the same inbox, may go now.
        goOn();
      });
      unwritten.set(delivery, written);
      goOn();
    });
  }

  /** What keeps us from signing is our own trouble, and the host's record does not suffer for it. */
  function unexplained(error: unknown): Outcome {
    const text = error instanceof Error ? error.message : String(error);
    if (!known.has(text)) log.error('A delivery could not be prepared.', { error });
    if (known.size < 100) known.add(text);
    return { ...unsent, error: 'could not be prepared here' };
  }

  /** Until it is written: an outcome that is lost is a delivery that goes twice. */
  async function write(delivery: Delivery, outcome: Outcome): Promise<void> {
    while (state !== 'closed') {
      try {
        await ledger.settle(delivery, outcome);
        isWell();
        return;
      } catch (error) {
        await trouble(error);
      }
    }
  }

  async function run(): Promise<void> {
    cancel();
    let pause = interval;
    do {
      isAsked = false;
      try {
        await work();
        isWell();
        pause = await untilNext();
      } catch (error) {
        await trouble(error);
        isAsked = true;
      }
    } while (isAsked && state === 'running');
    running = null;
    if (state === 'running') cancel = clock.after(pause, look);
  }

  async function untilNext(): Promise<number> {
    const now = clock.now().getTime();
    if (room() === 0) return untilRoom(lanes, begun(), now);
    const next = await ledger.nextDue();
    return next ? Math.min(interval, Math.max(breath, next.getTime() - now)) : interval;
  }

  function look(): void {
    if (state !== 'running') return;
    isAsked = true;
    running ??= run();
  }

  /** There is room again: what is at hand leaves, and more is taken in a moment, for all that come back until then. */
  function goOn(): void {
    leave();
    if (state !== 'running' || rest || ready.length > ahead / 2) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      look();
    }, moment);
  }

  return {
    start() {
      if (state !== 'new') return;
      state = 'running';
      look();
    },
    wake: look,
    async close() {
      if (state === 'closed' || state === 'closing') return;
      state = 'closing';
      cancel();
      clearTimeout(soon);
      endRest();
      await running;
      const untried = ready.splice(0).map(({ delivery }) => delivery);
      if (untried.length > 0) await ledger.release(untried).catch(() => undefined);
      let isLate = false;
      const late = new Promise<void>((resolve) => {
        cancel = clock.after(farewell, () => {
          isLate = true;
          resolve();
        });
      });
      while (!isLate && flights.size + unwritten.size > 0) {
        await Promise.race([late, ...unwritten.values(), new Promise((resolve) => setTimeout(resolve, moment))]);
      }
      cancel();
      state = 'closed';
      await ledger.release([...flights.keys()], { isSent: true }).catch(() => undefined);
    },
  };
}

const forgotten: Outcome = { kind: 'failed', status: null, error: 'its text is not kept any more', doubtful: false };
