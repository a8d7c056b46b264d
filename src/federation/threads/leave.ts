import { byBlock } from '../../conversation/desk/decided.ts';
import type { Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, inArray, isNotNull, ne } from '../../database/drizzle.ts';
import type { Work } from '../../jobs/worker.ts';
import type { People } from '../people/people.ts';
import { leaving } from './adopt.ts';

const atOnce = 100;

export interface LeaveParts {
  database: Pick<Database, 'query' | 'tables'>;
  remarks: Pick<Remarks, 'bury'>;
  people: Pick<People, 'leave'>;
}

/**
 * Takes away what came to a post only by a thread that it does not name any more. Nothing of it is kept, so that it comes
 * back when the line does, by an accident of the owner's as well; but what the owner hid stays away, and what the author
 * answered from here stays.
 */
export function createLeave({ database, remarks, people }: LeaveParts): Readonly<Record<string, Work>> {
  const { query, tables } = database;
  const { adopted, decisions } = tables;
  const said = tables.remarks;

  return {
    async [leaving]({ details }, now) {
      const { post, names } = details as { post: number; names: string[] };
      const back = await query
        .select({ post: adopted.post })
        .from(adopted)
        .where(and(eq(adopted.post, post), inArray(adopted.object, names)));
      if (back.length > 0) return { effect: null, again: null };
      const all = await query
        .select({ key: said.key, uri: said.uri, parent: said.parent, state: said.state, author: tables.people.uri })
        .from(said)
        .leftJoin(tables.people, eq(tables.people.key, said.person))
        .where(and(eq(said.post, post), isNotNull(said.parent)));
      const lost = below(names, all).filter(({ state, uri }) => state !== 'gone' && !uri.startsWith('/'));
      const some = lost.slice(0, atOnce);
      if (some.length === 0) return { effect: null, again: null };
      const keys = some.map(({ key }) => key);
      const decided = await query
        .select({ key: decisions.remark })
        .from(decisions)
        .where(
          and(
            inArray(decisions.remark, keys),
            eq(decisions.state, 'hidden'),
            ne(decisions.by, 'rule'),
            ne(decisions.by, byBlock),
          ),
        );
      const buried = new Set(decided.map(({ key }) => key));
      const removed = keys.filter((key) => !buried.has(key));
      const authors = new Set(some.flatMap(({ author }) => author ?? []));
      const isShown = some.some(({ state }) => state === 'shown');
      return {
        effect: (one) => [
          ...[...buried].map((key) => remarks.bury(one, key)),
          ...(removed.length > 0 ? [one.delete(said).where(inArray(said.key, removed))] : []),
          ...[...authors].map((author) => people.leave(one, author)),
          ...(isShown ? [countUp(one, tables, now)] : []),
        ],
        again: lost.length > some.length ? now : null,
      };
    },
  };
}

/** Everything that answers one of these, and what answers that; the deepest first, so that what is left still hangs together. */
function below<Row extends { uri: string; parent: string | null }>(
  names: readonly string[],
  all: readonly Row[],
): Row[] {
  const answers = Map.groupBy(all, ({ parent }) => parent);
  const found = new Map<string, Row>();
  for (let level = [...names]; level.length > 0; ) {
    const next = level.flatMap((name) => answers.get(name) ?? []).filter(({ uri }) => !found.has(uri));
    for (const row of next) found.set(row.uri, row);
    level = next.map(({ uri }) => uri);
  }
  return [...found.values()].reverse();
}
