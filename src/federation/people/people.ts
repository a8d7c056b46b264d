import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Database, Query, Step } from '../../database/database.ts';
import { eq, sql } from '../../database/drizzle.ts';
import { isGone, sentenceOf } from '../load/refused.ts';
import type { Person } from './person.ts';
import { readPerson } from './read-person.ts';

/** What its own host says of an actor. `unknown`: nothing that could be believed; `why` is for the log. */
export type Look = { state: 'alive'; person: Person } | { state: 'gone' } | { state: 'unknown'; why: string };

/** Actors on other servers. */
export interface People {
  /** What is kept of an actor, and its row; null when nothing is. */
  find(uri: string): Promise<(Person & { key: number; fetched: Date }) | null>;
  /** The statements that write an actor as it was read just now, with its host and its inboxes. */
  save(query: Query, person: Person, now: Date): Step[];
  /** The key of an actor's row, as a sub-select for statements that come after `save`. */
  key(uri: string): ReturnType<typeof sql<number>>;
  /** Reads an actor's document from its own host. `gone`: that host answers 404 or 410. */
  fetch: (uri: string, load: DocumentLoader) => Promise<Look>;
}

export function createPeople({ database }: { database: Pick<Database, 'query' | 'tables'> }): People {
  const { people, hosts, inboxes } = database.tables;
  const hostKey = (name: string) => sql<number>`(select ${hosts.key} from ${hosts} where ${hosts.name} = ${name})`;
  const inboxKey = (uri: string) => sql<number>`(select ${inboxes.key} from ${inboxes} where ${inboxes.uri} = ${uri})`;

  return {
    key: (uri) => sql<number>`(select ${people.key} from ${people} where ${people.uri} = ${uri})`,
    async find(uri) {
      const [row] = await database.query
        .select({
          key: people.key,
          uri: people.uri,
          user: people.user,
          host: hosts.name,
          name: people.name,
          inbox: inboxes.uri,
          sharedInbox: sql<string | null>`(select shared.uri from ${inboxes} shared
            where shared.key = ${people.sharedInbox})`,
          fetched: people.fetched,
        })
        .from(people)
        .innerJoin(hosts, eq(hosts.key, people.host))
        .innerJoin(inboxes, eq(inboxes.key, people.inbox))
        .where(eq(people.uri, uri));
      return row ?? null;
    },
    save(query, { uri, user, host, name, inbox, sharedInbox }, now) {
      const own = sharedInbox === null || sharedInbox === inbox ? [inbox] : [inbox, sharedInbox];
      const written = {
        host: hostKey(host),
        user,
        name,
        inbox: inboxKey(inbox),
        sharedInbox: sharedInbox === null ? null : inboxKey(sharedInbox),
        fetched: now,
      };
      return [
        query.insert(hosts).values({ name: host }).onConflictDoNothing(),
        ...own.map((one) =>
          query
            .insert(inboxes)
            .values({ uri: one, host: hostKey(host) })
            .onConflictDoNothing(),
        ),
        query
          .insert(people)
          .values({ uri, ...written })
          .onConflictDoUpdate({ target: people.uri, set: written }),
      ];
    },
    fetch: async (uri, load) => {
      try {
        const { document } = await load(uri);
        const person = readPerson(document, uri);
        return person ? { state: 'alive', person } : { state: 'unknown', why: `${uri} is no actor with an inbox` };
      } catch (error) {
        return isGone(error) ? { state: 'gone' } : { state: 'unknown', why: sentenceOf(error) };
      }
    },
  };
}
