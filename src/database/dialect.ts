import { postgresCore, sqliteCore } from './drizzle.ts';
import { withoutNul } from './text.ts';

/**
 * The words in which the schema is written, for PostgreSQL. They give the types of both engines.
 * `like`, locks and other engine-specific functions differ; what stores may use is in docs/database.md.
 */
export const postgres = {
  table: postgresCore.pgTable,
  text: postgresCore.text,
  /** A whole number up to 2^53. */
  integer: (name: string) => postgresCore.bigint(name, { mode: 'number' }),
  boolean: (name: string) => postgresCore.boolean(name),
  /** A `Date` in UTC, exact to the millisecond. */
  instant: postgresCore.customType<{ data: Date; driverData: string }>({
    dataType: () => 'timestamp (3) with time zone',
    toDriver: (date) => date.toISOString(),
    fromDriver: readTimestamp,
  }),
  /** Any JSON value. `json` and not `jsonb`, which reorders keys. SQL's null is null; JSON's null cannot be stored. */
  json: postgresCore.customType<{ data: unknown; driverData: string }>({
    dataType: () => 'json',
    toDriver: writeJson,
    fromDriver: (text) => JSON.parse(text),
  }),
  /** The primary key that the engine counts; a number is never given twice. */
  identity: (name: string) => postgresCore.bigint(name, { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
  bytes: postgresCore.customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' }),
  index: postgresCore.index,
  uniqueIndex: postgresCore.uniqueIndex,
  primaryKey: postgresCore.primaryKey,
};

export type Dialect = typeof postgres;

const sqliteTwin: Record<keyof Dialect, unknown> = {
  table: sqliteCore.sqliteTable,
  text: sqliteCore.text,
  integer: (name: string) => sqliteCore.integer(name),
  boolean: (name: string) => sqliteCore.integer(name, { mode: 'boolean' }),
  instant: sqliteCore.customType<{ data: Date; driverData: number }>({
    dataType: () => 'integer',
    toDriver: writeMilliseconds,
    fromDriver: (milliseconds) => new Date(milliseconds),
  }),
  json: sqliteCore.customType<{ data: unknown; driverData: string }>({
    dataType: () => 'text',
    toDriver: writeJson,
    fromDriver: (text) => JSON.parse(text),
  }),
  identity: (name: string) => sqliteCore.integer(name).primaryKey({ autoIncrement: true }),
  bytes: sqliteCore.customType<{ data: Uint8Array; driverData: Uint8Array }>({
    dataType: () => 'blob',
    toDriver: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  }),
  index: sqliteCore.index,
  uniqueIndex: sqliteCore.uniqueIndex,
  primaryKey: sqliteCore.primaryKey,
};

/** The same words for SQLite. The one cast: what is built from them has PostgreSQL's types and gives the same values. */
export const sqlite = sqliteTwin as Dialect;

/** PostgreSQL writes `2026-11-20 10:00:00.123+00` (under `DateStyle ISO`), which ISO 8601 wants a little otherwise. */
function readTimestamp(text: string): Date {
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}

/** Refuses an invalid date, as `toISOString` does on the other engine; as a number it would be stored as null. */
function writeMilliseconds(date: Date): number {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError('Invalid time value');
  return milliseconds;
}

/** Would bring back what `withoutNul` takes out: as an escape it passes the border as six harmless characters. */
const escaped = /\\u(0000|d[89a-f])/;

function writeJson(value: unknown): string {
  const text = JSON.stringify(value);
  return escaped.test(text) ? JSON.stringify(value, cleanStrings) : text;
}

function cleanStrings(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return withoutNul(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [withoutNul(key), held]));
}
