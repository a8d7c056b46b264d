import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './migrations/sqlite/tables.cjs',
  out: './migrations/sqlite',
});
