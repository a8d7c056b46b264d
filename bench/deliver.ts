import { createHash, generateKeyPairSync, type KeyObject, sign, webcrypto } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent } from 'undici';
import { systemClock } from '../src/clock.ts';
import { type Database, openDatabase } from '../src/database/database.ts';
import { createDeliverer } from '../src/federation/deliver/deliverer.ts';
import { usualLanes } from '../src/federation/deliver/lanes.ts';
import type { Resolve } from '../src/federation/guard/connect.ts';
import { createGuard } from '../src/federation/guard/guard.ts';
import { createLedger } from '../src/federation/ledger/ledger.ts';
import { createLog } from '../src/log.ts';
import { type Figure, median } from './figure.ts';
import { startBare } from './program.ts';

export interface Fan {
  inboxes: number;
  rounds: number;
}

/** As many servers, with as many followers each as that makes: the ledger sends two at a time to each. */
const servers = 500;
const keyId = 'https://blog.example.com/ap/actors/james#main-key';
const userAgent = 'Postern/bench (+https://blog.example.com/)';

/** Names that all lead to this machine: the ledger counts by host. */
const resolve: Resolve = (_hostname, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);

/**
 * Deliveries a second from a ledger in a SQLite file, until each outcome is on disk, against a loop that signs and sends
 * the same to the same inboxes, as many at a time, and remembers nothing.
 */
export async function measureDeliveries({ inboxes: count, rounds }: Fan): Promise<Figure> {
  const sink = await startBare('./sink.ts', [], '/');
  const inboxes = Array.from({ length: count }, (_, number) => {
    return `http://s${number % servers}.example:${sink.port}/users/u${number}/inbox`;
  });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  try {
    const rates: { postern: number; bare: number }[] = [];
    // The first round warms both up and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      const database = await openDatabase(join(folder, `${round}.db`));
      await follow(database, inboxes);
      const postern = await deliver(database, count, privateKey);
      await database.close();
      const bare = await loop(inboxes, privateKey);
      if (round > 0) rates.push({ postern, bare });
    }
    return {
      what: `deliveries to ${count.toLocaleString('en')} inboxes`,
      unit: 'per second',
      postern: median(rates.map(({ postern }) => postern)),
      bare: median(rates.map(({ bare }) => bare)),
      ratio: median(rates.map(({ postern, bare }) => postern / bare)),
      goal: { ratio: 0.6 },
    };
  } finally {
    await sink.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Postern's part: from the start of the worker, with the activity just added, to the last outcome. */
async function deliver(database: Database, count: number, key: KeyObject): Promise<number> {
  const ledger = createLedger({ database, now: systemClock.now, pace: Infinity });
  const guard = createGuard({
    allowed: 'loopback',
    userAgent,
    sign: async () => ({}),
    isRefused: () => false,
    resolve,
  });
  const privateKey = await forWebCrypto(key);
  const signer = { keyId, key, privateKey };
  const failures: string[] = [];
  let settled = 0;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolved) => {
    finish = resolved;
  });
  const deliverer = createDeliverer({
    ledger: {
      ...ledger,
      async settle(delivery, outcome) {
        if (outcome.kind !== 'delivered') failures.push(outcome.error);
        await ledger.settle(delivery, outcome);
        settled += 1;
        if (settled === count) finish();
      },
    },
    signerFor: async () => signer,
    guard,
    clock: systemClock,
    log: createLog({ log: 'pretty', logLevel: 'warn' }),
  });
  await database.atomically((query) =>
    ledger.add(
      query,
      {
        ...{ id: 'https://blog.example.com/a', account: 'james', type: 'Create', subject: '/ap/posts/a', json: body },
        ...{ audience: 'followers', signer: null },
      },
      systemClock.now(),
    ),
  );
  const begun = performance.now();
  deliverer.start();
  await all;
  const rate = (count / (performance.now() - begun)) * 1000;
  await deliverer.close();
  await guard.close();
  if (failures.length > 0) throw new Error(`${failures.length} deliveries failed: ${failures[0]}`);
  return rate;
}

const signAside = promisify<string, Buffer, KeyObject, Buffer>(sign);

/** The bare program's part. */
async function loop(inboxes: string[], key: KeyObject): Promise<number> {
  const lookup = (_: string, options: { all?: boolean }, done: (...answer: unknown[]) => void) =>
    options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  const agent = new Agent({ connections: 2, connect: { lookup: lookup as never } });
  const bytes = Buffer.from(body);
  const digest = `SHA-256=${createHash('sha256').update(bytes).digest('base64')}`;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let address = inboxes[next++]; address !== undefined; address = inboxes[next++]) {
      const { origin, host, pathname } = new URL(address);
      const date = new Date().toUTCString();
      const text = `(request-target): post ${pathname}\nhost: ${host}\ndate: ${date}\ndigest: ${digest}`;
      const signature = (await signAside('sha256', Buffer.from(text), key)).toString('base64');
      const headers = {
        ...{ date, digest, 'user-agent': userAgent, 'content-type': 'application/activity+json' },
        signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="${signature}"`,
      };
      const response = await agent.request({ origin, path: pathname, method: 'POST', headers, body: bytes });
      await response.body.dump();
      if (response.statusCode !== 202) throw new Error(`The sink answers ${response.statusCode}.`);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: usualLanes.fast }, worker));
  const rate = (inboxes.length / (performance.now() - begun)) * 1000;
  await agent.close();
  return rate;
}

async function follow(
  { query, tables: { followers, hosts, inboxes, people } }: Database,
  uris: string[],
): Promise<void> {
  const since = new Date();
  const names = [...new Set(uris.map((uri) => new URL(uri).host))];
  const places = await query
    .insert(hosts)
    .values(names.map((name) => ({ name })))
    .returning();
  const keys = new Map(places.map(({ name, key }) => [name, key]));
  for (let from = 0; from < uris.length; from += 1000) {
    const some = uris.slice(from, from + 1000);
    const rows = await query
      .insert(inboxes)
      .values(some.map((uri) => ({ uri, host: keys.get(new URL(uri).host) ?? 0 })))
      .returning();
    const actors = rows.map(({ uri, key, host }) => ({
      uri: `${uri}/actor`,
      host,
      user: 'u',
      name: 'u',
      inbox: key,
      fetched: since,
    }));
    const persons = await query.insert(people).values(actors).returning();
    await query.insert(followers).values(
      persons.map(({ key, uri }) => ({
        account: 'james',
        person: key,
        state: 'accepted' as const,
        follow: uri,
        since,
      })),
    );
  }
}

function forWebCrypto(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']);
}

/** As large as that of a post of some paragraphs. */
const body = JSON.stringify({
  '@context': 'https://www.w3.org/ns/activitystreams',
  id: 'https://blog.example.com/a',
  type: 'Create',
  actor: 'https://blog.example.com/ap/actors/james',
  object: { type: 'Article', content: '<p>Something was written here.</p>'.repeat(100) },
});
