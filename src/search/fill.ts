import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { detailsOf } from '../blog/row.ts';
import { excluded } from '../blog/statement-parts.ts';
import type { Site } from '../config.ts';
import { plainWords } from '../content/plain.ts';
import { type Database, DatabaseError } from '../database/database.ts';
import { and, asc, desc, eq, gt, inArray, isNull, ne, or, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import type { Log } from '../log.ts';
import { stem } from './stem.ts';
import { foldedWords } from './words.ts';

/** Keeps what readers search as the index of posts is. */
export interface Filler {
  /** Looks what has changed, soon and in the background; what goes wrong is logged, and tried again the next time. */
  look(): void;
  /** The same, for whoever waits for it. Whatever was published before is in then. */
  fill(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Raise this when the same post gives other words than before: all are then made again. */
const version = 2;
/** The row of `settings` that says by which recipe the words were made. */
const recipeSetting = 'search-recipe';
/** Posts that are written at once; pages are served between them. */
const chunk = 10;

type PostRow = Pick<Tables['posts']['$inferSelect'], 'key' | 'revision' | 'title' | 'body' | 'language' | 'details'>;
type Row = Tables['searchable']['$inferInsert'];

export function createFiller({
  database,
  site,
  log,
  now,
}: {
  database: Database;
  site: Pick<Site, 'accounts'>;
  log: Pick<Log, 'error'>;
  now(): Date;
}): Filler {
  const { query, tables, engine } = database;
  const { posts, searchable, settings } = tables;
  const isFindable = and(eq(posts.state, 'live'), eq(posts.unlisted, false));
  let running: Promise<void> | null = null;
  let waiting: Promise<void> | null = null;
  let isClosed = false;

  async function bringUp(): Promise<void> {
    await followRecipe();
    const findable = query.select({ key: posts.key }).from(posts).where(isFindable);
    await query.delete(searchable).where(sql`${searchable.post} not in ${findable}`);
    for (let keys = await missing(); keys.length > 0 && !isClosed; keys = await missing()) {
      for (let at = 0; at < keys.length && !isClosed; at += chunk) await write(keys.slice(at, at + chunk));
    }
  }

  /** Keys of posts whose words are not there, or are those of an older revision: the newest first. */
  async function missing(): Promise<number[]> {
    const rows = await query
      .select({ key: posts.key })
      .from(posts)
      .leftJoin(searchable, eq(searchable.post, posts.key))
      .where(and(isFindable, or(isNull(searchable.post), ne(searchable.revision, posts.revision))))
      .orderBy(desc(posts.date), desc(posts.key));
    return rows.map(({ key }) => key);
  }

  /** What was hidden meanwhile is left out. */
  async function write(keys: readonly number[]): Promise<void> {
    const { key, revision, title, body, language, details } = posts;
    const rows = await query
      .select({ key, revision, title, body, language, details })
      .from(posts)
      .where(and(isFindable, inArray(posts.key, [...keys])))
      // Two processes that write at once take the rows in one order.
      .orderBy(asc(posts.key));
    const made: Row[] = [];
    for (const row of rows) {
      made.push(makeRow(row));
      await setImmediate();
    }
    if (made.length === 0) return;
    const set = excluded(searchable, ['revision', 'language', 'title', 'tags', 'authors', 'words', 'text']);
    await query.insert(searchable).values(made).onConflictDoUpdate({ target: searchable.post, set });
  }

  function makeRow({ key, revision, title, body, language, details }: PostRow): Row {
    const { tags, authors, summary } = detailsOf({ details });
    const text = [summary ?? '', wordsOf(body)].filter((part) => part !== '').join('\n');
    const names = authors.flatMap((author) => {
      const account = site.accounts.find(({ user }) => user === author);
      return account ? [account.name, account.user] : [author];
    });
    // PostgreSQL has dictionaries of its own for this.
    const shorten = engine === 'sqlite' ? (word: string) => stem(word, language) : undefined;
    return {
      ...{ post: key, revision, language, text },
      title: foldedWords(title ?? '', shorten),
      tags: foldedWords(tags.map(({ name }) => name).join('\n'), shorten),
      authors: foldedWords(names.join('\n'), shorten),
      words: foldedWords(text, shorten),
    };
  }

  /** A text that cannot be read is found by its title, and holds up no other. */
  function wordsOf(body: string): string {
    try {
      return plainWords(body);
    } catch (error) {
      log.error('The text of a post could not be read for the search.', { error });
      return '';
    }
  }

  /** Words that were made in another way are made again, some rows at a time. */
  async function followRecipe(): Promise<void> {
    const value = recipeOf(site);
    const [known] = await query.select().from(settings).where(eq(settings.name, recipeSetting));
    if (known?.value === value) return;
    for (let after = 0; ; ) {
      const rows = await query
        .select({ post: searchable.post })
        .from(searchable)
        .where(gt(searchable.post, after))
        .orderBy(asc(searchable.post))
        .limit(500);
      const last = rows.at(-1);
      if (!last) break;
      const keys = rows.map(({ post }) => post);
      await query.update(searchable).set({ revision: 0 }).where(inArray(searchable.post, keys));
      after = last.post;
    }
    const row = { name: recipeSetting, value, changed: now() };
    await query.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
  }

  /** However many ask meanwhile, it is done once more. */
  function fill(): Promise<void> {
    if (!running) {
      running = bringUp().finally(() => {
        running = null;
      });
      return running;
    }
    waiting ??= running
      .catch(() => {})
      .then(() => {
        waiting = null;
        return isClosed ? undefined : fill();
      });
    return waiting;
  }

  return {
    fill,
    look() {
      if (isClosed) return;
      fill().catch((error: unknown) => {
        // Whoever publishes tells of a database that cannot be used.
        if (error instanceof DatabaseError) return;
        log.error('The search could not be brought up. The next change tries again.', { error });
      });
    },
    async close() {
      isClosed = true;
      await Promise.allSettled([running, waiting]);
    },
  };
}

/** What decides over all rows beside the posts: the names of accounts, and the dictionaries by which words are cut. */
function recipeOf({ accounts }: Pick<Site, 'accounts'>): string {
  const names = accounts.map(({ user, name }) => [user, name]);
  const recipe = JSON.stringify([version, process.versions.icu, names]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 16);
}
