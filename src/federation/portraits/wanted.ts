import { readExtras } from '../../conversation/extras.ts';
import { mostFaces, peopleWithFaces } from '../../conversation/pictures.ts';
import type { Database } from '../../database/database.ts';
import { and, desc, eq, isNull, lte, or, sql } from '../../database/drizzle.ts';

/** Somebody whose picture is to be looked at. */
export interface Face {
  key: number;
  /** Where it is; null: there is none any more. */
  avatar: string | null;
  portrait: string | null;
}

/** No more custom emoji than these have pictures here: those of what was said last. */
const mostEmoji = 2_000;

/** What is shown and has no picture yet, or one that is a week old. */
export interface Wanted {
  faces(before: Date, limit: number): Promise<Face[]>;
  /** The addresses of every custom emoji that stands in what is shown. */
  emoji(): Promise<Set<string>>;
}

export function createWanted({ query, tables }: Pick<Database, 'query' | 'tables'>): Wanted {
  const { people, reactions, remarks } = tables;
  // As text, whichever way the engine keeps JSON.
  const hasEmoji = sql`replace(cast(${remarks.extras} as text), ' ', '') not like '%"emoji":{}%'`;

  return {
    faces: (before, limit) =>
      query
        .select({ key: people.key, avatar: people.avatar, portrait: people.portrait })
        .from(people)
        .where(
          and(
            sql`${people.key} in ${peopleWithFaces(tables)}`,
            sql`(${people.avatar} is not null or ${people.portrait} is not null)`,
            or(isNull(people.portraitMade), lte(people.portraitMade, before)),
          ),
        )
        // Whoever has another avatar every minute keeps nobody waiting.
        .orderBy(sql`random()`)
        .limit(limit),

    async emoji() {
      const [said, liked] = await Promise.all([
        query
          .select({ extras: remarks.extras })
          .from(remarks)
          .where(and(eq(remarks.state, 'shown'), eq(remarks.kind, 'reply'), hasEmoji))
          .orderBy(desc(remarks.received))
          .limit(mostEmoji),
        // Of a crowd that likes a post with as many emoji, those that are shown.
        query
          .select({ picture: reactions.picture })
          .from(reactions)
          .where(
            sql`${reactions.key} in (select ranked.some from (
              select min(${reactions.key}) as some,
                row_number() over (partition by ${reactions.post} order by count(*) desc, min(${reactions.slot})) as place
              from ${reactions} where ${reactions.state} = 'shown' and ${reactions.picture} is not null
              group by ${reactions.post}, ${reactions.slot}) as ranked where ranked.place <= ${mostFaces})`,
          )
          .limit(mostEmoji),
      ]);
      const addresses = [
        ...liked.flatMap(({ picture }) => picture ?? []),
        ...said.flatMap(({ extras }) => Object.values(readExtras(extras).emoji)),
      ];
      return new Set(addresses.slice(0, mostEmoji));
    },
  };
}
