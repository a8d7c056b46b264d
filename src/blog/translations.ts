import type { Database } from '../database/database.ts';
import { and, asc, eq, sql } from '../database/drizzle.ts';
import type { Problem } from '../problem.ts';
import { fileProblem } from './candidate.ts';
import type { Translation } from './posts.ts';
import { detailsOf } from './row.ts';

/** A post that says by `translationKey` that it is one of several of the same text. */
interface Keyed extends Translation {
  key: string;
  /** Relative to the content folder. */
  path: string;
}

/** Every live post with such a key, the oldest first. What is unlisted is named nowhere, and so by no translation. */
async function findKeyed({ query, tables: { posts } }: Pick<Database, 'query' | 'tables'>): Promise<Keyed[]> {
  const { id, path, kind, permalink, title, language, details } = posts;
  const isKeyed = sql`${details} ->> 'translationKey' is not null`;
  const rows = await query
    .select({ id, path, kind, permalink, title, language, details })
    .from(posts)
    .where(and(eq(posts.state, 'live'), eq(posts.unlisted, false), isKeyed))
    .orderBy(asc(posts.date), asc(posts.key));
  return rows.flatMap(({ details: kept, ...row }) => {
    const { translationKey: key, canonical } = detailsOf({ details: kept });
    return key === null ? [] : [{ ...row, key, canonical }];
  });
}

/** Posts that are translations of each other, by their key: one of each language, in the order of the languages' codes. */
export async function findTranslations(
  database: Pick<Database, 'query' | 'tables'>,
): Promise<ReadonlyMap<string, readonly Translation[]>> {
  const groups = Map.groupBy(await findKeyed(database), ({ key }) => key);
  return new Map(
    [...groups].flatMap(([key, posts]) => {
      // Of two in one language the older one stands for both; the other is told of as a problem.
      const firsts = [...Map.groupBy(posts, ({ language }) => language).values()].flatMap(([first]) => first ?? []);
      const found = firsts
        .map(({ id, permalink, title, language, canonical }) => ({ id, permalink, title, language, canonical }))
        .sort((a, b) => (a.language < b.language ? -1 : 1));
      return found.length > 1 ? [[key, found] as const] : [];
    }),
  );
}

/** What the owner is told of posts that are the same text in the same language, by their keys. */
export async function translationProblems(database: Pick<Database, 'query' | 'tables'>): Promise<Problem[]> {
  const groups = Map.groupBy(await findKeyed(database), ({ key, language }) => JSON.stringify([key, language]));
  return [...groups.values()].flatMap(([first, ...others]) =>
    others.map(({ path, key, language }) =>
      fileProblem(
        path,
        `The file has the translationKey "${key}" and the language ${language}, as content/${first?.path} has, so it is linked to no translation.`,
        'Write another `translationKey` or another `lang` in one of the two files.',
        'warning',
      ),
    ),
  );
}
