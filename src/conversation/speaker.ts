import type { Query, Step } from '../database/database.ts';
import { and, inArray, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import type { Speaker } from './kept.ts';

/** What of a person a reader is shown. */
export function speakerColumns({ owners, people, hosts }: Tables) {
  const { uri, user, name, url, portrait, isDiscoverable, isIndexable } = people;
  const isOwner = sql<boolean>`exists (select 1 from ${owners}
    where ${owners}.actor = ${people}.uri and ${owners}.proven is not null)`;
  return { uri, user, host: hosts.name, name, url, portrait, isDiscoverable, isIndexable, isOwner };
}

type Row = { [Name in keyof ReturnType<typeof speakerColumns>]: Speaker[Name] | null };

/** Null: of a left join that found nobody. */
export function toSpeaker(row: Row): Speaker | null {
  const { uri, user, host, name, url, portrait, isDiscoverable, isIndexable, isOwner } = row;
  if (uri === null || user === null || host === null) return null;
  return {
    ...{ uri, user, host, name: name || user, url: url ?? uri, portrait },
    ...{ isDiscoverable: isDiscoverable ?? false, isIndexable: isIndexable ?? false },
    // One engine says 1.
    isOwner: Boolean(isOwner),
  };
}

/**
 * Whether nothing refers to a row of `people`: nobody there follows, nothing they said or did is kept, and they are none of
 * the author's own accounts.
 */
export function isNobody({ followers, owners, people, reactions, remarks }: Tables) {
  const tables = [followers, remarks, reactions];
  return and(
    ...tables.map((table) => sql`not exists (select 1 from ${table} where ${table.person} = ${people.key})`),
    sql`not exists (select 1 from ${owners} where ${owners.actor} = ${people.uri})`,
  );
}

/** Lets go of those of some people (keys; null: nobody) of whom nothing is kept any more. */
export function letGo(query: Query, tables: Tables, persons: readonly (number | null)[]): Step[] {
  const keys = [...new Set(persons)].filter((key) => key !== null);
  const { people } = tables;
  return keys.length === 0 ? [] : [query.delete(people).where(and(inArray(people.key, keys), isNobody(tables)))];
}

/** The key of a person's row, as a sub-select. */
export function personKey({ people }: Tables, uri: string) {
  return sql<number>`(select ${people.key} from ${people} where ${people.uri} = ${uri})`;
}
