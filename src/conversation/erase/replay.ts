import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, asc, gt, like, ne, sql } from '../../database/drizzle.ts';
import { inPages } from '../../database/in-pages.ts';
import { everybody } from '../everybody.ts';
import { createReactions } from '../reactions.ts';
import { createRemarks } from '../remarks.ts';
import { letGo } from '../speaker.ts';
import { loadPseudonym } from './pseudonym.ts';

/** An entry of the list that is kept beside the database. */
export interface Erased {
  hash: string;
  at: Date;
}

const chunk = 500;

/**
 * Erases once more what a list says and the database does not: it is older than the list, as a restored one is. What it
 * knows to have been erased before that counts as not erased yet: somebody may be forgotten, come back, and be so again.
 * @returns how many entries it lacked, and whom of its people they are about, for whoever forgets them whole.
 */
export async function replay(
  database: Pick<Database, 'query' | 'tables' | 'atomically'>,
  listed: readonly Erased[],
  now: Date,
): Promise<{ lacked: number; remarks: number; reactions: number; people: { uri: string; at: Date }[] }> {
  const { query: reading, tables } = database;
  const { erasures, reactions, remarks } = tables;
  const known = new Map((await reading.select().from(erasures)).map(({ hash, at }) => [hash, at.getTime()]));
  const isLacking = ({ hash, at }: Erased): boolean => (known.get(hash) ?? Number.NEGATIVE_INFINITY) < at.getTime();
  const lacking = new Map(
    latest(listed)
      .filter(isLacking)
      .map(({ hash, at }) => [hash, at]),
  );
  if (lacking.size === 0) return { lacked: 0, remarks: 0, reactions: 0, people: [] };
  const pseudonym = await loadPseudonym(database);
  const store = createRemarks(database);
  const done = createReactions(database);

  const isMeant = ({ uri }: { uri: string }): boolean => lacking.has(pseudonym(uri));

  /** Of each page the rows that the list is about are undone, and who is nobody without them goes. */
  async function eraseAgain(
    pages: AsyncIterable<{ key: number; uri: string; person: number | null }[]>,
    undo: (query: Query, key: number) => Step,
  ): Promise<number> {
    let count = 0;
    for await (const rows of pages) {
      const meant = rows.filter(isMeant);
      if (meant.length === 0) continue;
      const persons = meant.map(({ person }) => person);
      await database.atomically((query) => [
        ...meant.map(({ key }) => undo(query, key)),
        ...letGo(query, tables, persons),
        countUp(query, tables, now),
      ]);
      count += meant.length;
    }
    return count;
  }

  const buried = await eraseAgain(
    inPages(chunk, (after) =>
      reading
        .select({ key: remarks.key, uri: remarks.uri, person: remarks.person })
        .from(remarks)
        .where(and(gt(remarks.key, after), ne(remarks.state, 'gone'), like(remarks.uri, 'http%')))
        .orderBy(asc(remarks.key))
        .limit(chunk),
    ),
    store.bury,
  );
  const undone = await eraseAgain(
    inPages(chunk, (after) =>
      reading
        .select({ key: reactions.key, uri: reactions.uri, person: reactions.person })
        .from(reactions)
        .where(and(gt(reactions.key, after), ne(reactions.state, 'undone')))
        .orderBy(asc(reactions.key))
        .limit(chunk),
    ),
    done.undo,
  );
  const found: { uri: string; at: Date }[] = [];
  for await (const uri of everybody(database)) {
    const at = lacking.get(pseudonym(uri));
    if (at) found.push({ uri, at });
  }
  return { lacked: lacking.size, remarks: buried, reactions: undone, people: found };
}

/** Notes entries with the instants of the list, once what they are about is erased: killed before that, it is done anew. */
export async function noteReplayed(
  { query, tables: { erasures } }: Pick<Database, 'query' | 'tables'>,
  listed: readonly Erased[],
): Promise<void> {
  const all = latest(listed);
  for (let start = 0; start < all.length; start += chunk)
    await query
      .insert(erasures)
      .values(all.slice(start, start + chunk).map(({ hash, at }) => ({ hash, at })))
      .onConflictDoUpdate({
        target: erasures.hash,
        set: { at: sql`excluded.at` },
        setWhere: sql`excluded.at > ${erasures.at}`,
      });
}

/** Of each hash its last instant. */
function latest(listed: readonly Erased[]): Erased[] {
  const last = new Map<string, Erased>();
  for (const one of listed) {
    const before = last.get(one.hash);
    if (!before || before.at < one.at) last.set(one.hash, one);
  }
  return [...last.values()];
}

/** What was noted at that instant or later, the oldest first. */
export async function erasedSince(
  { query, tables: { erasures } }: Pick<Database, 'query' | 'tables'>,
  since: Date,
): Promise<Erased[]> {
  const rows = await query.select().from(erasures).where(gt(erasures.at, since)).orderBy(asc(erasures.at));
  return rows;
}
