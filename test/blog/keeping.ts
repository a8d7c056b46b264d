import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createIdentityKeeper, type IdentityKeeper } from '../../src/blog/identities/identities.ts';
import { createPublisher, type Publisher } from '../../src/blog/publish.ts';
import type { Site } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { asc, sql } from '../../src/database/drizzle.ts';
import { type Announcer, createAnnouncer } from '../../src/federation/announce/announcer.ts';
import { blogSite, james } from '../federation/sample.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import type { Engine } from '../support/databases.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';

/** A blog whose identities are kept beside its content, on a database that can be lost. */
export interface Keeping {
  site: TemporarySite;
  database: Database;
  keeper: IdentityKeeper;
  publisher: Publisher;
  announcer: Announcer;
  clock: TestClock;
  /** Writes or removes (null) files below content/. */
  save(files: Record<string, string | null>): Promise<void>;
  /** Publishes, lets followers be told of all that may be, and brings the file up. */
  publish(options?: { confirmRemovals?: boolean }): Promise<void>;
  /** The database is gone: an empty one takes its place. The server is stopped meanwhile. */
  lose(change?: Partial<Site>, options?: { key?: string }): Promise<void>;
  /** All that is in the database now. */
  backup(): Promise<Backup>;
  /** Stops the server, and starts it on what a backup holds. */
  putBack(backup: Backup): Promise<void>;
  /** Another process on the same folder and database. */
  another(): IdentityKeeper;
  /** What the owner was told. */
  warnings: string[];
  /** `Create /ap/posts/hello`, … of what this database sent since it was last asked. */
  news(): Promise<string[]>;
  /** The text of the file; null: there is none. */
  file(): Promise<string | null>;
  /** What each line of it says, by id. */
  lines(): Promise<Record<string, Record<string, unknown>>>;
  dispose(): Promise<void>;
}

export type Backup = Map<string, Record<string, unknown>[]>;

export const path = 'content/.postern/identities.json';

export async function startKeeping(engine: Engine, files: Record<string, string> = {}): Promise<Keeping> {
  const site = await makeSite(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`content/${name}`, text])),
  );
  const clock = createTestClock('2026-11-21T12:00:00Z');
  const pauses = { auto: true, settle: 60_000, quiet: 600_000, removal: 86_400_000 };
  const usual: Site = {
    ...blogSite,
    folder: site.folder,
    origin: 'https://blog.example',
    accounts: [james],
    publish: pauses,
  };
  const failures: string[] = [];
  const warnings: string[] = [];
  const quiet = {
    info: () => {},
    warn: (line: string) => void warnings.push(line),
    error: (line: string) => void failures.push(line),
  };
  let told = 0;

  async function open(change: Partial<Site> = {}, { key = 'kept', rows = new Map() as Backup } = {}) {
    const database = await engine.open();
    if (rows.size > 0) await fill(database, rows);
    else await database.query.insert(database.tables.keys).values(keyRow(key));
    const config = { ...usual, ...change };
    const keeper = createIdentityKeeper({ database, site: config, clock, log: quiet });
    const parts = {
      database,
      site: config,
      prepareMedium: async () => ({ problem: 'It is no picture.' }),
      now: clock.now,
    };
    const publisher = createPublisher({ ...parts, identities: keeper });
    const { activities } = database.tables;
    const announcer = createAnnouncer({
      ...{ site: config, database, isOn: () => true, clock, log: quiet },
      ledger: {
        add: (query, { id, json, audience: _audience, ...outgoing }, created) => [
          query
            .insert(activities)
            .values({
              ...{ ...outgoing, uri: id, json, created, cursor: null, audience: 'followers' },
              digest: createHash('sha256').update(json).digest('base64'),
            })
            .onConflictDoNothing(),
        ],
      },
    });
    told = await database.query.$count(activities);
    return { database, keeper, publisher, announcer };
  }

  const keeping: Keeping = {
    ...{ site, clock, warnings, ...(await open()) },
    async save(changes) {
      for (const [name, text] of Object.entries(changes)) {
        if (text === null) await site.remove(`content/${name}`);
        else await site.write(`content/${name}`, text);
      }
    },
    async publish(options) {
      await keeping.publisher.publish('everything', options);
      await keeping.announcer.announce({ now: true });
      await keeping.keeper.save();
      if (failures.length > 0) throw new Error(failures.join('\n'));
    },
    async lose(change, options) {
      await keeping.keeper.close();
      await keeping.database.close();
      Object.assign(keeping, await open(change, options));
    },
    another: () => createIdentityKeeper({ database: keeping.database, site: usual, clock, log: quiet }),
    async backup() {
      const { query, tables } = keeping.database;
      const rows: Backup = new Map();
      for (const [name, table] of Object.entries(tables)) rows.set(name, await query.select().from(table));
      return rows;
    },
    async putBack(rows) {
      await keeping.keeper.close();
      await keeping.database.close();
      Object.assign(keeping, await open({}, { rows }));
    },
    async news() {
      const { activities } = keeping.database.tables;
      const rows = await keeping.database.query.select().from(activities).orderBy(asc(activities.key));
      const news = rows.slice(told).map(({ type, subject }) => `${type} ${subject}`);
      told = rows.length;
      return news;
    },
    file: () => readFile(join(site.folder, path), 'utf8').catch(() => null),
    async lines() {
      const [, ...entries] = JSON.parse((await keeping.file()) ?? '[]') as ({ id: string } & Record<string, unknown>)[];
      return Object.fromEntries(entries.map(({ id, ...entry }) => [id, entry]));
    },
    async dispose() {
      await keeping.database.close();
      await site.dispose();
    },
  };
  return keeping;
}

/** What the database knows of identities, in an order of its own; keys and revisions are others in another one. */
export async function known({ query, tables }: Database): Promise<unknown> {
  const { posts, objects, announcements } = tables;
  const { id, generation, path: file, permalink, state, guid, firstPublished } = posts;
  const rows = await query.select({ id, generation, file, permalink, state, guid, firstPublished }).from(posts);
  const minted = await query
    .select({ uri: objects.uri, state: objects.state, formerType: objects.formerType, gone: objects.gone })
    .from(objects);
  const { object, account, state: told, digest, published, updated } = announcements;
  const notes = await query.select({ object, account, told, digest, published, updated }).from(announcements);
  const kept = notes.map((note) => (note.told === 'gone' ? { object: note.object, told: note.told } : note));
  return [rows, minted, kept].map((some) => some.map((row) => JSON.stringify(row)).sort());
}

/** The oldest key says whose life a database leads; nobody signs here. */
function keyRow(key: string) {
  const made = new Date('2026-11-01T12:00:00Z');
  return { account: 'james', algorithm: 'Ed25519' as const, publicKey: key, privateKey: '', made };
}

async function fill({ engine, query, tables }: Database, backup: Backup): Promise<void> {
  for (const [name, table] of Object.entries(tables)) {
    const rows = backup.get(name) ?? [];
    if (rows.length > 0) await query.insert(table).values(rows as never);
  }
  if (engine === 'sqlite') return;
  for (const name of ['posts', 'activities']) {
    const next = sql`setval(pg_get_serial_sequence(${name}, 'key'), (select coalesce(max(key), 1) from ${sql.identifier(name)}))`;
    await query.select({ next }).from(tables.keys).limit(1);
  }
}
