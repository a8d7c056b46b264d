import type { Dialect } from '../dialect.ts';
import type { AnyColumn } from '../drizzle.ts';

/** What readers search in, and the readers of feeds that are told at once. */
export function defineReading(
  { table, text, integer, instant, identity, index, uniqueIndex }: Dialect,
  { posts }: { posts: { key: AnyColumn } },
) {
  /** A row for each post that can be found: its words without markup. The full-text index of each engine is made from it. */
  const searchable = table('searchable', {
    post: integer('post')
      .primaryKey()
      .references(() => posts.key, { onDelete: 'cascade' }),
    /** The revision of the post whose words these are. */
    revision: integer('revision').notNull(),
    /** BCP 47. */
    language: text('language').notNull(),
    /** What is looked for, as `search/words.ts` cuts and folds it: each word once more in its place, with blanks between. */
    title: text('title').notNull(),
    tags: text('tags').notNull(),
    authors: text('authors').notNull(),
    words: text('words').notNull().default(''),
    /** What is shown of it. */
    text: text('text').notNull(),
  });

  /** Whom our WebSub hub tells of a feed; each has confirmed that it wants to be told. */
  const subscriptions = table(
    'subscriptions',
    {
      key: identity('key'),
      /** The feed, relative to the blog's address: `/feed.xml`. */
      topic: text('topic').notNull(),
      callback: text('callback').notNull(),
      /** The host of the callback. */
      host: text('host').notNull(),
      /** What pushes are signed with, where the subscriber gave something. */
      secret: text('secret'),
      made: instant('made').notNull(),
      expires: instant('expires').notNull(),
      /** Of the bytes that were pushed last, or stood there when it began: SHA-256, hex. */
      digest: text('digest').notNull(),
      pushed: instant('pushed'),
      /** Since when pushes fail; null: the last one was taken. */
      failingSince: instant('failing_since'),
    },
    (subscription) => [
      uniqueIndex('subscriptions_callback').on(subscription.callback, subscription.topic),
      index('subscriptions_topic').on(subscription.topic),
      index('subscriptions_host').on(subscription.host),
      index('subscriptions_expires').on(subscription.expires),
    ],
  );

  return { searchable, subscriptions };
}
