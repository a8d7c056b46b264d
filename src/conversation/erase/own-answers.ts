import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, inArray, like, sql } from '../../database/drizzle.ts';
import { answerExtras, readAnswerExtras } from '../answers/named.ts';

type Readable = Pick<Database, 'query' | 'tables'>;

/** Answers of the blog's own have no whole URL. */
const isOwn = '/%';

/** Takes somebody out of whom the blog's own answers address and name. What is in their text stays: that is its author's. */
export async function unname(database: Readable, uri: string): Promise<(query: Query) => Step[]> {
  const { remarks } = database.tables;
  const extras = sql`cast(${remarks.extras} as text)`;
  const isNamed = sql`replace(${extras}, ${JSON.stringify(uri)}, '') <> ${extras}`;
  const rows = await database.query
    .select({ key: remarks.key, extras: remarks.extras })
    .from(remarks)
    .where(and(like(remarks.uri, isOwn), isNamed));
  return without(database, rows, (one) => one === uri);
}

/** The same for those who were answered there, and of whom nothing is here any more. */
export async function unnameBelow(database: Readable, parents: readonly string[]): Promise<(query: Query) => Step[]> {
  const { people, remarks } = database.tables;
  const rows = await database.query
    .select({ key: remarks.key, extras: remarks.extras })
    .from(remarks)
    .where(and(inArray(remarks.parent, [...parents]), like(remarks.uri, isOwn)));
  const addressed = rows.flatMap((row) => readAnswerExtras(row.extras).addressed?.uri ?? []);
  if (addressed.length === 0) return () => [];
  const known = await database.query.select({ uri: people.uri }).from(people).where(inArray(people.uri, addressed));
  const there = new Set(known.map(({ uri }) => uri));
  const gone = new Set(addressed.filter((uri) => !there.has(uri)));
  return without(database, rows, (uri) => gone.has(uri));
}

function without(
  { tables: { remarks } }: Readable,
  rows: readonly { key: number; extras: object | null }[],
  isGone: (uri: string) => boolean,
): (query: Query) => Step[] {
  return (query) =>
    rows.map(({ key, extras }) => {
      const { addressed, named } = readAnswerExtras(extras);
      const left = answerExtras(
        addressed && isGone(addressed.uri) ? null : addressed,
        named.filter(({ uri }) => !isGone(uri)),
      );
      return query
        .update(remarks)
        .set({ extras: left })
        .where(and(eq(remarks.key, key), like(remarks.uri, isOwn)));
    });
}
