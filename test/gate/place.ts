import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { createPosts } from '../../src/blog/published.ts';
import { readConfig } from '../../src/config.ts';
import { loadPseudonym } from '../../src/conversation/erase/pseudonym.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { createFederation } from '../../src/federation/federation.ts';
import { createInbox, type InboxOptions } from '../../src/federation/inbox/inbox.ts';
import type { Handler } from '../../src/federation/inbox/incoming.ts';
import { createKeyring } from '../../src/federation/inbox/keyring.ts';
import { createVerify } from '../../src/federation/inbox/verify.ts';
import { createLog } from '../../src/log.ts';
import { fediverse } from '../../src/web/fediverse.ts';
import { inboxes, inboxesOf } from '../../src/web/inboxes.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { migratedSqlite } from '../support/migrated.ts';
import { makeSite } from '../support/site.ts';
import { blog, type Company, meet } from './company.ts';
import { dump } from './dump.ts';
import { type Got, type Sent, send } from './send.ts';

/** The inboxes of a blog alone, so that any part of what is behind them can be another. */
export interface Place extends Company {
  /** Where it really listens. */
  address: string;
  clock: TestClock;
  database: Database;
  logged: string[];
  /** How often something had an effect. */
  heard(): Promise<number>;
  /** How often a claim was looked at closely. */
  verified(): number;
  send(sent: Sent): Promise<Got>;
  /** Everything in the database, as text. */
  dump(): Promise<string>;
  /** Forgets what is kept in memory, as a restart does. */
  restart(): void;
}

/** The types with which something is done here. */
const heard = ['Follow', 'Undo', 'Delete', 'Block', 'Update', 'Create', 'QuoteRequest', 'Like', 'Flag', 'Move'];

export async function openPlace(overrides: Partial<InboxOptions> & { time?: number } = {}): Promise<Place> {
  const clock = createTestClock();
  const company = await meet(clock);
  const site = await makeSite({ 'postern.yaml': `url: ${blog}\ntitle: Notes\naccounts:\n  - handle: james\n` });
  const folder = await mkdtemp(join(tmpdir(), 'postern-gate-'));
  const { config } = await readConfig(site.folder, {
    POSTERN_DATABASE: join(folder, 'blog.db'),
    POSTERN_ALLOW_PRIVATE_ADDRESSES: company.hosts,
  });
  if (!config) throw new Error('The configuration of the test is wrong.');
  await writeFile(config.place.database, await migratedSqlite(), { mode: 0o600 });
  const database = await openDatabase(config.place.database);
  const logged: string[] = [];
  const log = createLog({ log: 'json', logLevel: 'debug' }, (line) => logged.push(line));
  const posts = await createPosts(database, config.site);
  const federation = await createFederation({ ...config, database, posts, medium: () => null, clock, log });
  // Made now, and not by the first fetch: a case must find the database as it was.
  await Promise.all([federation.keys.of('james'), loadPseudonym(database)]);
  let effects = 0;
  let looked = 0;

  // What it does is one row that stands for all that handlers write.
  const { settings } = database.tables;
  const hear: Handler = async ({ id, now: changed }) => {
    effects += 1;
    const name = `heard:${effects}`;
    return (query) => [query.insert(settings).values({ name, value: id, changed })];
  };

  function makeInbox() {
    const options: InboxOptions = {
      ...config,
      site: config?.site ?? { origin: blog },
      place: config?.place ?? { allowPrivateAddresses: [] },
      database,
      verify: createVerify({ site: { origin: blog }, keyring: createKeyring({ database, clock }), clock }),
      handlers: Object.fromEntries(heard.map((type) => [type, hear])),
      isBlocked: () => false,
      hear: async () => null,
      knows: async () => true,
      loaders: federation.loaders,
      clock,
      log,
      wake: () => undefined,
      ...overrides,
    };
    const { verify } = options;
    return createInbox({
      ...options,
      verify(...claim) {
        looked += 1;
        return verify(...claim);
      },
    });
  }

  let inbox = makeInbox();
  const receive: typeof inbox.receive = (...arrived) => inbox.receive(...arrived);
  const server = Fastify({ trustProxy: true });
  await server.register(fediverse, {
    federation: { ...federation, receive },
    site: config.site,
    inboxes: inboxesOf(config.site),
  });
  const limits = { size: 1024 * 1024, time: overrides.time ?? 10_000 };
  await server.register(inboxes, { federation: { receive }, site: config.site, limits });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });

  return {
    ...company,
    address,
    clock,
    database,
    logged,
    async heard() {
      const rows = await database.query.select({ name: settings.name }).from(settings);
      return rows.filter(({ name }) => name.startsWith('heard:')).length;
    },
    verified: () => looked,
    send: (sent) => send(address, sent),
    dump: () => dump(database),
    restart() {
      inbox = makeInbox();
    },
    async close() {
      await server.close();
      await federation.close();
      await company.close();
      await database.close();
      await Promise.all([site.dispose(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
