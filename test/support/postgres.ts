import { randomBytes } from 'node:crypto';
import connect from 'postgres';
import type { TestProject } from 'vitest/node';
import { openPostgres } from '../../src/database/postgres.ts';
import { type Server, startPostgres } from './embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where tests make their databases, or why they cannot. */
    postgres: { server: string; prefix: string; template: string } | { problem: string };
  }
}

/** Once for a run of vitest: one server, or the one that POSTERN_TEST_POSTGRES names, with a migrated database to copy. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  try {
    const server = await findServer();
    // Of this run alone, since a given server may serve two runs at once.
    const prefix = `postern_test_${randomBytes(4).toString('hex')}_`;
    const template = `${prefix}template`;
    await createDatabase(server.address, template);
    await (await openPostgres(addressOf(server.address, template))).close();
    project.provide('postgres', { server: server.address, prefix, template });
    return async () => {
      if (server.given) await dropAll(server.address, prefix);
      await server.stop();
    };
  } catch (error) {
    // Whoever does not need PostgreSQL is tested all the same; the others fail with this sentence.
    const reason = error instanceof Error ? error.message : String(error);
    const mend =
      'Set POSTERN_TEST_POSTGRES=postgres://user:password@host:port/name, a server in which it may create databases.';
    project.provide('postgres', { problem: `${reason} ${mend}` });
    return async () => undefined;
  }
}

async function findServer(): Promise<Server & { given: boolean }> {
  const address = process.env.POSTERN_TEST_POSTGRES;
  if (address) return { address, given: true, stop: async () => undefined };
  return { ...(await startPostgres()), given: false };
}

/** The address of another database on the same server. */
export function addressOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** Makes a database, empty or as a copy. */
export function createDatabase(server: string, name: string, template = 'template0'): Promise<void> {
  return command(server, `create database ${name} template ${template} encoding 'UTF8'`);
}

export function dropDatabase(server: string, name: string): Promise<void> {
  return command(server, `drop database if exists ${name} with (force)`);
}

/** The connections over which databases are emptied: a new one would read all of the catalogue again. */
const emptying = new Map<string, ReturnType<typeof connect>>();

/** Takes out every row, and counts keys from one again; what was migrated stays so. */
export async function emptyDatabase(address: string): Promise<void> {
  const client = emptying.get(address) ?? connect(address, { max: 1, onnotice: () => undefined });
  emptying.set(address, client);
  // A table that is empty is left as it is, since to cut it off takes the server as long as to cut off a full one.
  await client.unsafe(
    `do $$ declare
      one text;
      has_rows boolean;
      filled text[] := '{}';
    begin
      set local lock_timeout = '5s';
      for one in select format('%I', tablename) from pg_tables
        where schemaname = 'public' and tablename <> 'postern_migrations'
      loop
        execute 'select exists (select from ' || one || ')' into has_rows;
        if has_rows then filled := filled || one; end if;
      end loop;
      if filled <> '{}' then
        execute 'truncate ' || array_to_string(filled, ', ') || ' restart identity cascade';
      end if;
      perform setval(format('%I', sequencename)::regclass, start_value, false)
        from pg_sequences where schemaname = 'public' and last_value is not null;
    end $$`,
  );
}

async function dropAll(server: string, prefix: string): Promise<void> {
  const client = connect(server, { max: 1 });
  const left = await client`select datname from pg_database where starts_with(datname, ${prefix})`;
  await client.end();
  for (const { datname } of left) await dropDatabase(server, datname);
}

async function command(server: string, sql: string): Promise<void> {
  const client = connect(server, { max: 1, onnotice: () => undefined });
  await client.unsafe(sql).finally(() => client.end());
}
