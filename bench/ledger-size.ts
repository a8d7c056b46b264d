import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { type Database, openDatabase } from '../src/database/database.ts';
import { isNotNull } from '../src/database/drizzle.ts';
import { createLedger, type Ledger } from '../src/federation/ledger/ledger.ts';

/** Bytes of the SQLite file in use, for one inbox. */
export interface LedgerSize {
  inboxes: number;
  /** Of the inbox itself with its server and the follower: once, however much is sent there. */
  follower: number;
  /** Of one delivery: while it waits, and when it is finished. */
  waiting: number;
  delivered: number;
  failed: number;
}

const account = 'bench';
const goal = 200;

/**
 * Measures what the ledger takes on disk, by its own code: a follower on a server of its own for each inbox, and
 * activities that are added, written for all of them, sent and noted, with nobody at the other end.
 */
export async function measureLedgerSize(inboxes: number): Promise<LedgerSize> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  const file = join(folder, 'ledger.db');
  const database = await openDatabase(file);
  // Time goes on by itself, so that nobody waits for the pace of the fan-out.
  let time = Date.now();
  const ledger = createLedger({ database, now: () => new Date(time) });
  try {
    const empty = bytesIn(file);
    await addFollowers(database, inboxes);
    const followed = bytesIn(file);

    await addActivity(database, ledger, 1, new Date(time));
    const one = bytesIn(file);
    await finish(database, ledger, () => {
      time += 3600_000;
      return { kind: 'delivered', status: 202, signature: 'draft-cavage' };
    });
    const delivered = bytesIn(file);

    await addActivity(database, ledger, 2, new Date(time));
    const two = bytesIn(file);
    await finish(database, ledger, () => {
      time += 3600_000;
      return { kind: 'failed', status: 410, error: 'the inbox is gone', doubtful: false };
    });
    const failed = bytesIn(file);
    return {
      inboxes,
      follower: (followed - empty) / inboxes,
      waiting: Math.max(one - followed, two - delivered) / inboxes,
      delivered: (delivered - followed) / inboxes,
      failed: (failed - delivered) / inboxes,
    };
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same as lines of text. */
export function sizeLines({ inboxes, follower, waiting, delivered, failed }: LedgerSize): string[] {
  const most = Math.max(waiting, delivered, failed);
  return [
    `The ledger, bytes on disk for each of ${inboxes.toLocaleString('en')} inboxes, each on a server of its own:`,
    ...[
      ['a delivery that waits', waiting],
      ['one that was delivered', delivered],
      ['one that failed', failed],
      ['the inbox, its server and its follower, once', follower],
    ].map(([what, bytes]) => `  ${String(what).padEnd(46)}${Math.round(Number(bytes)).toString().padStart(5)}`),
    `  The goal is a delivery under ${goal} bytes: ${most < goal ? 'reached' : 'NOT reached'}.`,
  ];
}

async function addFollowers({ query, tables }: Database, count: number): Promise<void> {
  const now = new Date();
  for (let from = 1; from <= count; from += 500) {
    const keys = Array.from({ length: Math.min(500, count - from + 1) }, (_, offset) => from + offset);
    const name = (key: number): string => `social-${key}.example.com`;
    await query.insert(tables.hosts).values(keys.map((key) => ({ key, name: name(key) })));
    await query
      .insert(tables.inboxes)
      .values(keys.map((key) => ({ key, uri: `https://${name(key)}/users/reader/inbox`, host: key })));
    await query.insert(tables.people).values(
      keys.map((key) => ({
        ...{ key, uri: `https://${name(key)}/users/reader`, host: key, user: 'reader', name: 'A Reader' },
        ...{ inbox: key, fetched: now },
      })),
    );
    await query.insert(tables.followers).values(
      keys.map((key) => ({
        ...{ account, person: key, state: 'accepted' as const, since: now },
        follow: `https://${name(key)}/${randomBytes(16).toString('hex')}`,
      })),
    );
  }
}

async function addActivity(database: Database, ledger: Ledger, number: number, now: Date): Promise<void> {
  const id = `https://bench.example.com/ap/posts/${number}/create`;
  const json = JSON.stringify({ id, content: 'x'.repeat(4000) });
  await database.atomically((query) =>
    ledger.add(
      query,
      { id, account, type: 'Create', subject: `/ap/posts/${number}`, json, audience: 'followers', signer: null },
      now,
    ),
  );
  while (await ledger.expand());
}

async function finish(
  { query, tables: { deliveries } }: Database,
  ledger: Ledger,
  outcome: () => Parameters<Ledger['settle']>[1],
): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    const came = outcome();
    const batch = await ledger.claim(200);
    await Promise.all(batch.map((delivery) => ledger.settle(delivery, came)));
    idle = batch.length === 0 ? idle + 1 : 0;
  }
  const left = await query.$count(deliveries, isNotNull(deliveries.due));
  if (left > 0) throw new Error(`${left} deliveries were never due.`);
}

/** Pages in use: what was freed is used again before the file grows. */
function bytesIn(file: string): number {
  const client = new SqliteFile(file);
  const number = (name: string): number => Number(client.pragma(name, { simple: true }));
  const bytes = (number('page_count') - number('freelist_count')) * number('page_size');
  client.close();
  return bytes;
}
