import { and, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import type { Speaker } from './kept.ts';

/** What of a person a reader is shown. */
export function speakerColumns({ people, hosts }: Tables) {
  const { uri, user, name, url, portrait, isDiscoverable, isIndexable } = people;
  return { uri, user, host: hosts.name, name, url, portrait, isDiscoverable, isIndexable };
}

type Row = { [Name in keyof ReturnType<typeof speakerColumns>]: Speaker[Name] | null };

/** Null: of a left join that found nobody. */
export function toSpeaker({ uri, user, host, name, url, portrait, isDiscoverable, isIndexable }: Row): Speaker | null {
  if (uri === null || user === null || host === null) return null;
  return {
    ...{ uri, user, host, name: name || user, url: url ?? uri, portrait },
    ...{ isDiscoverable: isDiscoverable ?? false, isIndexable: isIndexable ?? false },
  };
}

/** Whether nothing refers to a row of `people`: nobody there follows, and nothing they said or did is kept. */
export function isNobody({ followers, people, reactions, remarks }: Tables) {
  const tables = [followers, remarks, reactions];
  return and(...tables.map((table) => sql`not exists (select 1 from ${table} where ${table.person} = ${people.key})`));
}

/** The key of a person's row, as a sub-select. */
export function personKey({ people }: Tables, uri: string) {
  return sql<number>`(select ${people.key} from ${people} where ${people.uri} = ${uri})`;
}
