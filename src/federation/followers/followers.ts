import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, sql } from '../../database/drizzle.ts';
import { type Ended, endSteps } from './end.ts';
import { readWho } from './who.ts';

/** Somebody on another server who follows an account of ours, or asked to. */
export interface Follower {
  /** The id of our account. */
  account: string;
  /** The id of the follower's actor. */
  uri: string;
  /** `ada@example.social`. A stranger chose it. */
  handle: string;
  /** What the follower calls itself. */
  name: string;
  host: string;
  /** Its personal inbox. */
  inbox: string;
  /** `pending`: waits for the owner's word. */
  state: 'pending' | 'accepted';
  /** The id of its Follow, the latest one. */
  follow: string;
  /** When it first asked. */
  since: Date;
}

/** Which followers: of one account, in one state. */
export interface Wanted {
  account?: string | undefined;
  state?: Follower['state'] | undefined;
}

/** A Follow that is to be stored. Its person must be saved before, in the same transaction. */
export interface Following {
  account: string;
  uri: string;
  follow: string;
}

/** Who follows the accounts of this blog. */
export interface Followers {
  /** How many follow an account, by its id; who waits does not count. */
  count(account: string): Promise<number>;
  /** The newest first. */
  list(wanted?: Wanted): Promise<Follower[]>;
  /** Everything that one person follows here, by `@ada@example.social` or by the actor's id; null when it is neither. */
  find(who: string, wanted?: Wanted): Promise<Follower[] | null>;
  /** What one actor follows here, by its id. */
  of(uri: string): Promise<Follower[]>;
  /** Stores a follower, or accepts again one that is known. */
  accept(query: Query, following: Following, now: Date): Step[];
  /** Stores one that waits; one that is accepted stays so. */
  hold(query: Query, following: Following, now: Date): Step[];
  /** Accepts one that waits. Throws `Unmet` within its transaction when it does not wait any more. */
  approve(query: Query, follower: Pick<Follower, 'account' | 'uri'>): Step[];
  /** Ends what an actor follows: one account, or all (null). Posts still on their way to it are not sent any more. */
  remove(query: Query, ended: Ended, now: Date): Step[];
}

/** The followers, kept in the database. */
export function createFollowers({ database }: { database: Pick<Database, 'query' | 'tables'> }): Followers {
  const { followers, people, hosts, inboxes } = database.tables;
  const personOf = (uri: string) => sql`(select ${people.key} from ${people} where ${people.uri} = ${uri})`;

  async function read(wanted: Wanted, who: { uri?: string; host?: string } = {}): Promise<Follower[]> {
    const rows = await database.query
      .select({
        account: followers.account,
        uri: people.uri,
        user: people.user,
        name: people.name,
        host: hosts.name,
        inbox: inboxes.uri,
        state: followers.state,
        follow: followers.follow,
        since: followers.since,
      })
      .from(followers)
      .innerJoin(people, eq(people.key, followers.person))
      .innerJoin(hosts, eq(hosts.key, people.host))
      .innerJoin(inboxes, eq(inboxes.key, people.inbox))
      .where(
        and(
          wanted.account === undefined ? undefined : eq(followers.account, wanted.account),
          wanted.state === undefined ? undefined : eq(followers.state, wanted.state),
          who.uri === undefined ? undefined : eq(people.uri, who.uri),
          who.host === undefined ? undefined : eq(hosts.name, who.host),
        ),
      );
    return rows.map(({ user, ...row }) => ({ ...row, handle: `${user}@${row.host}` })).sort(newestFirst);
  }

  function store(query: Query, { account, uri, follow }: Following, state: Follower['state'], now: Date): Step[] {
    const row = query.insert(followers).values({ account, person: personOf(uri), state, follow, since: now });
    return [
      row.onConflictDoUpdate({
        target: [followers.account, followers.person],
        set: state === 'accepted' ? { state, follow } : { follow },
      }),
    ];
  }

  return {
    async count(account) {
      const condition = and(eq(followers.account, account), eq(followers.state, 'accepted'));
      return database.query.$count(followers, condition);
    },
    list: (wanted = {}) => read(wanted),
    async find(written, wanted = {}) {
      const who = readWho(written);
      if (!who) return null;
      if ('uri' in who) return read(wanted, who);
      const found = await read(wanted, { host: who.host });
      return found.filter(({ handle }) => handle.toLowerCase() === `${who.user}@${who.host}`);
    },
    of: (uri) => read({}, { uri }),
    accept: (query, following, now) => store(query, following, 'accepted', now),
    hold: (query, following, now) => store(query, following, 'pending', now),
    approve: (query, { account, uri }) => [
      {
        statement: query
          .update(followers)
          .set({ state: 'accepted' })
          .where(
            and(eq(followers.account, account), eq(followers.person, personOf(uri)), eq(followers.state, 'pending')),
          ),
        demand: 1,
      },
    ],
    remove: (query, ended, now) => endSteps(database.tables, query, ended, now),
  };
}

// Sorted here, since engines sort text by other rules.
function newestFirst(one: Follower, other: Follower): number {
  if (one.since.getTime() !== other.since.getTime()) return other.since.getTime() - one.since.getTime();
  if (one.handle !== other.handle) return one.handle < other.handle ? -1 : 1;
  return one.account < other.account ? -1 : 1;
}
