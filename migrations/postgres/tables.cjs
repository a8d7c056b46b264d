// For drizzle-kit, which looks for tables among a module's exports. See docs/database.md.
const { postgres } = require('../../src/database/dialect.ts');
const { defineTables } = require('../../src/database/schema.ts');

module.exports = defineTables(postgres);
