import type SqliteFile from 'better-sqlite3';

/**
 * Makes `client.prepare` give the same statement for the same SQL, the last `limit` of them. Drizzle prepares anew for
 * every query: that costs six times what running it does, and the memory of each waits for the garbage collector.
 */
export function reuseStatements(client: SqliteFile.Database, limit = 200): void {
  const statements = new Map<string, SqliteFile.Statement>();
  const prepare = client.prepare.bind(client);
  const reuse = (sql: string): SqliteFile.Statement => {
    const statement = statements.get(sql) ?? prepare(sql);
    // Deleted and set again: a Map lists the oldest first.
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.keys();
    if (statements.size > limit && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
  client.prepare = reuse as typeof client.prepare;
}
