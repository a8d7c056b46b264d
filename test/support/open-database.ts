import { once } from 'node:events';
import type { Migration } from '../../src/database/migrate.ts';
import { openPostgres } from '../../src/database/postgres.ts';
import { openSqlite } from '../../src/database/sqlite.ts';

// A process of its own that says `ready`, waits for a line, and opens a database:
// `node open-database.ts <address> <migrations as JSON>`.
const [address = '', json = '[]'] = process.argv.slice(2);
const migrations: Migration[] = JSON.parse(json);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const open = address.startsWith('postgres:') ? openPostgres : openSqlite;
await (await open(address, migrations)).close();
process.stdin.destroy();
