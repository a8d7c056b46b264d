import type { Dialect } from '../dialect.ts';
import { sql } from '../drizzle.ts';

/** Who follows, what they are sent, and what came in: tables that only federation knows. */
export function defineFollowing({ table, text, integer, boolean, instant, identity, index, primaryKey }: Dialect) {
  /** Servers that we send to, and how that went lately. */
  const hosts = table('hosts', {
    key: identity('key'),
    /** As it stands in their URLs, with port where it has one. */
    name: text('name').notNull().unique(),
    /** Attempts in a row that failed because of the host; a success makes it 0. */
    failures: integer('failures').notNull().default(0),
    failingSince: instant('failing_since'),
    /** Nothing is sent to it before then. */
    pausedUntil: instant('paused_until'),
    /** The kind of signature that it is known to accept. */
    signature: text('signature', { enum: ['draft-cavage', 'rfc9421'] })
      .notNull()
      .default('draft-cavage'),
    /** Outcomes whose rows are pruned. */
    delivered: integer('delivered').notNull().default(0),
    failed: integer('failed').notNull().default(0),
  });

  const inboxes = table(
    'inboxes',
    {
      key: identity('key'),
      uri: text('uri').notNull().unique(),
      host: integer('host')
        .notNull()
        .references(() => hosts.key),
    },
    (inbox) => [index('inboxes_host').on(inbox.host)],
  );

  /** Actors on other servers that we have to do with. */
  const people = table(
    'people',
    {
      key: identity('key'),
      uri: text('uri').notNull().unique(),
      host: integer('host')
        .notNull()
        .references(() => hosts.key),
      /** `preferredUsername`; the handle is `user@host`. */
      user: text('user').notNull(),
      name: text('name').notNull(),
      inbox: integer('inbox')
        .notNull()
        .references(() => inboxes.key),
      sharedInbox: integer('shared_inbox').references(() => inboxes.key),
      /** Its profile page. */
      url: text('url'),
      /** Where its picture is, as its server says; and the address here of the one that we made of it, which `caches` keeps. */
      avatar: text('avatar'),
      portrait: text('portrait'),
      /** When it was made, or could not be; null: another one is to be made. */
      portraitMade: instant('portrait_made'),
      /** `discoverable`, `indexable`: whether it wants to be shown with a face, and found by a search. */
      isDiscoverable: boolean('is_discoverable').notNull().default(false),
      isIndexable: boolean('is_indexable').notNull().default(false),
      /** Where it has moved, proven by an alias there. */
      movedTo: text('moved_to'),
      /** When its document was last read. */
      fetched: instant('fetched').notNull(),
    },
    (person) => [index('people_host').on(person.host)],
  );

  /** Who follows which account. */
  const followers = table(
    'followers',
    {
      account: text('account').notNull(),
      person: integer('person')
        .notNull()
        .references(() => people.key, { onDelete: 'cascade' }),
      /** `pending`: waits for the owner's word, where the account approves its followers. */
      state: text('state', { enum: ['pending', 'accepted'] }).notNull(),
      /** The id of their Follow. */
      follow: text('follow').notNull(),
      since: instant('since').notNull(),
    },
    (follower) => [
      primaryKey({ columns: [follower.account, follower.person] }),
      index('followers_person').on(follower.person),
    ],
  );

  /** What is sent to other servers: one row for each activity, however many inboxes it goes to. */
  const activities = table(
    'activities',
    {
      key: identity('key'),
      uri: text('uri').notNull().unique(),
      /** The account's id. */
      account: text('account').notNull(),
      type: text('type').notNull(),
      /** What it is about; activities of one account about the same reach an inbox in their order. */
      subject: text('subject').notNull(),
      /** The exact bytes that are signed; null when they are no longer kept. */
      json: text('json'),
      /** SHA-256 of those bytes, base64. */
      digest: text('digest').notNull(),
      /** `told`: the followers, and every inbox that anything about the subject went to. */
      audience: text('audience', { enum: ['followers', 'told', 'listed'] }).notNull(),
      /**
       * Of a Create: the key of the newest edit that is in its bytes; null while they are as they were first. An edit
       * that is told replaces them, for whoever has not had the post yet.
       */
      carries: integer('carries'),
      /** The last inbox that has its delivery; null when all have. */
      cursor: integer('cursor'),
      /** Which of the account's keys signs, by the instant it was made; null: the one it has then. */
      signer: instant('signer'),
      created: instant('created').notNull(),
    },
    (activity) => [
      index('activities_subject').on(activity.subject),
      index('activities_unexpanded').on(activity.cursor).where(sql`cursor is not null`),
    ],
  );

  /** One small row for each activity and inbox. What waits has `due`; what is finished has `outcome`. */
  const deliveries = table(
    'deliveries',
    {
      activity: integer('activity')
        .notNull()
        .references(() => activities.key, { onDelete: 'cascade' }),
      inbox: integer('inbox')
        .notNull()
        .references(() => inboxes.key),
      host: integer('host').notNull(),
      attempts: integer('attempts').notNull().default(0),
      due: instant('due'),
      /** Somebody is sending it; if it still says so then, they were killed. */
      lease: instant('lease'),
      /** When the owner asked for it again after it had failed: its seven days count from there. */
      retried: instant('retried'),
      outcome: text('outcome', { enum: ['delivered', 'failed', 'superseded'] }),
      finished: instant('finished'),
      /** What the inbox answered last; null when it did not. */
      status: integer('status'),
      error: text('error'),
      /**
       * Whether it may have arrived, and with what: null, it certainly has not; else the `carries` of its activity when it
       * was first sent without a plain refusal, 0 for none. Set when an attempt begins, and taken back when that failed plainly.
       */
      carried: integer('carried'),
    },
    (delivery) => [
      primaryKey({ columns: [delivery.activity, delivery.inbox] }),
      index('deliveries_due').on(delivery.due).where(sql`due is not null`),
      index('deliveries_waiting_inbox').on(delivery.inbox, delivery.activity).where(sql`due is not null`),
      index('deliveries_waiting_host').on(delivery.host).where(sql`due is not null`),
      index('deliveries_finished').on(delivery.finished).where(sql`finished is not null`),
    ],
  );

  /** What followers were told of each object: the other half of announcing. */
  const announcements = table('announcements', {
    /** Its URI in `objects`. */
    object: text('object').primaryKey(),
    /** In whose name; fixed by the first telling. */
    account: text('account'),
    /** `silent`: nobody is told of it unless the owner asks for that. */
    state: text('state', { enum: ['silent', 'told', 'gone'] }).notNull(),
    /** SHA-256 of the object as it was last told. */
    digest: text('digest'),
    /** The post's revision when it was last looked at. */
    revision: integer('revision').notNull(),
    /** The instants of the first telling, and of the last edit that was told. */
    published: instant('published'),
    updated: instant('updated'),
  });

  /** Activities and signatures that were taken in, so that none has its effect twice. */
  const received = table(
    'received',
    {
      digest: text('digest').primaryKey(),
      expires: instant('expires').notNull(),
    },
    (one) => [index('received_expires').on(one.expires)],
  );

  /** Who may not come in: a domain with all below it, or one actor. */
  const blocks = table('blocks', {
    /** `example.com` in lower-case ASCII, or the actor's id. */
    name: text('name').primaryKey(),
    kind: text('kind', { enum: ['domain', 'actor'] }).notNull(),
    since: instant('since').notNull(),
    /** What the owner, or the list that it comes from, says about it. */
    why: text('why'),
  });

  return { hosts, inboxes, people, followers, activities, deliveries, announcements, received, blocks };
}
