import { isDeepStrictEqual } from 'node:util';
import type { Database, Query, Step } from '../database/database.ts';
import { and, desc, eq, inArray, ne, or, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import { isAsSeen } from './as-seen.ts';
import { byBlock } from './desk/decided.ts';
import { goneName } from './erase/gone-name.ts';
import { loadPseudonym } from './erase/pseudonym.ts';
import { extrasOf } from './extras.ts';
import type { Verdict } from './judge.ts';
import { writeReason } from './moderation/whys.ts';
import type { Remark } from './remark.ts';
import { personKey } from './speaker.ts';

export type RemarkRow = Tables['remarks']['$inferSelect'];

/** A remark as it is kept, with the id of who wrote it, and who decided about it last, apart from blocks; null: nobody yet. */
export interface Known {
  row: RemarkRow;
  author: string | null;
  decided: { state: RemarkRow['state']; by: string; why: string } | null;
}

/** What was decided of something that is kept. */
export type Kept = Omit<Verdict, 'state'> & {
  state: 'shown' | 'held' | 'hidden';
  /** Why, in words of its own: in place of the rule's. */
  said?: string;
};

/** Where a remark stands; `waiting`: nobody knows yet. */
export interface Place {
  kind: RemarkRow['kind'];
  post: number | null;
  /** The account that it is addressed to. */
  account: string | null;
}

/**
 * What is written, as it is kept. The writes are steps of one transaction; one that changes what is shown ends with
 * `countUp` (database/change.ts). What is gone stays so, whatever comes.
 */
export interface Remarks {
  /** By its address, also when that has become a keyed hash because it was deleted. */
  find(uri: string): Promise<Known | null>;
  /** So many of those that wait for one of these, or were deleted while they waited. */
  waitingFor(parents: readonly string[], most: number): Promise<Known[]>;
  /** Whether anything that this person wrote is kept. */
  hasAny(person: string): Promise<boolean>;
  /** The latest thing that the owner decided about this person, also by the name that they moved from; what a rule or a block decided does not count. */
  decidedAbout(person: string): Promise<'approved' | 'hidden' | null>;
  /**
   * Keeps a new one, whose author is saved; a verdict of null lets it wait for what it answers. Throws `Unmet` within its
   * transaction when it is new no more: another process took it in, or an edit of it, which must not go by unread.
   */
  keep(query: Query, remark: Remark, place: Place, verdict: Kept | null, now: Date): Step[];
  /**
   * Puts a newer text in place of the one that is kept. A verdict of null: it waits as before. Throws `Unmet` within its
   * transaction when it is not any more what was judged: somebody hid it, or its place was found.
   */
  replace(query: Query, known: Known, remark: Remark, verdict: Kept | null, now: Date): Step[];
  /** What waited has its place. Throws `Unmet` as `replace` does. */
  settle(query: Query, known: Known, place: Omit<Place, 'account'>, verdict: Kept, now: Date): Step[];
  /** What was deleted before it came has its place all the same: what answers it is found by that. */
  keepGone(query: Query, remark: Remark, place: Omit<Place, 'account'>, now: Date): Step;
  /** The same for what was deleted while it waited. */
  settleGone(query: Query, key: number, post: number): Step;
  /** What it answers has another name than its server gave it. */
  rename(query: Query, parent: string, id: string): Step;
  /** Of what waited in vain nothing is kept. */
  drop(query: Query, key: number): Step;
  /** Of a deleted one only the id is kept, and what it answered: what answers it stays where it is. */
  bury(query: Query, key: number): Step;
  /** The same for everything that a person wrote. */
  buryAllOf(query: Query, person: string): Step;
  /** Writes down what was decided, by a rule, `owner`, or the id of an actor. */
  decide(query: Query, uri: string, state: 'held' | 'shown' | 'hidden', by: string, why: string, now: Date): Step[];
}

const nothing = {
  ...{ state: 'gone' as const, person: null, account: null, url: null, title: null, warning: null, html: null },
  ...{ language: null, extras: null, updated: null, due: null },
};

/** @param options.whenHeld the step that goes with whatever comes to wait for the owner. */
export function createRemarks(
  database: Pick<Database, 'query' | 'tables'>,
  { whenHeld }: { whenHeld?(query: Query, now: Date): Step } = {},
): Remarks {
  const { query: reading, tables } = database;
  const { remarks, decisions, people } = tables;

  async function known(rows: { row: RemarkRow; author: string | null }[]): Promise<Known[]> {
    if (rows.length === 0) return [];
    const keys = rows.map(({ row }) => row.key);
    const decided = await reading
      .select({ remark: decisions.remark, state: decisions.state, by: decisions.by, why: decisions.why })
      .from(decisions)
      .where(and(inArray(decisions.remark, keys), ne(decisions.by, byBlock)))
      .orderBy(decisions.key);
    // The last one of each stays.
    const last = new Map(decided.map(({ remark, ...decision }) => [remark, decision]));
    return rows.map((one) => ({ ...one, decided: last.get(one.row.key) ?? null }));
  }

  const select = () =>
    reading.select({ row: remarks, author: people.uri }).from(remarks).leftJoin(people, eq(people.key, remarks.person));

  const note = (query: Query, uri: string, state: Kept['state'], by: string, why: string, now: Date): Step => {
    const remark = sql<number>`(select ${remarks.key} from ${remarks} where ${remarks.uri} = ${uri})`;
    return query.insert(decisions).values({ remark, state, by, why, at: now });
  };

  const isToBeTold = (query: Query, verdict: Kept | null, now: Date): Step[] =>
    verdict?.state === 'held' && whenHeld ? [whenHeld(query, now)] : [];

  // A verdict is about one text in one state.
  const isAsJudged = (row: RemarkRow) => isAsSeen(tables, row);

  async function decidedLast(whose: ReturnType<typeof eq>): Promise<'approved' | 'hidden' | null> {
    const [last] = await reading
      .select({ state: decisions.state })
      .from(decisions)
      .innerJoin(remarks, eq(remarks.key, decisions.remark))
      .where(and(whose, ne(decisions.by, 'rule'), ne(decisions.by, byBlock)))
      .orderBy(desc(decisions.key))
      .limit(1);
    if (last?.state === 'shown') return 'approved';
    return last?.state === 'hidden' ? 'hidden' : null;
  }

  return {
    async find(uri) {
      const names = [uri, goneName(await loadPseudonym(database), uri)];
      const [found] = await known(await select().where(inArray(remarks.uri, names)));
      return found ?? null;
    },
    async waitingFor(parents, most) {
      const isLost = and(eq(remarks.state, 'gone'), eq(remarks.kind, 'reply'), sql`${remarks.post} is null`);
      const waits = or(eq(remarks.state, 'waiting'), isLost);
      const itsOwn = and(inArray(remarks.parent, [...parents]), waits);
      // What waits comes first: of what was deleted there may be any number.
      return known(await select().where(itsOwn).orderBy(desc(remarks.state), remarks.key).limit(most));
    },
    async hasAny(person) {
      const columns = { key: remarks.key };
      const rows = await reading
        .select(columns)
        .from(remarks)
        .where(eq(remarks.person, personKey(tables, person)))
        .limit(1);
      return rows.length > 0;
    },
    async decidedAbout(person) {
      const before = reading.select({ key: people.key }).from(people).where(eq(people.movedTo, person));
      return (
        (await decidedLast(eq(remarks.person, personKey(tables, person)))) ??
        (await decidedLast(inArray(remarks.person, before)))
      );
    },
    keep(query, remark, { kind, post, account }, verdict, now) {
      const { uri, author, parent } = remark;
      const row = {
        ...{ uri, kind, post, account, parent, person: personKey(tables, author) },
        ...{ state: verdict?.state ?? ('waiting' as const), received: now, published: remark.published },
        ...wordsOf(remark),
      };
      const insert = { statement: query.insert(remarks).values(row).onConflictDoNothing(), demand: 1 };
      if (!verdict) return [insert];
      return [insert, note(query, uri, verdict.state, 'rule', whyOf(verdict), now), ...isToBeTold(query, verdict, now)];
    },
    replace(query, { row, decided }, remark, verdict, now) {
      const state = verdict ? { state: verdict.state } : {};
      const steps: Step[] = [
        {
          statement: query
            .update(remarks)
            // Of what it says now the owners know nothing.
            .set({ ...wordsOf(remark), ...state, notified: null })
            .where(isAsJudged(row)),
          demand: 1,
        },
        ...isToBeTold(query, verdict, now),
      ];
      if (!verdict) return steps;
      const why = whyOf(verdict);
      // The owner's word stays the last one as long as it holds: the next edit is judged by it.
      const isSame = verdict.state === row.state && decided !== null && (decided.by !== 'rule' || decided.why === why);
      return isSame ? steps : [...steps, note(query, row.uri, verdict.state, 'rule', why, now)];
    },
    settle(query, { row }, { kind, post }, verdict, now) {
      return [
        {
          statement: query.update(remarks).set({ kind, post, state: verdict.state }).where(isAsJudged(row)),
          demand: 1,
        },
        note(query, row.uri, verdict.state, 'rule', whyOf(verdict), now),
        ...isToBeTold(query, verdict, now),
      ];
    },
    keepGone: (query, { uri, parent, visibility, published }, { kind, post }, now) =>
      query
        .insert(remarks)
        .values({ uri, kind, post, parent, visibility, published, state: 'gone', received: now })
        .onConflictDoNothing(),
    settleGone: (query, key, post) =>
      query
        .update(remarks)
        .set({ post })
        .where(and(eq(remarks.key, key), eq(remarks.state, 'gone'))),
    rename: (query, parent, id) => query.update(remarks).set({ parent: id }).where(eq(remarks.parent, parent)),
    drop: (query, key) => query.delete(remarks).where(and(eq(remarks.key, key), eq(remarks.state, 'waiting'))),
    bury: (query, key) => query.update(remarks).set(nothing).where(eq(remarks.key, key)),
    buryAllOf: (query, person) =>
      query
        .update(remarks)
        .set(nothing)
        .where(eq(remarks.person, personKey(tables, person))),
    decide: (query, uri, state, by, why, now) => [
      query
        .update(remarks)
        .set({ state })
        .where(and(eq(remarks.uri, uri), ne(remarks.state, 'gone'))),
      note(query, uri, state, by, why, now),
    ],
  };
}

function whyOf(verdict: Kept): string {
  return verdict.said ?? writeReason(verdict);
}

/** Whether a remark says just what is kept of it: word for word, and changed at the same instant. */
export function isAsKept(remark: Remark, row: RemarkRow): boolean {
  const said = wordsOf(remark);
  const kept = Object.fromEntries(Object.keys(said).map((name) => [name, row[name as keyof typeof said]]));
  return isDeepStrictEqual(kept, said);
}

function wordsOf(remark: Remark) {
  const { visibility, url, title, warning, html, language, updated } = remark;
  return { visibility, url, title, warning, html, language, updated, extras: extrasOf(remark) };
}
