import type { Dialect } from '../dialect.ts';
import { type AnyColumn, sql } from '../drizzle.ts';

/** What is said and done about posts, by people on other servers and by the author in answer to them. */
export function defineConversation(
  { table, text, integer, instant, json, identity, index, uniqueIndex }: Dialect,
  { posts, people }: { posts: { key: AnyColumn }; people: { key: AnyColumn } },
) {
  /** Replies, quotes and mentions: what is written. A deleted one keeps its URI, so that what comes late finds it gone. */
  const remarks = table(
    'remarks',
    {
      key: identity('key'),
      /** Its object's id; of an answer of ours relative to the blog's address. */
      uri: text('uri').notNull().unique(),
      /** Who wrote it; null: an account of this blog, or nobody any more. */
      person: integer('person').references(() => people.key),
      /** The account that wrote it, or that it is addressed to. */
      account: text('account'),
      kind: text('kind', { enum: ['reply', 'quote', 'mention'] }).notNull(),
      /** Null: a mention, or what answers something that is not known yet. */
      post: integer('post').references(() => posts.key, { onDelete: 'set null' }),
      /** What it answers, as its server names it. */
      parent: text('parent'),
      /** `waiting`: for its parent. `held`: for the owner. `gone`: deleted, and nothing but the URI is kept. */
      state: text('state', { enum: ['waiting', 'held', 'shown', 'hidden', 'gone'] }).notNull(),
      visibility: text('visibility', { enum: ['public', 'unlisted', 'followers', 'direct'] }).notNull(),
      /** Where a reader is sent to. */
      url: text('url'),
      title: text('title'),
      warning: text('warning'),
      /** Cleaned. */
      html: text('html'),
      language: text('language'),
      /** Its pictures, and the emoji of its text; the store in conversation/ knows the shape. */
      extras: json('extras').$type<object>(),
      published: instant('published').notNull(),
      updated: instant('updated'),
      /** Of an answer of ours: its Markdown. */
      source: text('source'),
      received: instant('received').notNull(),
      /** When the owners were told that it is held; null: not yet. */
      notified: instant('notified'),
      /** When its server is asked whether it is still there, and how often in a row it was not. */
      due: instant('due'),
      missed: integer('missed').notNull().default(0),
    },
    (remark) => [
      index('remarks_post').on(remark.post, remark.state, remark.published),
      index('remarks_parent').on(remark.parent),
      index('remarks_person').on(remark.person),
      index('remarks_state').on(remark.state, remark.received),
      index('remarks_due').on(remark.due).where(sql`due is not null`),
    ],
  );

  /** Likes and boosts. One that was undone keeps its URI, so that what comes late finds it undone. */
  const reactions = table(
    'reactions',
    {
      key: identity('key'),
      /** The activity's id. */
      uri: text('uri').notNull().unique(),
      kind: text('kind', { enum: ['like', 'boost'] }).notNull(),
      person: integer('person').references(() => people.key),
      /** Null once it is undone. */
      post: integer('post').references(() => posts.key, { onDelete: 'set null' }),
      /** Of a like its emoji, or nothing, so that a person has one of each; of a boost its URI, since one may boost twice. */
      slot: text('slot').notNull(),
      /** The picture of a custom emoji. */
      picture: text('picture'),
      /** `blocked`: a block hid it, whose end brings it back. */
      state: text('state', { enum: ['shown', 'hidden', 'blocked', 'undone'] }).notNull(),
      received: instant('received').notNull(),
    },
    (reaction) => [
      uniqueIndex('reactions_once').on(reaction.post, reaction.kind, reaction.person, reaction.slot),
      index('reactions_person').on(reaction.person),
    ],
  );

  /** Who decided what about a remark, when and why. */
  const decisions = table(
    'decisions',
    {
      key: identity('key'),
      remark: integer('remark')
        .notNull()
        .references(() => remarks.key, { onDelete: 'cascade' }),
      state: text('state', { enum: ['held', 'shown', 'hidden', 'gone'] }).notNull(),
      /** `rule`, `owner` (at this machine), or the actor who decided. */
      by: text('by').notNull(),
      why: text('why').notNull(),
      at: instant('at').notNull(),
    },
    (decision) => [index('decisions_remark').on(decision.remark)],
  );

  /** Work that is done later, and that a restart must not lose. */
  const jobs = table(
    'jobs',
    {
      key: identity('key'),
      kind: text('kind').notNull(),
      /** The same work about the same thing waits once. */
      subject: text('subject').notNull(),
      details: json('details').$type<object>(),
      attempts: integer('attempts').notNull().default(0),
      due: instant('due').notNull(),
      /** Somebody does it; if it still says so then, they were killed. */
      lease: instant('lease'),
      made: instant('made').notNull(),
    },
    (job) => [uniqueIndex('jobs_once').on(job.kind, job.subject), index('jobs_due').on(job.due)],
  );

  return { remarks, reactions, decisions, jobs };
}
