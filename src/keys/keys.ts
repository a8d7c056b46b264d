import { type Database, DatabaseError, type Query, type Step, Unmet } from '../database/database.ts';
import { and, asc, eq, sql } from '../database/drizzle.ts';
import { type Algorithm, fingerprintOf, generateBoth, importPair, type KeptPair, type Pair } from './pair.ts';

export type { Algorithm, Pair } from './pair.ts';

/** What an account signs with. Made once: a new key would be another identity to every server that knows the old one. */
export interface Identity {
  rsa: Pair;
  ed25519: Pair;
  /** When its first key was made: the day the account joined. */
  since: Date;
}

/** A key as it may be shown. */
export interface ShownKey {
  algorithm: Algorithm;
  fingerprint: string;
  made: Date;
  /** When another took its place; null while it is in use. */
  retired: Date | null;
}

/** New keys of an account, not yet kept. */
export interface Rotation {
  /** The account with its new keys. */
  identity: Identity;
  /** Which RSA key was in use before, by the instant it was made. */
  before: Date;
  /** The statements that keep the new keys and retire the old: all of a transaction, or none. */
  steps(query: Query): Step[];
}

export interface Keys {
  /** The keys of an account, by its id; made on first use. */
  of(account: string): Promise<Identity>;
  /**
   * The RSA pair that an account signs activities with.
   * @param made which one, by the instant it was made, also when it is retired; null: the one in use.
   * @throws when there is none of that instant.
   */
  rsaOf(account: string, made: Date | null): Promise<Pair>;
  /** Every key an account has and had, the newest first; makes none. */
  shown(account: string): Promise<ShownKey[]>;
  /** Makes new keys, and writes nothing: what is told of it goes into the same transaction. */
  rotation(account: string): Promise<Rotation>;
}

export interface KeysOptions {
  database: Database;
  now(): Date;
  /**
   * The blog's change number, read from memory. When it is another, what is known is looked at again: another process
   * may have rotated.
   */
  change?(): number;
}

/** The identities of the blog's accounts, kept in the database, read once for each change of the blog. */
export function createKeys({ database, now, change = () => 0 }: KeysOptions): Keys {
  const known = new Map<string, { change: number; identity: Promise<Identity> }>();
  const former = new Map<string, Promise<Pair>>();
  const { keys, settings } = database.tables;
  const rsaAlgorithm = 'RSASSA-PKCS1-v1_5';

  const inUse = sql`${keys.retired} is null`;

  async function rowsOf(account: string) {
    return database.query.select().from(keys).where(eq(keys.account, account)).orderBy(asc(keys.made));
  }

  async function read(account: string): Promise<Identity | null> {
    const rows = await rowsOf(account);
    const find = (algorithm: Algorithm) => rows.findLast((row) => row.algorithm === algorithm && row.retired === null);
    const [rsa, ed25519, first] = [find(rsaAlgorithm), find('Ed25519'), rows[0]];
    if (!rsa || !ed25519 || !first) return null;
    return importBoth(account, rsa, ed25519, first.made);
  }

  async function make(account: string): Promise<void> {
    const made = now();
    const rows = await generateBoth();
    const claim = { name: `keys:${account}`, value: 'made', changed: made };
    await database
      .atomically((query) => [
        // Only one process gets to make them, however many start at once on an empty database.
        { statement: query.insert(settings).values(claim).onConflictDoNothing(), demand: 1 },
        query.insert(keys).values(rows.map((row) => ({ account, ...row, made }))),
      ])
      .catch((error: unknown) => {
        // Its sentence alone: the details of an engine's error may hold the row, and the row holds the secret.
        if (error instanceof Unmet) return;
        const what = `The keys of ${account} cannot be stored: ${sentenceOf(error)}`;
        throw error instanceof DatabaseError ? new DatabaseError(what) : new Error(what);
      });
  }

  async function readOrMake(account: string): Promise<Identity> {
    const kept = await read(account);
    if (kept) return kept;
    await make(account);
    const made = await read(account);
    if (made) return made;
    throw new Error(`The keys of ${account} were made before and are gone: restore the database from a backup.`);
  }

  /** The identity that is known, if it is still the one in use; else the one that is now. */
  async function refreshed(account: string, before: Promise<Identity>): Promise<Identity> {
    const identity = await before;
    const [row] = await database.query
      .select({ made: keys.made })
      .from(keys)
      .where(and(eq(keys.account, account), eq(keys.algorithm, rsaAlgorithm), inUse));
    return row?.made.getTime() === identity.rsa.made.getTime() ? identity : readOrMake(account);
  }

  async function readFormer(account: string, made: Date): Promise<Pair> {
    const where = and(eq(keys.account, account), eq(keys.algorithm, rsaAlgorithm), eq(keys.made, made));
    const [row] = await database.query.select().from(keys).where(where);
    if (!row) throw new Error(`The key of ${account} made at ${made.toISOString()} is gone.`);
    return importPair(rsaAlgorithm, row).catch(() => damaged(account));
  }

  const of = (account: string): Promise<Identity> => {
    const now = change();
    const before = known.get(account);
    if (before?.change === now) return before.identity;
    const identity = before ? refreshed(account, before.identity) : readOrMake(account);
    const entry = { change: now, identity };
    known.set(account, entry);
    identity.catch(() => known.get(account) === entry && known.delete(account));
    return identity;
  };

  return {
    of,
    async rsaOf(account, made) {
      const { rsa } = await of(account);
      if (made === null || rsa.made.getTime() === made.getTime()) return rsa;
      const name = `${account} ${made.getTime()}`;
      let pair = former.get(name);
      if (!pair) {
        pair = readFormer(account, made);
        former.set(name, pair);
        pair.catch(() => former.delete(name));
      }
      return pair;
    },
    async shown(account) {
      // Those of one instant in one order on every engine: RSA first, which everybody reads.
      const rows = (await rowsOf(account)).sort(
        (a, b) => b.made.getTime() - a.made.getTime() || (a.algorithm === rsaAlgorithm ? -1 : 1),
      );
      return Promise.all(
        rows.map(async ({ algorithm, publicKey, made, retired }) => ({
          ...{ algorithm, made, retired },
          fingerprint: await fingerprintOf(algorithm, publicKey),
        })),
      );
    },
    async rotation(account) {
      const before = (await read(account)) ?? (await readOrMake(account));
      // Two keys of one instant would have one name.
      const made = new Date(Math.max(now().getTime(), before.rsa.made.getTime() + 1));
      const rows = (await generateBoth()).map((row) => ({ account, ...row, made }));
      const [rsa, ed25519] = rows;
      if (!rsa || !ed25519) throw new Error('No keys were made.');
      return {
        identity: await importBoth(account, rsa, ed25519, before.since),
        before: before.rsa.made,
        steps: (query) => [
          {
            statement: query
              .update(keys)
              .set({ retired: made })
              .where(and(eq(keys.account, account), eq(keys.made, before.rsa.made), inUse)),
            demand: 1,
          },
          query
            .update(keys)
            .set({ retired: made })
            .where(and(eq(keys.account, account), inUse)),
          // Statements are sent together: without this, whoever comes second hears of a double row and not of the demand.
          query.insert(keys).values(rows).onConflictDoNothing(),
        ],
      };
    },
  };
}

async function importBoth(account: string, rsa: KeptPair, ed25519: KeptPair, since: Date): Promise<Identity> {
  const pairs = Promise.all([importPair('RSASSA-PKCS1-v1_5', rsa), importPair('Ed25519', ed25519)]);
  const [forRsa, forEd25519] = await pairs.catch(() => damaged(account));
  return { rsa: forRsa, ed25519: forEd25519, since };
}

// Not the parser's own words: they quote what they could not read.
function damaged(account: string): never {
  throw new Error(`The keys of ${account} are damaged: restore the database from a backup.`);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'an unknown error';
}
