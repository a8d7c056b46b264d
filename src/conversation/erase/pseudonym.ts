import { createHmac, randomBytes } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';

/**
 * A keyed hash in place of an address: the same for the same one, on this blog alone. Whoever holds the hash and not the key
 * cannot try names until one fits.
 */
export type Pseudonym = (address: string) => string;

type Readable = Pick<Database, 'query' | 'tables'>;

const setting = 'pseudonym-key';

const made = new WeakMap<object, Promise<Buffer>>();

/** The key is made once, in the database, so that a backup brings it back along with what was hashed with it. */
export async function loadPseudonym(database: Readable): Promise<Pseudonym> {
  const key = await keyOf(database);
  return (address) => createHmac('sha256', key).update(address).digest('base64url');
}

/** Tells one key from another, and nothing of it. */
export async function pseudonymKeyName(database: Readable): Promise<string> {
  return (await loadPseudonym(database))('this key').slice(0, 12);
}

function keyOf(database: Readable): Promise<Buffer> {
  const known = made.get(database);
  if (known) return known;
  const reading = readOrMake(database);
  made.set(database, reading);
  reading.catch(() => made.delete(database));
  return reading;
}

async function readOrMake({ query, tables: { settings } }: Readable): Promise<Buffer> {
  const read = async (): Promise<string | undefined> =>
    (await query.select({ value: settings.value }).from(settings).where(eq(settings.name, setting)))[0]?.value;
  const kept = await read();
  if (kept !== undefined) return Buffer.from(kept, 'base64url');
  const value = randomBytes(32).toString('base64url');
  // Several processes may begin on an empty database: the first one's counts.
  await query
    .insert(settings)
    .values({ name: setting, value, changed: new Date(0) })
    .onConflictDoNothing();
  return Buffer.from((await read()) ?? value, 'base64url');
}
