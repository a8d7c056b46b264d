import type { SQL } from 'drizzle-orm';

/**
 * Text as both engines can store it. PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8:
 * the first is left out, the second becomes U+FFFD.
 */
export function withoutNul(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** The method, of the same name in both engines of drizzle, through which every statement becomes SQL and parameters. */
interface Writer {
  sqlToQuery(statement: SQL, source?: string): { params: unknown[] };
}

/** Cleans every text that the database is given, in values, conditions and raw SQL alike. */
export function cleanParameters(drizzle: object): void {
  const { dialect } = drizzle as { dialect: Writer };
  const write = dialect.sqlToQuery.bind(dialect);
  dialect.sqlToQuery = (statement, source) => {
    const query = write(statement, source);
    query.params = query.params.map((value) => (typeof value === 'string' ? withoutNul(value) : value));
    return query;
  };
}
