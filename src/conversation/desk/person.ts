import type { Database } from '../../database/database.ts';
import { asc, desc, eq, inArray } from '../../database/drizzle.ts';
import { type Listed, listRemarks } from './list.ts';

type Readable = Pick<Database, 'query' | 'tables'>;

/** Everything that is kept of somebody on another server. */
export interface KeptPerson {
  key: number;
  /** The actor's id. */
  uri: string;
  handle: string;
  name: string;
  url: string | null;
  inbox: string;
  /** Where the picture is on their server, and the one that we made of it. */
  avatar: string | null;
  portrait: string | null;
  /** When their document was last read. */
  fetched: Date;
  follows: { account: string; state: 'pending' | 'accepted'; since: Date }[];
  /** The newest first. */
  remarks: Listed[];
  reactions: { kind: 'like' | 'boost'; state: string; emoji: string | null; post: string | null; received: Date }[];
}

/** What is kept of people, by their keys. */
export async function readPeople(database: Readable, keys: readonly number[]): Promise<KeptPerson[]> {
  const { query, tables } = database;
  const { followers, hosts, inboxes, people, posts, reactions } = tables;
  const rows = await query
    .select({ person: people, host: hosts.name, inbox: inboxes.uri })
    .from(people)
    .innerJoin(hosts, eq(hosts.key, people.host))
    .innerJoin(inboxes, eq(inboxes.key, people.inbox))
    .where(inArray(people.key, [...keys]))
    .orderBy(asc(people.key));
  return Promise.all(
    rows.map(async ({ person, host, inbox }) => {
      const { key, uri, user, name, url, avatar, portrait, fetched } = person;
      const follows = await query
        .select({ account: followers.account, state: followers.state, since: followers.since })
        .from(followers)
        .where(eq(followers.person, key));
      const done = await query
        .select({ reaction: reactions, post: posts.slug })
        .from(reactions)
        .leftJoin(posts, eq(posts.key, reactions.post))
        .where(eq(reactions.person, key))
        .orderBy(desc(reactions.key));
      return {
        ...{ key, uri, handle: `${user}@${host}`, name, url, inbox, avatar, portrait, fetched, follows },
        remarks: await listRemarks(database, { people: [key] }),
        reactions: done.map(({ reaction: { kind, state, slot, received }, post }) => {
          const emoji = kind === 'like' && slot !== '' ? slot : null;
          return { kind, state, emoji, post, received };
        }),
      };
    }),
  );
}
