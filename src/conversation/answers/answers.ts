import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, gt, inArray, isNull, ne } from '../../database/drizzle.ts';
import { byOwner } from '../desk/decided.ts';
import type { Visibility } from '../remark.ts';
import type { RemarkRow } from '../remarks.ts';
import { answerExtras, type Named, readAnswerExtras } from './named.ts';

/** What an answer says, and to whom. */
export interface Words {
  /** Markdown. */
  source: string;
  /** As it is shown here: cleaned like all that is. */
  html: string;
  /** Null: the post itself. */
  addressed: Named | null;
  /** Whom else it names. */
  named: readonly Named[];
}

/** A new answer, before it has its number. */
export interface NewAnswer extends Words {
  /** Relative to the blog's address. */
  path: string;
  account: string;
  kind: 'reply' | 'mention';
  post: number | null;
  parent: string;
  visibility: Visibility;
  language: string;
}

/** An answer of the blog's own, as it is kept. */
export interface Answer extends Pick<RemarkRow, 'key' | 'kind' | 'post' | 'parent' | 'state' | 'visibility'> {
  path: string;
  /** Null once it is deleted. */
  account: string | null;
  source: string | null;
  language: string | null;
  addressed: Named | null;
  named: Named[];
  published: Date;
  updated: Date | null;
  /** When it was deleted. */
  deleted: Date | null;
}

/** The author's own answers, which stand among what others say. The writes are steps of one transaction. */
export interface Answers {
  find(path: string): Promise<Answer | null>;
  byKey(key: number): Promise<Answer | null>;
  /** How many answer it where everybody may read that. */
  countBelow(path: string): Promise<number>;
  /** Their addresses, the oldest first. */
  below(path: string, from: number, most: number): Promise<string[]>;
  /** Gives a new answer its number. It is to be seen nowhere, and sent to nobody, until `publish`. */
  begin(answer: NewAnswer, now: Date): Promise<number>;
  /** Takes the number back, where nothing came of it. */
  abandon(key: number): Promise<void>;
  /** What only those get who are addressed is on no page. Throws `Unmet` within its transaction when it is not new any more. */
  publish(query: Query, key: number, isShown: boolean): Step[];
  /** Throws `Unmet` within its transaction when somebody else edited or deleted it meanwhile. */
  edit(query: Query, answer: Answer, words: Words, updated: Date): Step[];
  /** Nothing is left but the address and what it answered. Throws `Unmet` as `edit` does. */
  withdraw(query: Query, answer: Answer, why: string, now: Date): Step[];
  /** Those that are left on deleted posts, from behind a number on, so many at most. */
  left(after: number, most: number): Promise<Answer[]>;
}

export function createAnswers({ query: reading, tables }: Pick<Database, 'query' | 'tables'>): Answers {
  const { remarks, decisions, posts } = tables;

  async function answerOf(row: RemarkRow | undefined): Promise<Answer | null> {
    if (!row || !isOwn(row)) return null;
    const {
      uri: path,
      key,
      kind,
      post,
      parent,
      state,
      visibility,
      account,
      source,
      language,
      published,
      updated,
    } = row;
    const { addressed, named } = readAnswerExtras(row.extras);
    const deleted = state === 'gone' ? ((await deletion(key)) ?? row.received) : null;
    return {
      ...{ path, key, kind, post, parent, state, visibility, account, source, language, published, updated },
      ...{ addressed, named, deleted },
    };
  }

  async function deletion(key: number): Promise<Date | undefined> {
    const isIt = and(eq(decisions.remark, key), eq(decisions.state, 'gone'));
    const [row] = await reading.select({ at: decisions.at }).from(decisions).where(isIt).limit(1);
    return row?.at;
  }

  const isBelow = (path: string) =>
    and(
      ...[eq(remarks.parent, path), eq(remarks.state, 'shown'), eq(remarks.kind, 'reply')],
      inArray(remarks.visibility, ['public', 'unlisted']),
    );

  const isStill = ({ key, state, updated }: Answer) =>
    and(
      ...[eq(remarks.key, key), eq(remarks.state, state), ne(remarks.state, 'gone')],
      updated === null ? isNull(remarks.updated) : eq(remarks.updated, updated),
    );

  return {
    async find(path) {
      const [row] = await reading.select().from(remarks).where(eq(remarks.uri, path));
      return answerOf(row);
    },
    async byKey(key) {
      const [row] = await reading.select().from(remarks).where(eq(remarks.key, key));
      return answerOf(row);
    },
    countBelow: (path) => reading.$count(remarks, isBelow(path)),
    async below(path, from, most) {
      const rows = await reading
        .select({ uri: remarks.uri })
        .from(remarks)
        .where(isBelow(path))
        .orderBy(remarks.published, remarks.key)
        .limit(most)
        .offset(from);
      return rows.map(({ uri }) => uri);
    },
    async begin({ path, addressed, named, ...answer }, now) {
      const [row] = await reading
        .insert(remarks)
        .values({
          ...{ ...answer, uri: path, person: null, state: 'waiting', extras: answerExtras(addressed, named) },
          ...{ published: now, received: now, notified: now },
        })
        .returning({ key: remarks.key });
      if (!row) throw new Error('An answer was not written.');
      return row.key;
    },
    async abandon(key) {
      await reading.delete(remarks).where(and(eq(remarks.key, key), eq(remarks.state, 'waiting')));
    },
    publish: (query, key, isShown) => [
      {
        statement: query
          .update(remarks)
          .set({ state: isShown ? 'shown' : 'hidden' })
          .where(and(eq(remarks.key, key), eq(remarks.state, 'waiting'))),
        demand: 1,
      },
    ],
    edit: (query, answer, { source, html, addressed, named }, updated) => [
      {
        statement: query
          .update(remarks)
          .set({ source, html, extras: answerExtras(addressed, named), updated })
          .where(isStill(answer)),
        demand: 1,
      },
    ],
    withdraw: (query, answer, why, now) => [
      { statement: query.update(remarks).set(nothing).where(isStill(answer)), demand: 1 },
      query.insert(decisions).values({ remark: answer.key, state: 'gone', by: byOwner, why, at: now }),
    ],
    async left(after, most) {
      const rows = await reading
        .select({ row: remarks })
        .from(remarks)
        .innerJoin(posts, eq(posts.key, remarks.post))
        .where(
          and(
            eq(posts.state, 'deleted'),
            gt(remarks.key, after),
            ne(remarks.state, 'gone'),
            ne(remarks.state, 'waiting'),
            // Of what others wrote nothing but what is gone has nobody.
            isNull(remarks.person),
          ),
        )
        .orderBy(remarks.key)
        .limit(most);
      const found = await Promise.all(rows.map(({ row }) => answerOf(row)));
      return found.filter((answer) => answer !== null);
    },
  };
}

/** Whether a remark is an answer of the blog's own: what others wrote has a whole URL. */
export function isOwn({ uri }: { uri: string }): boolean {
  return uri.startsWith('/');
}

const nothing = {
  ...{ state: 'gone' as const, account: null, html: null, source: null, extras: null, updated: null },
};
