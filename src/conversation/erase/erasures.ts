import type { Database, Query, Step } from '../../database/database.ts';
import { inArray, lt } from '../../database/drizzle.ts';
import { loadPseudonym } from './pseudonym.ts';

type Readable = Pick<Database, 'query' | 'tables'>;

/** As much of a remark as says whether it may be kept. */
interface Come {
  uri: string;
  /** The author's actor id. */
  author: string;
  published: Date;
}

/** What was erased: people who asked for it or are gone, and what was deleted. Of each a keyed hash and an instant. */
export interface Erasures {
  /**
   * Whether a remark was erased, or its author since it was written: then it comes back by no way. What they write later is
   * their own new word.
   */
  bars(remark: Come): Promise<boolean>;
  /** Which of these addresses were erased. */
  among(uris: readonly string[]): Promise<Set<string>>;
  /** The step that notes them, by the hashes of their addresses; the last instant counts. */
  note(query: Query, hashes: readonly string[], now: Date): Step;
}

export function createErasures(database: Readable): Erasures {
  const { erasures } = database.tables;
  return {
    async bars({ uri, author, published }) {
      const pseudonym = await loadPseudonym(database);
      const [it, its] = [pseudonym(uri), pseudonym(author)];
      const rows = await database.query
        .select()
        .from(erasures)
        .where(inArray(erasures.hash, [it, its]));
      return rows.some(({ hash, at }) => hash === it || at.getTime() >= published.getTime());
    },
    async among(uris) {
      if (uris.length === 0) return new Set();
      const pseudonym = await loadPseudonym(database);
      const names = new Map(uris.map((uri) => [pseudonym(uri), uri]));
      const rows = await database.query
        .select({ hash: erasures.hash })
        .from(erasures)
        .where(inArray(erasures.hash, [...names.keys()]));
      return new Set(rows.flatMap(({ hash }) => names.get(hash) ?? []));
    },
    note: (query, hashes, now) =>
      query
        .insert(erasures)
        .values(hashes.map((hash) => ({ hash, at: now })))
        .onConflictDoUpdate({ target: erasures.hash, set: { at: now }, setWhere: lt(erasures.at, now) }),
  };
}
