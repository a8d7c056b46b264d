import type { Site } from '../config.ts';
import { type Amount, createBlocked } from '../conversation/desk/blocked.ts';
import { loadPseudonym } from '../conversation/erase/pseudonym.ts';
import type { Database, Query, Step } from '../database/database.ts';
import { eq, inArray } from '../database/drizzle.ts';
import { hashedName, isHashed } from './blocks/hashed.ts';
import { createIsBlocked, namesOf } from './blocks/is-blocked.ts';
import { removalOf } from './followers/decide.ts';
import type { Follower, Followers } from './followers/followers.ts';
import type { Ledger } from './ledger/ledger.ts';
import { actorName } from './spelling.ts';

/** Who may not come in. */
export interface Block {
  /** `example.com` for that host and all below it, the id of an actor, or `hash:…` for one who was forgotten. */
  name: string;
  kind: 'domain' | 'actor';
  since: Date;
  /** What the owner, or the list that it comes from, says about it. */
  why: string | null;
}

/** Whom to block. */
export type Named = Pick<Block, 'name' | 'kind'> & { why?: string | null };

export interface Blocks {
  /** Whether an actor is blocked, by its own id or by its domain. */
  isBlocked(actor: URL): Promise<boolean>;
  /** In the order of their names. */
  list(): Promise<Block[]>;
  /** The block of that name, also where it goes on as a keyed hash. */
  find(name: string): Promise<Block | null>;
  /** The followers that blocks cover, each once. */
  covered(blocks: Named | readonly Named[]): Promise<Follower[]>;
  /** How much of what those that blocks cover said and did is to be seen, or waits for the owner. */
  heard(blocks: Named | readonly Named[]): Promise<Amount>;
  /**
   * Writes blocks, all or none, hides what those they cover said and did here, and ends their follows, each with a Reject.
   * Whoever is blocked by name is so where they have moved as well. What is blocked already stays as it is. Killed half way, it is done by doing it again.
   */
  add(blocks: Named | readonly Named[], now: Date): Promise<Follower[]>;
  /** How much of what blocks hid would be as it was before, were this one taken back. */
  silenced(name: string): Promise<Amount>;
  /**
   * False: there was no such block. What blocks hid, and none covers any more, is as it was before; who was blocked may
   * follow anew. Killed half way, it is done by doing it again.
   */
  remove(name: string, now: Date): Promise<boolean>;
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
  const said = createBlocked(database);

  /** Whether any of these blocks covers an actor, by its id. */
  async function coveredBy(
    named: Pick<Block, 'name'> | readonly Pick<Block, 'name'>[],
  ): Promise<(uri: string) => boolean> {
    const names = new Set([named].flat().map(({ name }) => name));
    const pseudonym = [...names].some(isHashed) ? await loadPseudonym(database) : null;
    return (uri) => namesOf(new URL(uri), pseudonym).some((name) => names.has(name));
  }

  /** Where those have moved who are blocked by name: there they would come back. */
  async function movedFrom(named: Named | readonly Named[]): Promise<Named[]> {
    const { people } = database.tables;
    const names = [named].flat().flatMap(({ kind, name }) => (kind === 'actor' ? [name] : []));
    if (names.length === 0) return [];
    const columns = { uri: people.uri, to: people.movedTo };
    const rows = await database.query.select(columns).from(people).where(inArray(people.uri, names));
    return rows.flatMap(({ uri, to }): Named[] =>
      to === null ? [] : [{ kind: 'actor', name: actorName(new URL(to)), why: `Moved from ${uri}` }],
    );
  }

  async function covered(named: Named | readonly Named[]): Promise<Follower[]> {
    const isCovered = await coveredBy(named);
    return (await followers.list()).filter(({ uri }) => isCovered(uri));
  }

  /** Whom this block covers, and no other. */
  async function coveredOnlyBy(name: string): Promise<(uri: string) => boolean> {
    const others = (await database.query.select({ name: blocks.name }).from(blocks)).filter((one) => one.name !== name);
    const [isCovered, isCoveredElse] = await Promise.all([coveredBy({ name }), coveredBy(others)]);
    return (uri) => isCovered(uri) && !isCoveredElse(uri);
  }

  return {
    isBlocked: createIsBlocked(database),
    async list() {
      const rows = await database.query.select().from(blocks);
      return rows.sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    async find(name) {
      const names = [name, ...(URL.canParse(name) ? [hashedName(await loadPseudonym(database), new URL(name))] : [])];
      const [known] = await database.query.select().from(blocks).where(inArray(blocks.name, names));
      return known ?? null;
    },
    covered,
    heard: async (named) => said.count('hide', await coveredBy(named)),
    async add(wanted, now) {
      const named = [...[wanted].flat(), ...(await movedFrom(wanted))];
      const rows = named.map(({ name, kind, why = null }) => ({ name, kind, since: now, why }));
      const write = (query: Query, some: typeof rows): Step => query.insert(blocks).values(some).onConflictDoNothing();
      // First of all, so that nobody of them comes in while the others are shown out.
      await database.atomically((query) => chunksOf(rows, 1000).map((some) => write(query, some)));
      await said.hide(await coveredBy(named), now);
      const ended = await covered(named);
      for (const some of chunksOf(ended, 50))
        await database.atomically((query) =>
          some.flatMap((follower) => removalOf(query, follower, { followers, ledger, site, now })),
        );
      return ended;
    },
    silenced: async (name) => said.count('restore', await coveredOnlyBy(name)),
    async remove(name, now) {
      const known = await database.query.select().from(blocks).where(eq(blocks.name, name));
      if (known.length === 0) return false;
      // The block goes last, so that it is still there to be taken back where this is killed half way.
      await said.restore(await coveredOnlyBy(name), now);
      const removed = await database.query.delete(blocks).where(eq(blocks.name, name)).returning();
      return removed.length > 0;
    },
  };
}

function chunksOf<Row>(rows: readonly Row[], size: number): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}
