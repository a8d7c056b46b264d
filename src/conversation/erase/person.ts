import { countUp } from '../../database/change.ts';
import type { Database } from '../../database/database.ts';
import { and, asc, eq, gt, ne } from '../../database/drizzle.ts';
import { inPages } from '../../database/in-pages.ts';
import type { byOwner } from '../desk/decided.ts';
import { dropUnused } from '../pictures.ts';
import { createReactions } from '../reactions.ts';
import { createRemarks } from '../remarks.ts';
import { isNobody, personKey } from '../speaker.ts';
import { createErasures } from './erasures.ts';
import { unname } from './own-answers.ts';
import { loadPseudonym } from './pseudonym.ts';

type Writable = Pick<Database, 'query' | 'tables' | 'atomically'>;

/** So many rows go in one transaction, so that no page waits for long. */
const chunk = 200;

/**
 * Erases what a person said, did and reported here, and them where they do not follow. Noted first, as a keyed hash: what
 * they wrote until now comes back by no way. In chunks; killed half way, it is done by doing it again.
 * @param by `owner` is noted with each comment; null: the person's own server said so.
 * @param until what they wrote later is their own new word; by default until now.
 */
export async function erasePerson(
  database: Writable,
  uri: string,
  by: typeof byOwner | null,
  now: Date,
  until = now,
): Promise<void> {
  const { tables } = database;
  const { decisions, people, remarks, reports, stamps } = tables;
  const store = createRemarks(database);
  const erasures = createErasures(database);
  const hash = (await loadPseudonym(database))(uri);
  await database.atomically((query) => [
    erasures.note(query, [hash], until),
    query.delete(reports).where(eq(reports.by, uri)),
    query.delete(stamps).where(eq(stamps.author, uri)),
  ]);
  const isTheirs = and(eq(remarks.person, personKey(tables, uri)), ne(remarks.state, 'gone'));
  const pages = inPages(chunk, (after) =>
    database.query
      .select({ key: remarks.key })
      .from(remarks)
      .where(and(isTheirs, gt(remarks.key, after)))
      .orderBy(asc(remarks.key))
      .limit(chunk),
  );
  for await (const rows of pages) {
    await database.atomically((query) => [
      ...rows.map(({ key }) => store.bury(query, key)),
      ...(by === null
        ? []
        : [
            query
              .insert(decisions)
              .values(rows.map(({ key }) => ({ remark: key, state: 'gone' as const, by, why: '', at: now }))),
          ]),
      countUp(query, tables, now),
    ]);
    await new Promise(setImmediate);
  }
  const unnamed = await unname(database, uri);
  await database.atomically((query) => [
    ...unnamed(query),
    // Whatever came meanwhile goes too.
    store.buryAllOf(query, uri),
    createReactions(database).undoAllOf(query, uri),
    query.delete(people).where(and(eq(people.uri, uri), isNobody(tables))),
    dropUnused(query, tables),
    countUp(query, tables, now),
  ]);
}
