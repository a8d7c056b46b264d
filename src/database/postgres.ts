import connect, { type Sql } from 'postgres';
import type { Database, Step } from './database.ts';
import { despiteDeadlock } from './deadlock.ts';
import { postgres } from './dialect.ts';
import { drivers } from './drizzle.ts';
import { DatabaseError, explain, explainUse, type Reasons, Unmet } from './failure.ts';
import { bundledMigrations, type Migration } from './migrate.ts';
import { migratePostgres } from './migrate-postgres.ts';
import { defineTables } from './schema.ts';
import { explainQueries } from './sessions.ts';
import { cleanParameters } from './text.ts';

/**
 * Connects to a PostgreSQL database, which must exist, and migrates it.
 * @param address `postgres://user:password@host:port/name`; what is missing comes from the PG… variables.
 * @throws DatabaseError when it cannot be reached, refuses us, or is a newer program's. It never names the password.
 */
export async function openPostgres(address: string, migrations?: Migration[]): Promise<Database> {
  const known = migrations ?? (await bundledMigrations('postgres'));
  const client = connectTo(address);
  const where = describe(client);
  try {
    await demandUnicode(client, where);
    await migratePostgres(client, known, where);
  } catch (error) {
    await client.end({ timeout: 0 });
    throw explain(error, where, reasons);
  }
  return usePostgres(client, where);
}

/** What a connection that is ready is to the rest of us. `where` names it in what is said of failures. */
export function usePostgres(client: Sql, where: string): Database {
  const query = drivers.postgres().drizzle(client);
  const explained = (error: unknown): unknown => explainUse(error, where, reasons);
  cleanParameters(query);
  explainQueries(query, explained);
  return {
    engine: 'postgres',
    tables: defineTables(postgres),
    query,
    async atomically(build) {
      try {
        await despiteDeadlock(() => runAll(client, build(query)));
      } catch (error) {
        throw explained(error);
      }
    },
    close: () => client.end({ timeout: 5 }),
  };
}

/** @param most connections at once; ten when it is not said. */
export function connectTo(address: string, most = 10): Sql {
  try {
    return connect(address, {
      connect_timeout: 10,
      max: most,
      // Array types are not used, and to learn them is one more question for each connection.
      fetch_types: false,
      onnotice: () => undefined,
      // Milliseconds, as SQLite's: a table that somebody keeps locked is a failure then, and not a page that never comes.
      connection: { application_name: 'postern', TimeZone: 'UTC', DateStyle: 'ISO', lock_timeout: 5_000 },
      types: {
        // Numbers that SQL counts are numbers, as they are on SQLite.
        bigint: { to: 20, from: [20], serialize: String, parse: Number },
        // Read by the column: read here, the JSON string "123" would be read once more and be a number.
        json: { to: 114, from: [114, 3802], serialize: String, parse: (text: string) => text },
      },
    });
  } catch (error) {
    throw new DatabaseError(
      'The address of the database is not valid: write postgres://user:password@host:port/name.',
      {
        cause: error,
      },
    );
  }
}

async function demandUnicode(client: Sql, where: string): Promise<void> {
  const [row] = await client`select current_setting('server_encoding') as encoding`;
  if (row?.encoding === 'UTF8') return;
  throw new DatabaseError(`${where} stores text as ${row?.encoding}: create it with encoding 'UTF8'.`);
}

async function runAll(client: Sql, steps: Step[]): Promise<void> {
  await client.begin(async (transaction) => {
    // Sent one behind the other without waiting. The first that fails fails the rest, and is the one that is thrown.
    const results = await Promise.all(
      steps.map((step) => {
        const { sql, params } = ('statement' in step ? step.statement : step).toSQL();
        return transaction.unsafe(sql, params as never[]);
      }),
    );
    for (const [index, step] of steps.entries()) {
      const demand = 'demand' in step ? step.demand : 0;
      const touched = results[index]?.count ?? 0;
      if (touched < demand) throw new Unmet(index, demand, touched);
    }
  });
}

export const reasons: Reasons = [
  ['ECONNREFUSED', 'cannot be reached: no PostgreSQL server answers there.'],
  ['ENOTFOUND', 'cannot be reached: its host has no address.'],
  ['EAI_AGAIN', 'cannot be reached: its host has no address.'],
  ['EHOSTUNREACH', 'cannot be reached: no way leads to its host.'],
  ['ENETUNREACH', 'cannot be reached: no way leads to its host.'],
  ['ETIMEDOUT', 'cannot be reached: nothing answers there.'],
  ['CONNECT_TIMEOUT', 'cannot be reached: nothing answers there within ten seconds.'],
  ['CONNECTION_', 'cannot be reached: the connection was closed.'],
  ['ECONNRESET', 'cannot be reached: the connection was closed.'],
  ['28', 'refuses the user or the password.'],
  ['3D000', 'does not exist: create it, with encoding UTF8.'],
  ['42501', 'does not let this user make tables: give it the right to create in its schema.'],
  ['53', 'has no room for us: too many connections, or a full disk.'],
  ['55P03', 'is locked by another program: end that one first.'],
  ['57P', 'is starting up or shutting down: try again.'],
  ['25006', 'is read-only.'],
];

export function describe({ options }: Sql): string {
  return `The database ${options.database} at ${options.host.join(',')}:${options.port.join(',')}`;
}
