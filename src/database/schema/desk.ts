import type { Dialect } from '../dialect.ts';
import { type AnyColumn, sql } from '../drizzle.ts';

/** What the author's own accounts elsewhere are told and may decide, what was reported, and what is adopted and quoted. */
export function defineDesk(
  { table, text, integer, instant, json, identity, index }: Dialect,
  { posts, remarks }: { posts: { key: AnyColumn }; remarks: { key: AnyColumn } },
) {
  /** The accounts of `owners` in postern.yaml, and what was found when their profiles were last looked at. */
  const owners = table('owners', {
    /** `makkes@hachyderm.io`, in lower case. */
    handle: text('handle').primaryKey(),
    /** The actor's id; null: it was never found. */
    actor: text('actor'),
    /** Since when rel=me points both ways; null: it does not. */
    proven: instant('proven'),
    checked: instant('checked').notNull(),
    /** What stands in the way, for people; null: nothing. */
    why: text('why'),
  });

  /** Direct messages to the owners about what waits for them. */
  const notices = table('notices', {
    key: identity('key'),
    /** The end of its address, `/ap/notices/<id>`; nobody can guess it. */
    id: text('id').notNull().unique(),
    /** The actor that it went to. */
    owner: text('owner').notNull(),
    /** The account that it came from. */
    account: text('account').notNull(),
    /** The keys of the remarks that it tells of, in its order. */
    remarks: json('remarks').$type<number[]>().notNull(),
    made: instant('made').notNull(),
  });

  /** What somebody complained of: a Flag of another server, or the form of a reader. */
  const reports = table(
    'reports',
    {
      key: identity('key'),
      /** The id of the Flag; null: of a reader. */
      uri: text('uri').unique(),
      /** The actor that sent it, which is often the one of a whole server; null: a reader. */
      by: text('by'),
      remark: integer('remark').references(() => remarks.key, { onDelete: 'cascade' }),
      post: integer('post').references(() => posts.key, { onDelete: 'cascade' }),
      /** The account that it is about, where it is about neither. */
      account: text('account'),
      /** Plain text. */
      text: text('text').notNull(),
      received: instant('received').notNull(),
      notified: instant('notified'),
      /** When the owner put it aside. */
      closed: instant('closed'),
    },
    (report) => [index('reports_open').on(report.received).where(sql`closed is null`)],
  );

  /** Permissions to quote (FEP-044f): each stands at an address of its own, until it is revoked. */
  const stamps = table(
    'stamps',
    {
      key: identity('key'),
      /** The end of its address, `/ap/quotes/<id>`. */
      id: text('id').notNull().unique(),
      /** The account that allowed it. */
      account: text('account').notNull(),
      post: integer('post').references(() => posts.key, { onDelete: 'set null' }),
      /** The object that was quoted, relative to the blog's address. */
      target: text('target').notNull(),
      /** What quotes it, and whose it is. */
      object: text('object').notNull().unique(),
      author: text('author').notNull(),
      state: text('state', { enum: ['given', 'revoked'] }).notNull(),
      made: instant('made').notNull(),
    },
    (stamp) => [index('stamps_author').on(stamp.author)],
  );

  /** Threads elsewhere that belong to a post (`discuss:`), and when they are looked at again. */
  const adopted = table(
    'adopted',
    {
      post: integer('post')
        .primaryKey()
        .references(() => posts.key, { onDelete: 'cascade' }),
      /** As the front matter has it. */
      address: text('address').notNull(),
      /** The id of the object there; null: it was not found yet. */
      object: text('object'),
      /** When it was last found to be its author's; null: never, or it is so no more. */
      checked: instant('checked'),
      /** When a look last found something new, edited or gone. */
      changed: instant('changed'),
      due: instant('due').notNull(),
      /** What stands in the way, for people; null: nothing. */
      why: text('why'),
    },
    (thread) => [index('adopted_object').on(thread.object), index('adopted_due').on(thread.due)],
  );

  /** Pictures of custom emoji that stand in what is shown. */
  const emoji = table('emoji', {
    /** Where it is, as its server says. */
    url: text('url').primaryKey(),
    /** The address here of the one that we made of it, which `caches` keeps; null: it cannot be had. */
    picture: text('picture'),
    made: instant('made').notNull(),
  });

  /** Who asked to be forgotten: a keyed hash each, so that nothing that comes back brings them along. */
  const erasures = table('erasures', {
    hash: text('hash').primaryKey(),
    at: instant('at').notNull(),
  });

  return { owners, notices, reports, stamps, adopted, emoji, erasures };
}
