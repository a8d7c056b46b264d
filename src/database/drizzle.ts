import { createRequire } from 'node:module';

/**
 * Drizzle, loaded as CommonJS. Its package.json lists hundreds of exports, and Node reads all of it again for every ES
 * module of the package: that way it takes about a second, this way a quarter (docs/decisions/drizzle-is-required.md).
 */
const load = createRequire(import.meta.url);

export const { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, like, lt, lte, ne, or, sql } = load(
  'drizzle-orm',
) as typeof import('drizzle-orm');

export const postgresCore = load('drizzle-orm/pg-core') as typeof import('drizzle-orm/pg-core');
export const sqliteCore = load('drizzle-orm/sqlite-core') as typeof import('drizzle-orm/sqlite-core');

/** The driver of an engine, loaded when that engine is. */
export const drivers = {
  sqlite: () => load('drizzle-orm/better-sqlite3') as typeof import('drizzle-orm/better-sqlite3'),
  postgres: () => load('drizzle-orm/postgres-js') as typeof import('drizzle-orm/postgres-js'),
};

/** A column of a table that is defined elsewhere: as much of it as a reference needs. */
export type AnyColumn = import('drizzle-orm/pg-core').AnyPgColumn;
