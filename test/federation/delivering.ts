import { type KeyObject, webcrypto } from 'node:crypto';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { createGuard, type Guard } from '../../src/federation/guard/guard.ts';
import {
  createLedger,
  type Delivery,
  type Ledger,
  type Outcome,
  type Outgoing,
} from '../../src/federation/ledger/ledger.ts';
import type { SignerOf } from '../../src/federation/signer.ts';
import type { Log } from '../../src/log.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import type { Engine } from '../support/databases.ts';
import { makeKey } from '../support/stranger.ts';

export { openDatabase };

/** A ledger on a fresh database, with a clock that stands still and chances that are always the middle. */
export interface Bench {
  database: Database;
  ledger: Ledger;
  clock: TestClock;
  /** Another worker on the same database. */
  other(): Ledger;
  /** Adds an activity, and writes all its deliveries. */
  add(outgoing: Partial<Outgoing> & { id: string }): Promise<void>;
  close(): Promise<void>;
}

export async function openBench(engine: Engine, pace = Infinity): Promise<Bench> {
  const database = await engine.open();
  const clock = createTestClock();
  const make = () => createLedger({ database, now: clock.now, random: () => 0.5, pace });
  const ledger = make();
  return {
    database,
    ledger,
    clock,
    other: make,
    async add(outgoing) {
      await database.atomically((query) => ledger.add(query, post(outgoing), clock.now()));
      while (await ledger.expand());
    },
    close: () => database.close(),
  };
}

/** An activity about the post `hello`, to the followers of `james`. */
export function post(outgoing: Partial<Outgoing> & { id: string }): Outgoing {
  const { id, type = 'Create' } = outgoing;
  const json = JSON.stringify({ id, type, actor: 'https://blog.example/ap/actors/james' });
  return { account: 'james', type, subject: '/ap/posts/hello', json, audience: 'followers', signer: null, ...outgoing };
}

export const taken: Outcome = { kind: 'delivered', status: 202, signature: 'draft-cavage' };
export const down: Outcome = {
  kind: 'retry',
  status: null,
  error: 'nobody answers',
  after: null,
  blame: true,
  doubtful: false,
};
export const doubted: Outcome = { kind: 'retry', status: 401, error: 'no', after: null, blame: false, doubtful: false };
export const gone: Outcome = { kind: 'failed', status: 410, error: 'the inbox is gone', doubtful: false };

/** What is in the ledger, in words: `a1 https://…/inbox waiting`. */
export async function rowsOf({ query, tables }: Database) {
  const rows = await query
    .select()
    .from(tables.deliveries)
    .orderBy(tables.deliveries.activity, tables.deliveries.inbox);
  const activities = new Map((await query.select().from(tables.activities)).map((row) => [row.key, row.uri]));
  const inboxes = new Map((await query.select().from(tables.inboxes)).map((row) => [row.key, row.uri]));
  return rows.map((row) => ({
    ...row,
    uri: activities.get(row.activity) ?? '',
    url: inboxes.get(row.inbox) ?? '',
    state: row.outcome ?? 'waiting',
  }));
}

/** `a1 one.example`: an activity and the host it goes to. */
export function names(deliveries: Pick<Delivery, 'uri' | 'url'>[]): string[] {
  return deliveries.map(({ uri, url }) => `${uri} ${new URL(url).host}`).sort();
}

/** A guard that may reach this machine alone. */
export function openGuard(patience?: { phase: number; total: number }): Guard {
  const userAgent = 'Postern/test (+https://blog.example)';
  return createGuard({
    allowed: 'loopback',
    userAgent,
    sign: async () => ({}),
    isRefused: () => false,
    ...(patience ? { patience } : {}),
  });
}

export interface TestSigner {
  signerFor: SignerOf;
  publicPem: string;
}

/** A key of its own, in place of those of accounts. */
export async function makeSigner(): Promise<TestSigner> {
  const { privateKey, publicPem } = makeKey();
  const signer = {
    keyId: 'https://blog.example/ap/actors/james#main-key',
    key: privateKey,
    privateKey: await web(privateKey),
  };
  return {
    signerFor: async () => signer,
    publicPem,
  };
}

function web(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  return webcrypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, true, ['sign']);
}

/** A log that keeps its lines. */
export function recordingLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
