import type { DocumentLoader } from '@fedify/fedify/runtime';
import { isNobody } from '../../conversation/speaker.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, sql } from '../../database/drizzle.ts';
import { isGone, sentenceOf } from '../load/refused.ts';
import type { Person } from './person.ts';
import { readPerson } from './read-person.ts';

/** What its own host says of an actor. `unknown`: nothing that could be believed; `why` is for the log. */
export type Look = { state: 'alive'; person: Person } | { state: 'gone' } | { state: 'unknown'; why: string };

/** What is kept of an actor. */
export interface KnownPerson extends Person {
  key: number;
  fetched: Date;
  /** False: it was read by an older program, which kept less of it. */
  isWhole: boolean;
}

/** Actors on other servers. */
export interface People {
  /** What is kept of an actor, and its row; null when nothing is. */
  find(uri: string): Promise<KnownPerson | null>;
  /** The statements that write an actor as it was read just now, with its host and its inboxes. */
  save(query: Query, person: Person, now: Date): Step[];
  /** Nothing is kept of somebody who follows nobody here any more, and of whom nothing else is. */
  leave(query: Query, uri: string): Step;
  /** The key of an actor's row, as a sub-select for statements that come after `save`. */
  key(uri: string): ReturnType<typeof sql<number>>;
  /** Reads an actor's document from its own host; it is of exactly that id. `gone`: that host answers 404 or 410. */
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
          url: sql<string>`coalesce(${people.url}, ${people.uri})`,
          avatar: people.avatar,
          isDiscoverable: people.isDiscoverable,
          isIndexable: people.isIndexable,
          kept: people.url,
          fetched: people.fetched,
        })
        .from(people)
        .innerJoin(hosts, eq(hosts.key, people.host))
        .innerJoin(inboxes, eq(inboxes.key, people.inbox))
        .where(eq(people.uri, uri));
      if (!row) return null;
      const { kept, ...found } = row;
      return { ...found, isWhole: kept !== null };
    },
    save(query, { uri, user, host, name, inbox, sharedInbox, ...shown }, now) {
      const { url, avatar, isDiscoverable, isIndexable } = shown;
      const own = sharedInbox === null || sharedInbox === inbox ? [inbox] : [inbox, sharedInbox];
      const written = {
        host: hostKey(host),
        user,
        name,
        inbox: inboxKey(inbox),
        sharedInbox: sharedInbox === null ? null : inboxKey(sharedInbox),
        ...{ url, avatar, isDiscoverable, isIndexable },
        fetched: now,
      };
      // Of another avatar there is no portrait yet.
      const isSame = sql`coalesce(${people.avatar}, '') = coalesce(cast(${avatar} as text), '')`;
      const portraitMade = sql`case when ${isSame} then ${people.portraitMade} else null end`;
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
          .onConflictDoUpdate({ target: people.uri, set: { ...written, portraitMade } }),
      ];
    },
    leave(query, uri) {
      return query.delete(people).where(and(eq(people.uri, uri), isNobody(database.tables)));
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
