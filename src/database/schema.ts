import type { Problem } from '../problem.ts';
import type { Dialect } from './dialect.ts';
import { defineConversation } from './schema/conversation.ts';
import { defineDesk } from './schema/desk.ts';
import { defineFollowing } from './schema/following.ts';
import { defineReading } from './schema/reading.ts';

/**
 * Every table, once for both engines. Keys are numbers inside; URIs stand at the edge.
 * After a change: docs/database.md, "A migration".
 */
export function defineTables(dialect: Dialect) {
  const { table, text, integer, boolean, instant, json, identity, index, primaryKey } = dialect;

  /** The published index: a row for each post, note and page that is, or was, public. */
  const posts = table(
    'posts',
    {
      key: identity('key'),
      id: text('id').notNull().unique(),
      generation: integer('generation').notNull().default(1),
      kind: text('kind', { enum: ['post', 'note', 'page'] }).notNull(),
      state: text('state', { enum: ['live', 'vanished', 'deleted'] }).notNull(),
      path: text('path').notNull(),
      slug: text('slug').notNull(),
      permalink: text('permalink').notNull(),
      title: text('title'),
      body: text('body').notNull(),
      digest: text('digest').notNull(),
      /** What of a post is never asked for by SQL; the store in blog/ knows its shape. */
      details: json('details').$type<object>().notNull(),
      date: instant('date').notNull(),
      updated: instant('updated'),
      language: text('language').notNull(),
      seriesSlug: text('series_slug'),
      seriesOrder: integer('series_order'),
      pinned: boolean('pinned').notNull(),
      unlisted: boolean('unlisted').notNull(),
      firstPublished: instant('first_published').notNull(),
      vanished: instant('vanished'),
      deleted: instant('deleted'),
      guid: text('guid').notNull(),
      revision: integer('revision').notNull(),
      /** When that revision was written; null in rows from before followers could be told. */
      changed: instant('changed'),
    },
    (post) => [
      // Read backwards, these are "newest first"; the second serves lists of posts and notes together.
      index('posts_newest_of_kind').on(post.state, post.kind, post.date, post.key),
      index('posts_newest').on(post.state, post.date, post.key),
      index('posts_permalink').on(post.permalink),
      index('posts_path').on(post.path),
      index('posts_series').on(post.seriesSlug),
    ],
  );

  const postTags = table(
    'post_tags',
    {
      post: integer('post')
        .notNull()
        .references(() => posts.key, { onDelete: 'cascade' }),
      slug: text('slug').notNull(),
      name: text('name').notNull(),
      position: integer('position').notNull(),
    },
    (tag) => [primaryKey({ columns: [tag.post, tag.slug] }), index('post_tags_slug').on(tag.slug)],
  );

  const postAuthors = table(
    'post_authors',
    {
      post: integer('post')
        .notNull()
        .references(() => posts.key, { onDelete: 'cascade' }),
      author: text('author').notNull(),
      position: integer('position').notNull(),
    },
    (author) => [primaryKey({ columns: [author.post, author.author] }), index('post_authors_author').on(author.author)],
  );

  const postMedia = table(
    'post_media',
    {
      post: integer('post')
        .notNull()
        .references(() => posts.key, { onDelete: 'cascade' }),
      hash: text('hash').notNull(),
    },
    (shown) => [primaryKey({ columns: [shown.post, shown.hash] }), index('post_media_hash').on(shown.hash)],
  );

  const media = table(
    'media',
    {
      hash: text('hash').primaryKey(),
      name: text('name').notNull(),
      type: text('type').notNull(),
      size: integer('size').notNull(),
      width: integer('width'),
      height: integer('height'),
      /** `#8a7f66`: what stands at the place of a picture until it has come; null: none is known. */
      tint: text('tint'),
      /** The file it was made from, relative to the site's folder. */
      source: text('source').notNull(),
      /** `<mtime>-<size>` of that file when it was processed. */
      stamp: text('stamp').notNull(),
      made: instant('made').notNull(),
    },
    (medium) => [index('media_source').on(medium.source)],
  );

  /** Every path ever served: where the automatic 301s come from. */
  const paths = table(
    'paths',
    {
      path: text('path').primaryKey(),
      post: integer('post')
        .notNull()
        .references(() => posts.key, { onDelete: 'cascade' }),
      kind: text('kind', { enum: ['current', 'old', 'alias'] }).notNull(),
      since: instant('since').notNull(),
    },
    (path) => [index('paths_post').on(path.post)],
  );

  /** Every URI ever minted for ActivityPub, relative to the blog: `/ap/posts/<id>`. */
  const objects = table(
    'objects',
    {
      uri: text('uri').primaryKey(),
      kind: text('kind').notNull(),
      post: integer('post').references(() => posts.key, { onDelete: 'cascade' }),
      generation: integer('generation').notNull(),
      state: text('state', { enum: ['alive', 'gone'] }).notNull(),
      formerType: text('former_type'),
      made: instant('made').notNull(),
      gone: instant('gone'),
    },
    (object) => [index('objects_post').on(object.post)],
  );

  /** What publishing knows of each file below content/. */
  const sources = table(
    'sources',
    {
      path: text('path').primaryKey(),
      stamp: text('stamp').notNull(),
      digest: text('digest').notNull(),
      state: text('state', { enum: ['live', 'draft', 'scheduled', 'broken'] }).notNull(),
      due: instant('due'),
      problems: json('problems').$type<Problem[]>().notNull(),
      post: integer('post').references(() => posts.key, { onDelete: 'set null' }),
    },
    (source) => [index('sources_post').on(source.post)],
  );

  const keys = table(
    'keys',
    {
      account: text('account').notNull(),
      algorithm: text('algorithm', { enum: ['RSASSA-PKCS1-v1_5', 'Ed25519'] }).notNull(),
      /** JWK, as text. */
      publicKey: text('public_key').notNull(),
      privateKey: text('private_key').notNull(),
      made: instant('made').notNull(),
      retired: instant('retired'),
    },
    (key) => [primaryKey({ columns: [key.account, key.algorithm, key.made] })],
  );

  /** What the blog knows of itself: `change`, and the origin and handles that the world knows. */
  const settings = table('settings', {
    name: text('name').primaryKey(),
    value: text('value').notNull(),
    changed: instant('changed').notNull(),
  });

  const caches = table(
    'caches',
    {
      key: text('key').primaryKey(),
      value: text('value').notNull(),
      stored: instant('stored').notNull(),
      expires: instant('expires'),
    },
    (cache) => [index('caches_expires').on(cache.expires)],
  );

  const following = defineFollowing(dialect);
  const conversation = defineConversation(dialect, { posts, people: following.people });
  return {
    ...{ posts, postTags, postAuthors, postMedia, media, paths, objects, sources, keys, settings, caches },
    ...following,
    ...conversation,
    ...defineDesk(dialect, { posts, remarks: conversation.remarks }),
    ...defineReading(dialect, { posts }),
  };
}

export type Tables = ReturnType<typeof defineTables>;
