import Sqlite from 'better-sqlite3';

/** What stands in a database, read by a connection of its own that knows nothing of our tables' meaning. */
export interface Rows {
  /** Table → its rows, as text; of one that becomes long, what would change with them. */
  read(): Record<string, string>;
  /** The rows of one table. */
  of(table: string): Record<string, unknown>[];
  close(): void;
}

/** Of these it is enough that the same work waits: when and how often it was tried changes by itself. */
const parts: Record<string, string> = {
  jobs: 'kind, subject',
  deliveries: 'activity, inbox',
  hosts: 'name',
  // When its profile was last read changes by every look at it.
  people: `key, uri, host, user, name, inbox, shared_inbox, url, avatar, portrait, is_discoverable, is_indexable, moved_to`,
  // When it is looked at again is noted once a minute.
  remarks:
    'key, uri, person, account, kind, post, parent, state, visibility, url, title, warning, html, language, extras, ' +
    'published, updated, source, received, notified, missed',
};

/**
 * What each attempt makes longer, by thousands in the end: how many there are, until when they are kept all together, and the
 * first and last of them. A row that is added, lost or kept for another time changes that.
 */
const sums: Record<string, string> = {
  received: 'SELECT count(*), sum(expires), min(digest), max(digest) FROM received',
};

/** How many rows a table had, by what was read of it. */
export function countOf(table: string, read: string | undefined): number {
  const rows = JSON.parse(read ?? '[]') as unknown[];
  return Number(table in sums ? ([rows[0]].flat()[0] ?? 0) : rows.length);
}

/** What is noted once a minute: up to where a list of blocks is written. */
const less: Record<string, string> = { settings: "WHERE name <> 'blocks-listed'" };

/** @param file of an SQLite database that another process writes. */
export function openRows(file: string): Rows {
  const database = new Sqlite(file, { readonly: true });
  const names = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[];
  const unnumbered = database.prepare('SELECT name FROM pragma_table_list WHERE wr').pluck().all() as string[];
  const statements = names.map((name) => {
    const columns = parts[name] ?? '*';
    const all = `SELECT ${columns} FROM "${name}" ${less[name] ?? ''} ORDER BY ${parts[name] ?? (unnumbered.includes(name) ? '1' : 'rowid')}`;
    return [name, database.prepare(sums[name] ?? all)] as const;
  });
  let version: unknown = null;
  let known: Record<string, string> = {};
  return {
    read() {
      // Another number as soon as any other connection has written anything.
      const now = database.pragma('data_version', { simple: true });
      if (now !== version) {
        known = Object.fromEntries(statements.map(([name, rows]) => [name, JSON.stringify(rows.raw().all())]));
      }
      version = now;
      return known;
    },
    of: (table) => database.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[],
    close: () => void database.close(),
  };
}
