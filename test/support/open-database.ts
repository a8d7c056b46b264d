import { openDatabase } from '../../src/database/database.ts';
import type { Migration } from '../../src/database/migrate.ts';
import { openSqlite } from '../../src/database/sqlite.ts';

// A process of its own that opens a database: `node open-database.ts <address> [<migrations as JSON>]`.
const [address = '', migrations] = process.argv.slice(2);
const database = migrations
  ? await openSqlite(address, JSON.parse(migrations) as Migration[])
  : await openDatabase(address);
await database.close();
