import type { Database } from '../../database/database.ts';
import { and, asc, eq, inArray, isNotNull, isNull, like, lt, ne, or, sql } from '../../database/drizzle.ts';
import { keptFor } from '../retention/retention.ts';
import { createErasures } from './erasures.ts';
import { goneName } from './gone-name.ts';
import { unnameBelow } from './own-answers.ts';
import { loadPseudonym } from './pseudonym.ts';

type Writable = Pick<Database, 'query' | 'tables' | 'atomically'>;

/** So many in one transaction, so that no page waits for long. */
const chunk = 100;

/**
 * Takes out what else names a remark that is gone, wherever it was deleted: its address becomes a keyed hash, here and in
 * what answers it; what was said when it was decided about is emptied, and reports about it go. Answers of the blog's own
 * keep their addresses, at which they are said to be gone, and go on naming what they answered, but nobody who is not known
 * any more. Of what was undone only such a hash is left too. It may be done
 * again, and by two at once.
 * @returns how many were gone through.
 */
export async function sweep(database: Writable, now: Date): Promise<number> {
  return (await sweepRemarks(database, now)) + (await sweepReactions(database, now));
}

async function sweepRemarks(database: Writable, now: Date): Promise<number> {
  const { query: reading, tables } = database;
  const { decisions, remarks, reports, stamps } = tables;
  const pseudonym = await loadPseudonym(database);
  const erasures = createErasures(database);
  // What was deleted while it waited for its parent is found by its own address until it is placed, or nobody waits any more.
  const isPlaced = or(
    ...[isNotNull(remarks.post), ne(remarks.kind, 'reply'), isNull(remarks.parent)],
    lt(remarks.received, new Date(now.getTime() - keptFor('waiting'))),
  );
  // A permission to quote is taken back by that address first.
  const isUnquoted = sql`not exists (select 1 from ${stamps}
    where ${stamps.object} = ${remarks.uri})`;
  const isFresh = and(eq(remarks.state, 'gone'), isNull(remarks.due), like(remarks.uri, 'http%'), isPlaced, isUnquoted);
  for (let total = 0; ; ) {
    const rows = await reading
      .select({ key: remarks.key, uri: remarks.uri })
      .from(remarks)
      .where(isFresh)
      .orderBy(asc(remarks.key))
      .limit(chunk);
    if (rows.length === 0) return total;
    total += rows.length;
    const keys = rows.map(({ key }) => key);
    const due = new Date(now.getTime() + keptFor('gone'));
    const unnamed = await unnameBelow(
      database,
      rows.map(({ uri }) => uri),
    );
    await database.atomically((query) => [
      ...unnamed(query),
      ...rows.flatMap(({ key, uri }) => {
        const name = goneName(pseudonym, uri);
        const isFree = sql`not exists (select 1 from ${remarks} other where other.uri = ${name})`;
        return [
          query
            .update(remarks)
            .set({ uri: name, due })
            .where(and(eq(remarks.key, key), isFree)),
          // It came once more while it was deleted: one of the two is enough.
          query.delete(remarks).where(and(eq(remarks.key, key), eq(remarks.uri, uri))),
          query
            .update(remarks)
            .set({ parent: name })
            .where(and(eq(remarks.parent, uri), ne(remarks.state, 'waiting'), like(remarks.uri, 'http%'))),
        ];
      }),
      query
        .update(decisions)
        .set({ why: '' })
        .where(and(inArray(decisions.remark, keys), ne(decisions.why, ''))),
      query.delete(reports).where(inArray(reports.remark, keys)),
      erasures.note(
        query,
        rows.map(({ uri }) => pseudonym(uri)),
        now,
      ),
    ]);
    await new Promise(setImmediate);
  }
}

/** Of likes and boosts that were undone. */
async function sweepReactions(database: Writable, now: Date): Promise<number> {
  const { reactions } = database.tables;
  const pseudonym = await loadPseudonym(database);
  const erasures = createErasures(database);
  for (let total = 0; ; ) {
    const rows = await database.query
      .select({ key: reactions.key, uri: reactions.uri })
      .from(reactions)
      // By nobody any more, which an index knows: every minute one that looked at all of them would be felt.
      .where(and(isNull(reactions.person), eq(reactions.state, 'undone'), like(reactions.uri, 'http%')))
      .limit(chunk);
    if (rows.length === 0) return total;
    total += rows.length;
    await database.atomically((query) => [
      ...rows.flatMap(({ key, uri }) => {
        const name = goneName(pseudonym, uri);
        const isFree = sql`not exists (select 1 from ${reactions} other where other.uri = ${name})`;
        return [
          // The slot of a boost is its address too.
          query
            .update(reactions)
            .set({ uri: name, slot: '' })
            .where(and(eq(reactions.key, key), isFree)),
          query.delete(reactions).where(and(eq(reactions.key, key), eq(reactions.uri, uri))),
        ];
      }),
      // So that no backup brings it back.
      erasures.note(
        query,
        rows.map(({ uri }) => pseudonym(uri)),
        now,
      ),
    ]);
    await new Promise(setImmediate);
  }
}
