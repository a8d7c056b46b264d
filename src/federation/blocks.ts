import { isIP } from 'node:net';
import type { Site } from '../config.ts';
import type { Database, Query, Step } from '../database/database.ts';
import { eq, inArray } from '../database/drizzle.ts';
import { removalOf } from './followers/decide.ts';
import type { Follower, Followers } from './followers/followers.ts';
import type { Ledger } from './ledger/ledger.ts';
import { actorName, hostName } from './spelling.ts';

/** Who may not come in. */
export interface Block {
  /** `example.com` for that host and all below it, or the id of an actor. */
  name: string;
  kind: 'domain' | 'actor';
  since: Date;
}

export interface Blocks {
  /** Whether an actor is blocked, by its own id or by its domain. */
  isBlocked(actor: URL): Promise<boolean>;
  /** In the order of their names. */
  list(): Promise<Block[]>;
  /** The followers that a block covers. */
  covered(block: Pick<Block, 'name' | 'kind'>): Promise<Follower[]>;
  /** Writes a block, and ends the follows of those it covers, each with a Reject. */
  add(block: Pick<Block, 'name' | 'kind'>, now: Date): Promise<Follower[]>;
  /** False: there was no such block. Who was blocked may follow anew. */
  remove(name: string): Promise<boolean>;
}

/** The blocks, kept in the database. */
export function createBlocks({
  database,
  followers,
  ledger,
  site,
}: {
  database: Pick<Database, 'query' | 'tables' | 'atomically'>;
  followers: Pick<Followers, 'list' | 'remove'>;
  ledger: Pick<Ledger, 'add'>;
  site: Pick<Site, 'origin' | 'base'>;
}): Blocks {
  const { blocks } = database.tables;

  async function covered(block: Pick<Block, 'name' | 'kind'>): Promise<Follower[]> {
    return (await followers.list()).filter(({ uri }) => namesOf(new URL(uri)).includes(block.name));
  }

  return {
    async isBlocked(actor) {
      const found = await database.query
        .select()
        .from(blocks)
        .where(inArray(blocks.name, namesOf(actor)))
        .limit(1);
      return found.length > 0;
    },
    async list() {
      const rows = await database.query.select().from(blocks);
      return rows.sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    covered,
    async add({ name, kind }, now) {
      const write = (query: Query): Step =>
        query.insert(blocks).values({ name, kind, since: now }).onConflictDoNothing();
      // First of all, so that nobody of them comes in while the others are shown out.
      await database.atomically((query) => [write(query)]);
      const ended = await covered({ name, kind });
      for (const follower of ended)
        await database.atomically((query) => removalOf(query, follower, { followers, ledger, site, now }));
      return ended;
    },
    async remove(name) {
      const removed = await database.query.delete(blocks).where(eq(blocks.name, name)).returning();
      return removed.length > 0;
    },
  };
}

/** Every name under which a block would cover an actor: its own, its host's, and those above that. */
function namesOf(actor: URL): string[] {
  const host = hostName(actor);
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return [actorName(actor), host];
  const labels = host.split('.');
  return [actorName(actor), ...labels.map((_, index) => labels.slice(index).join('.'))];
}
