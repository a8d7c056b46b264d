import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { DatabaseError } from './failure.ts';

/** One file of migrations/<engine>, as drizzle-kit wrote it. */
export interface Migration {
  /** The file's name without `.sql`: `0003_people`. */
  name: string;
  /** SHA-256 of the text, hex. */
  digest: string;
  statements: string[];
}

/** What the database says was done to it. */
export type Applied = Pick<Migration, 'name' | 'digest'>;

/** The same words on both engines. */
export const record = {
  create: `create table if not exists postern_migrations (
    name text primary key, digest text not null, applied timestamp not null default current_timestamp)`,
  read: 'select name, digest from postern_migrations order by name',
};

/** The migrations that come with the program, wherever that is installed. */
export function bundledMigrations(engine: 'sqlite' | 'postgres'): Promise<Migration[]> {
  return readMigrations(new URL(`../../migrations/${engine}/`, import.meta.url));
}

/** All migrations of a folder (its path ends with a slash when it is a URL), in the order of their numbers. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(files.map(async (file) => parse(file, await readFile(new URL(file, folder), 'utf8'))));
}

/**
 * The migrations that a database still lacks.
 * @param where names the database in the message.
 * @throws DatabaseError when the database is not one that this program left, or an older one of its kind.
 */
export function pending(known: Migration[], applied: Applied[], where: string): Migration[] {
  const digests = new Map(known.map(({ name, digest }) => [name, digest]));
  const newer = applied.find(({ name }) => !digests.has(name));
  if (newer)
    throw new DatabaseError(
      `${where} was written by a newer Postern (its migration ${newer.name} is unknown here): start that version, or restore a backup.`,
    );
  const changed = applied.find(({ name, digest }) => digests.get(name) !== digest);
  if (changed)
    throw new DatabaseError(
      `${where} was written by another build of Postern (its migration ${changed.name} differs from ours): start that build, or restore a backup.`,
    );
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}

/** What is thrown when a migration cannot be carried out. The engine has rolled it back. */
export function failed(migration: Migration, where: string, cause: unknown): DatabaseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError(
    `${where} could not be brought up to date (${migration.name}: ${reason}); it is as it was.`,
    {
      cause,
    },
  );
}

function parse(file: string, text: string): Migration {
  // A checkout on Windows may end lines otherwise; the digest must not notice.
  const plain = text.replaceAll('\r\n', '\n');
  return {
    name: file.slice(0, -'.sql'.length),
    digest: createHash('sha256').update(plain).digest('hex'),
    statements: plain.split('--> statement-breakpoint').filter((statement) => statement.trim() !== ''),
  };
}
