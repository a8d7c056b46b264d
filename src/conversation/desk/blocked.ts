import { countUp } from '../../database/change.ts';
import { type Database, type Query, type Step, Unmet } from '../../database/database.ts';
import { and, asc, eq, gt, inArray, sql } from '../../database/drizzle.ts';
import { inPages } from '../../database/in-pages.ts';
import { byBlock, type DecidedState } from './decided.ts';

/** How much blocks hide, or bring back. */
export interface Amount {
  /** Replies, quotes and mentions. */
  remarks: number;
  /** Likes and boosts. */
  reactions: number;
}

/** Which people are meant, by the ids of their actors. */
export type Meant = (uri: string) => boolean;

/** `hide`: what is to be seen, or waits for the owner. `restore`: what a block hid, and nothing else. */
export type Work = 'hide' | 'restore';

/** What becomes of what people said and did here when they are blocked, and when that is taken back. */
export interface Blocked {
  /** How much of these people's would be hidden or restored. */
  count(work: Work, isMeant: Meant): Promise<Amount>;
  /** Hides it. What still waits for its parent stays: it is judged, and refused, when that is known. */
  hide(isMeant: Meant, now: Date): Promise<Amount>;
  /** What a block hid becomes what it was before. */
  restore(isMeant: Meant, now: Date): Promise<Amount>;
}

/** A row to be written: what it is, and what it becomes. */
interface Turn {
  key: number;
  from: 'shown' | 'held' | 'hidden' | 'blocked';
  to: 'shown' | 'held' | 'hidden' | 'blocked';
}

/** So many rows go in one transaction, so that no page waits for long. */
const chunk = 500;
/** Others decide at the same moment, now and then. */
const mostClashes = 20;

/** Hides and brings back in the database, in chunks; either may be killed half way, and is done by doing it again. */
export function createBlocked(database: Pick<Database, 'query' | 'tables' | 'atomically'>): Blocked {
  const { query, tables } = database;
  const { decisions, people, reactions, remarks } = tables;
  const wanted = {
    hide: { remarks: inArray(remarks.state, ['shown', 'held']), reactions: eq(reactions.state, 'shown') },
    // Which of the hidden ones a block hid is told by their decisions.
    restore: { remarks: eq(remarks.state, 'hidden'), reactions: eq(reactions.state, 'blocked') },
  };

  /** The keys of the people who may have something of that kind, some at a time. */
  async function* peopleWith(work: Work, isMeant: Meant): AsyncGenerator<number[], void> {
    const said = query.select({ person: remarks.person }).from(remarks).where(wanted[work].remarks);
    const did = query.select({ person: reactions.person }).from(reactions).where(wanted[work].reactions);
    const pages = inPages(chunk, (after) =>
      query
        .select({ key: people.key, uri: people.uri })
        .from(people)
        .where(and(gt(people.key, after), sql`(${people.key} in ${said} or ${people.key} in ${did})`))
        .orderBy(asc(people.key))
        .limit(chunk),
    );
    for await (const some of pages) {
      const keys = some.filter(({ uri }) => isMeant(uri)).map(({ key }) => key);
      if (keys.length > 0) yield keys;
    }
  }

  /** What remarks were before the block; of those that something else hid, nothing. */
  async function beforeBlock(keys: readonly number[]): Promise<Map<number, DecidedState>> {
    const rows = await query
      .select({ remark: decisions.remark, state: decisions.state, by: decisions.by })
      .from(decisions)
      .where(inArray(decisions.remark, [...keys]))
      .orderBy(asc(decisions.key));
    const each = Map.groupBy(rows, ({ remark }) => remark);
    return new Map(
      [...each].flatMap(([remark, all]): [number, DecidedState][] => {
        if (all.at(-1)?.by !== byBlock) return [];
        return [[remark, all.findLast(({ by }) => by !== byBlock)?.state ?? 'held']];
      }),
    );
  }

  /** The next remarks of these people after a key, and what becomes of them. */
  async function nextRemarks(work: Work, persons: number[], after: number): Promise<Next> {
    const rows = await query
      .select({ key: remarks.key, from: remarks.state })
      .from(remarks)
      .where(and(inArray(remarks.person, persons), wanted[work].remarks, gt(remarks.key, after)))
      .orderBy(asc(remarks.key))
      .limit(chunk);
    const last = rows.length < chunk ? null : (rows.at(-1)?.key ?? null);
    const found = rows.flatMap(({ key, from }) => (from === 'waiting' || from === 'gone' ? [] : { key, from }));
    if (work === 'hide') return { last, turns: found.map((row): Turn => ({ ...row, to: 'hidden' })) };
    const before = await beforeBlock(found.map(({ key }) => key));
    const blocked = found.filter(({ key }) => before.has(key));
    return { last, turns: blocked.map((row) => ({ ...row, to: before.get(row.key) === 'shown' ? 'shown' : 'held' })) };
  }

  async function nextReactions(work: Work, persons: number[], after: number): Promise<Next> {
    const rows = await query
      .select({ key: reactions.key })
      .from(reactions)
      .where(and(inArray(reactions.person, persons), wanted[work].reactions, gt(reactions.key, after)))
      .orderBy(asc(reactions.key))
      .limit(chunk);
    const turn =
      work === 'hide' ? ({ from: 'shown', to: 'blocked' } as const) : ({ from: 'blocked', to: 'shown' } as const);
    return {
      last: rows.length < chunk ? null : (rows.at(-1)?.key ?? null),
      turns: rows.map((row) => ({ ...row, ...turn })),
    };
  }

  /** Each kind of turn with one statement, which notes that a block, or its end, did it. */
  function remarkSteps(builder: Query, turns: readonly Turn[], at: Date): Step[] {
    return [...Map.groupBy(turns, ({ from, to }) => `${from} ${to}`).values()].flatMap((alike) => {
      const [{ from, to } = { from: null, to: null }] = alike;
      if (from === null || from === 'blocked' || to === 'blocked') return [];
      const keys = alike.map(({ key }) => key);
      // Whoever was blocked could not tell of a deletion: what is shown again is looked at soon.
      const set = to === 'shown' ? { state: to, due: at } : { state: to };
      const isSo = and(inArray(remarks.key, keys), eq(remarks.state, from));
      return [
        { statement: builder.update(remarks).set(set).where(isSo), demand: keys.length },
        builder.insert(decisions).values(keys.map((remark) => ({ remark, state: to, by: byBlock, why: '', at }))),
      ];
    });
  }

  function reactionSteps(builder: Query, turns: readonly Turn[]): Step[] {
    const [{ from, to } = { from: null, to: null }] = turns;
    if ((from !== 'shown' && from !== 'blocked') || (to !== 'shown' && to !== 'blocked')) return [];
    const keys = turns.map(({ key }) => key);
    const isSo = and(inArray(reactions.key, keys), eq(reactions.state, from));
    return [{ statement: builder.update(reactions).set({ state: to }).where(isSo), demand: keys.length }];
  }

  async function carryOut(work: Work, isMeant: Meant, now: Date): Promise<Amount> {
    const amount: Amount = { remarks: 0, reactions: 0 };
    const write = (steps: (builder: Query, turns: readonly Turn[]) => Step[]) => (turns: readonly Turn[]) =>
      database.atomically((builder) => [
        ...steps(builder, turns),
        ...(turns.some(({ from, to }) => from === 'shown' || to === 'shown') ? [countUp(builder, tables, now)] : []),
      ]);
    for await (const persons of peopleWith(work, isMeant)) {
      amount.remarks += await inChunks(
        (after) => nextRemarks(work, persons, after),
        write((builder, turns) => remarkSteps(builder, turns, now)),
      );
      amount.reactions += await inChunks((after) => nextReactions(work, persons, after), write(reactionSteps));
    }
    return amount;
  }

  return {
    async count(work, isMeant) {
      const amount: Amount = { remarks: 0, reactions: 0 };
      for await (const persons of peopleWith(work, isMeant)) {
        amount.remarks += await inChunks((after) => nextRemarks(work, persons, after));
        amount.reactions += await inChunks((after) => nextReactions(work, persons, after));
      }
      return amount;
    },
    hide: (isMeant, now) => carryOut('hide', isMeant, now),
    restore: (isMeant, now) => carryOut('restore', isMeant, now),
  };
}

/** Rows to be written, and the key behind which there are more; null: there are none. */
interface Next {
  turns: Turn[];
  last: number | null;
}

/** Reads chunk by chunk, and writes each; a chunk of which somebody else changed something meanwhile is read again. */
async function inChunks(
  read: (after: number) => Promise<Next>,
  write: (turns: Turn[]) => Promise<void> = async () => {},
): Promise<number> {
  let total = 0;
  let clashes = 0;
  for (let after: number | null = 0; after !== null; ) {
    const { turns, last }: Next = await read(after);
    try {
      if (turns.length > 0) await write(turns);
      total += turns.length;
      after = last;
    } catch (error) {
      clashes += 1;
      if (!(error instanceof Unmet) || clashes > mostClashes) throw error;
    }
  }
  return total;
}
