import type { Database, Query, Step } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Blocks } from '../blocks.ts';

/** A person who has said where they are now, proven by an alias there. */
export interface Moved {
  /** The id of the actor that they were. */
  from: string;
  /** Which accounts that one still follows here, and whether it was accepted. */
  follows: { account: string; state: 'pending' | 'accepted' }[];
}

/** Where people have moved, as it is kept. */
export interface Moves {
  /** Whether an actor that is known here has moved away. */
  hasMoved(uri: string): Promise<boolean>;
  /** The statement that notes it; of somebody who is not known here nothing is. */
  note(query: Query, from: string, to: string): Step;
  /** Who moved to this actor. */
  to(uri: string): Promise<Moved[]>;
  /** Whether somebody who is blocked has become so many others that no more of them are blocked: the list is the owner's. */
  hasMovedOften(from: string): Promise<boolean>;
  /** Blocks whom somebody who is blocked has become: now, and what they said and did by then a moment later. */
  block(query: Query, who: { from: string; name: string }, now: Date): Step[];
  works: Readonly<Record<string, Work>>;
}

/** More of one person count for nothing. */
const most = 5;

/** The kind of the jobs that hide what they said; the subject is the id of the new actor. */
const hiding = 'block-moved';

export function createMoves({
  database,
  blocks,
}: {
  database: Pick<Database, 'query' | 'tables'>;
  blocks: Pick<Blocks, 'add'>;
}): Moves {
  const { query: reading, tables } = database;
  const { followers, people } = tables;
  const jobs = createJobs(database);
  return {
    async hasMoved(uri) {
      const [row] = await reading.select({ to: people.movedTo }).from(people).where(eq(people.uri, uri));
      return row !== undefined && row.to !== null;
    },
    hasMovedOften: async (from) => (await reading.$count(tables.blocks, eq(tables.blocks.why, reasonOf(from)))) >= most,
    block: (query, { from, name }, now) => [
      query
        .insert(tables.blocks)
        .values({ name, kind: 'actor', since: now, why: reasonOf(from) })
        .onConflictDoNothing(),
      jobs.add(query, { kind: hiding, subject: name, due: now }, now),
    ],
    works: {
      async [hiding]({ subject }, now) {
        await blocks.add({ name: subject, kind: 'actor' }, now);
        return { effect: null, again: null };
      },
    },
    note: (query, from, to) => query.update(people).set({ movedTo: to }).where(eq(people.uri, from)),
    async to(uri) {
      const rows = await reading
        .select({ key: people.key, uri: people.uri })
        .from(people)
        .where(eq(people.movedTo, uri))
        .orderBy(people.key)
        .limit(most);
      return Promise.all(
        rows.map(async (row) => ({
          from: row.uri,
          follows: await reading
            .select({ account: followers.account, state: followers.state })
            .from(followers)
            .where(eq(followers.person, row.key)),
        })),
      );
    },
  };
}

function reasonOf(from: string): string {
  return `Moved from ${from}`;
}
