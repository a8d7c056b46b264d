import type { Site } from '../../config.ts';
import { loadPseudonym } from '../../conversation/erase/pseudonym.ts';
import { everybody } from '../../conversation/everybody.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { hashedName, isHashed } from '../blocks/hashed.ts';
import { createBlocks } from '../blocks.ts';
import { createFollowers } from '../followers/followers.ts';
import { createLedger } from '../ledger/ledger.ts';
import { actorName } from '../spelling.ts';

/** That a block was made, or taken back. */
export interface ListedBlock {
  at: Date;
  /** A domain, or of an actor `hash:…`. */
  name: string;
  isBlocked: boolean;
}

/** The blocks, in the database and in the list beside it. */
export interface BlockedList {
  /**
   * Does once more what the list says and the database has never heard of: it is older than the list, as a restored one is.
   * @returns how many blocks hold again, or no more.
   */
  replay(listed: readonly ListedBlock[], now: Date): Promise<number>;
  /** What the list lacks, each with an instant of its own time: no line is ever older than one before it. */
  news(listed: readonly ListedBlock[], now: Date): Promise<ListedBlock[]>;
  /** Notes in the database up to where it knows the list. */
  know(lines: readonly ListedBlock[]): Promise<void>;
}

const setting = 'blocks-listed';

export function createBlockedList(database: Database, site: Pick<Site, 'origin' | 'base'>): BlockedList {
  const { query: reading, tables } = database;
  const { settings } = tables;

  const storeAt = (now: Date) =>
    createBlocks({
      ...{ database, site, followers: createFollowers({ database }) },
      ledger: createLedger({ database, now: () => now }),
    });

  async function knownUpTo(): Promise<number> {
    const [row] = await reading.select({ at: settings.value }).from(settings).where(eq(settings.name, setting));
    return row ? Date.parse(row.at) : Number.NEGATIVE_INFINITY;
  }

  /** The blocks that hold, by the names that they have in the list. */
  async function held(): Promise<Map<string, string>> {
    const pseudonym = await loadPseudonym(database);
    const rows = await storeAt(new Date(0)).list();
    return new Map(
      rows.map(({ name, kind }) => [
        kind === 'actor' && !isHashed(name) ? hashedName(pseudonym, new URL(name)) : name,
        name,
      ]),
    );
  }

  /** Of those who are known here, their names again: the owner is to see whom a block is about. */
  async function named(hashes: ReadonlySet<string>): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const pseudonym = await loadPseudonym(database);
    if (hashes.size === 0) return found;
    for await (const uri of everybody(database)) {
      const actor = new URL(uri);
      const hash = hashedName(pseudonym, actor);
      if (hashes.has(hash)) found.set(hash, actorName(actor));
    }
    return found;
  }

  return {
    async replay(listed, now) {
      const upTo = await knownUpTo();
      const wanted = standing(listed.filter(({ at }) => at.getTime() > upTo));
      if (wanted.size === 0) return 0;
      const holds = await held();
      const blocks = storeAt(now);
      const lacking = [...wanted].flatMap(([name, isBlocked]) => (isBlocked && !holds.has(name) ? name : []));
      const names = await named(new Set(lacking.filter(isHashed)));
      if (lacking.length > 0)
        await blocks.add(
          lacking.map((name) => ({ name: names.get(name) ?? name, kind: isHashed(name) ? 'actor' : 'domain' })),
          now,
        );
      const past = [...wanted].flatMap(([name, isBlocked]) => (isBlocked ? [] : (holds.get(name) ?? [])));
      for (const name of past) await blocks.remove(name, now);
      return lacking.length + past.length;
    },
    async news(listed, now) {
      const said = standing(listed);
      const holds = await held();
      const made = [...holds.keys()].filter((name) => said.get(name) !== true);
      const past = [...said].flatMap(([name, isBlocked]) => (isBlocked && !holds.has(name) ? name : []));
      const at = new Date(Math.max(now.getTime(), (await knownUpTo()) + 1));
      return [
        ...made.map((name) => ({ at, name, isBlocked: true })),
        ...past.map((name) => ({ at, name, isBlocked: false })),
      ];
    },
    async know(lines) {
      const changed = lines.at(-1)?.at;
      if (!changed || changed.getTime() <= (await knownUpTo())) return;
      const value = changed.toISOString();
      await reading
        .insert(settings)
        .values({ name: setting, value, changed })
        .onConflictDoUpdate({ target: settings.name, set: { value, changed } });
    },
  };
}

/** What the last line about each says. */
function standing(listed: readonly ListedBlock[]): Map<string, boolean> {
  return new Map(listed.map(({ name, isBlocked }) => [name, isBlocked]));
}
