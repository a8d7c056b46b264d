import { loadPseudonym, type Pseudonym } from '../../conversation/erase/pseudonym.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { actorName } from '../spelling.ts';

const prefix = 'hash:';

/** How the block of somebody who was forgotten is named: it holds, and does not say whom. */
export function hashedName(pseudonym: Pseudonym, actor: URL): string {
  return prefix + pseudonym(actorName(actor));
}

export function isHashed(name: string): boolean {
  return name.startsWith(prefix);
}

/** The block of an actor goes on under a keyed hash, without what was said about it. */
export async function hashActorBlock(
  database: Pick<Database, 'query' | 'tables' | 'atomically'>,
  uri: string,
): Promise<void> {
  const { blocks } = database.tables;
  const actor = new URL(uri);
  const [known] = await database.query
    .select()
    .from(blocks)
    .where(eq(blocks.name, actorName(actor)));
  if (!known) return;
  const name = hashedName(await loadPseudonym(database), actor);
  await database.atomically((query) => [
    query
      .insert(blocks)
      .values({ ...known, name, why: null })
      .onConflictDoNothing(),
    query.delete(blocks).where(eq(blocks.name, known.name)),
  ]);
}
