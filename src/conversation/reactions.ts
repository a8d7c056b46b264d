import type { Database, Query, Step } from '../database/database.ts';
import { and, eq, inArray, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import { goneName } from './erase/gone-name.ts';
import { loadPseudonym } from './erase/pseudonym.ts';
import { personKey } from './speaker.ts';

export type ReactionRow = Tables['reactions']['$inferSelect'];

/** What was done, and with what: a person likes a post once with each emoji, whatever the activity's id. */
export interface Deed {
  /** The activity's id. */
  uri: string;
  /** The actor's id. */
  person: string;
  post: number;
  kind: 'like' | 'boost';
  /** Of a like: its emoji; null: a plain one. */
  emoji: { text: string; url: string | null } | null;
}

/** Likes and boosts, as they are kept. The writes are steps of one transaction, which ends with `countUp` (database/change.ts). */
export interface Reactions {
  /** By the activity's id, with the id of who did it: null once it is undone, when its id becomes a keyed hash too. */
  find(uri: string): Promise<{ row: ReactionRow; person: string | null } | null>;
  /** By what was done: a person's likes of a post with one emoji, or its boosts of it. */
  like(person: string, post: number, kind: 'like' | 'boost', emoji: string | null): Promise<ReactionRow[]>;
  /** How many likes, or boosts, of a post a person has. */
  count(person: string, post: number, kind: 'like' | 'boost'): Promise<number>;
  /** Whether anything that this person did is kept. */
  hasAny(person: string): Promise<boolean>;
  /** Keeps it, its person saved; of a like that is there already the newest id counts. */
  keep(query: Query, deed: Deed, state: 'shown' | 'hidden', now: Date): Step[];
  /** Only the id is kept. */
  undo(query: Query, key: number): Step;
  /** The same for everything that a person did. */
  undoAllOf(query: Query, person: string): Step;
  /** Of one that is undone not even the id is kept any more: it is done once more. */
  clear(query: Query, key: number): Step;
}

const nothing = { state: 'undone' as const, person: null, post: null, picture: null };

export function createReactions(database: Pick<Database, 'query' | 'tables'>): Reactions {
  const { query: reading, tables } = database;
  const { reactions, people } = tables;

  return {
    async find(uri) {
      const [found] = await reading
        .select({ row: reactions, person: people.uri })
        .from(reactions)
        .leftJoin(people, eq(people.key, reactions.person))
        .where(inArray(reactions.uri, [uri, goneName(await loadPseudonym(database), uri)]));
      return found ?? null;
    },
    like: (person, post, kind, emoji) =>
      reading
        .select()
        .from(reactions)
        .where(
          and(
            eq(reactions.post, post),
            eq(reactions.kind, kind),
            eq(reactions.person, personKey(tables, person)),
            kind === 'like' ? eq(reactions.slot, emoji ?? '') : undefined,
          ),
        ),
    count: (person, post, kind) =>
      reading.$count(
        reactions,
        and(eq(reactions.post, post), eq(reactions.kind, kind), eq(reactions.person, personKey(tables, person))),
      ),
    async hasAny(person) {
      const rows = await reading
        .select({ key: reactions.key })
        .from(reactions)
        .where(eq(reactions.person, personKey(tables, person)))
        .limit(1);
      return rows.length > 0;
    },
    keep(query, { uri, person, post, kind, emoji }, state, now) {
      const slot = kind === 'boost' ? uri : (emoji?.text ?? '');
      const said = { uri, picture: emoji?.url ?? null, state };
      const key = personKey(tables, person);
      const isOne = and(
        ...[eq(reactions.post, post), eq(reactions.kind, kind), eq(reactions.person, key), eq(reactions.slot, slot)],
        sql`not exists (select 1 from ${reactions} other where other.uri = ${uri})`,
      );
      return [
        query.update(reactions).set(said).where(isOne),
        query
          .insert(reactions)
          .values({ ...said, kind, post, person: key, slot, received: now })
          .onConflictDoNothing(),
      ];
    },
    undo: (query, key) => query.update(reactions).set(nothing).where(eq(reactions.key, key)),
    clear: (query, key) => query.delete(reactions).where(and(eq(reactions.key, key), eq(reactions.state, 'undone'))),
    undoAllOf: (query, person) =>
      query
        .update(reactions)
        .set(nothing)
        .where(eq(reactions.person, personKey(tables, person))),
  };
}
