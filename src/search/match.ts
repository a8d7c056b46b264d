import type { SQL } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { and, eq, or, sql } from '../database/drizzle.ts';
import type { Term } from './read-query.ts';
import { stem } from './stem.ts';
import { isUnspaced } from './words.ts';

/** How an engine is asked for words. What was typed reaches it as values alone, in a form that has no syntax of its own. */
export interface Match {
  /** The posts that have all these, as a table `ranked` of `found`, their keys, and `rank`: the least is the best. */
  all(terms: readonly Term[]): SQL;
  /** Whether a post has any of them; a condition beside `searchable`. */
  any(terms: readonly Term[]): SQL;
}

/** Whether what begins with a word is found by it: "hill" finds "hillside", "art" does not find "article". */
export function findsLonger({ words, isQuoted }: Term): boolean {
  const [word = '', ...others] = words;
  return !isQuoted && others.length === 0 && (isUnspaced(word) || word.length >= 4);
}

/** @param languages those in which there are posts that can be found. */
export function matchFor(database: Database, languages: readonly string[]): Match {
  return database.engine === 'sqlite' ? sqliteMatch(database, languages) : postgresMatch(database, languages);
}

/** Title, tags and authors weigh more than the text, on both engines alike. */
const weights = { sqlite: '10.0, 6.0, 3.0, 1.0', postgres: '{0.1, 0.3, 0.6, 1.0}' };

/** FTS5: the index holds words without their endings, so what is looked for loses them in each language of the blog. */
function sqliteMatch({ tables: { searchable } }: Database, languages: readonly string[]): Match {
  function one(term: Term): string {
    const forms = new Set(languages.map((language) => phrase(term.words.map((word) => stem(word, language)))));
    // What begins with a word has the word itself among it: to ask for both is to weigh it twice, in every post.
    forms.add(findsLonger(term) ? `${phrase(term.words)} *` : phrase(term.words));
    return `(${[...forms].join(' OR ')})`;
  }
  const phrase = (words: readonly string[]): string => `"${words.join(' ').replaceAll('"', '""')}"`;
  return {
    all(terms) {
      const together = terms.map(one).join(' AND ');
      const rank = sql.raw(`bm25(search, ${weights.sqlite})`);
      return sql`(select rowid as found, ${rank} as rank from search where search match ${together}) as ranked`;
    },
    any: (terms) =>
      sql`${searchable.post} in (select rowid from search where search match ${terms.map(one).join(' OR ')})`,
  };
}

/** PostgreSQL: its own dictionaries know the endings; each post is asked in its own language. */
function postgresMatch({ tables: { searchable } }: Database, languages: readonly string[]): Match {
  const vector = sql`searchable.vector`;

  function one(term: Term, language: string): SQL {
    const words = term.words.join(' ');
    const plain = sql`phraseto_tsquery(search_configuration(${language}), ${words})`;
    if (!findsLonger(term)) return plain;
    return sql`(${plain} || to_tsquery('pg_catalog.simple', ${`'${words.replaceAll(/['\\]/g, ' ')}':*`}))`;
  }
  const join = (terms: readonly Term[], operator: '&&' | '||', language: string): SQL =>
    sql.join(
      terms.map((term) => one(term, language)),
      sql.raw(` ${operator} `),
    );
  function inEach(terms: readonly Term[], operator: '&&' | '||'): SQL {
    const conditions = languages.map((language) =>
      and(eq(searchable.language, language), sql`${vector} @@ (${join(terms, operator, language)})`),
    );
    return or(...conditions) ?? sql`false`;
  }
  return {
    all(terms) {
      const queries = languages.map((language) => sql`(${join(terms, '&&', language)})`);
      const query = queries.length > 0 ? sql.join(queries, sql` || `) : sql`''::tsquery`;
      // 1: a long text has more of everything.
      const rank = sql`- ts_rank(${weights.postgres}::real[], ${vector}, ${query}, 1)`;
      return sql`(select post as found, ${rank} as rank from searchable where ${inEach(terms, '&&')}) as ranked`;
    },
    any: (terms) => inEach(terms, '||'),
  };
}
