import type { Database } from '../../src/database/database.ts';

/** Every part of the private keys in a database, in every form in which it could be seen. */
export async function privateKeysIn({ query, tables }: Database): Promise<string[]> {
  const rows = await query.select().from(tables.keys);
  return rows.flatMap(({ privateKey }) =>
    Object.entries(JSON.parse(privateKey) as Record<string, unknown>)
      .filter(([name]) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name))
      .flatMap(([, value]) => {
        const bytes = Buffer.from(String(value), 'base64url');
        return [String(value), bytes.toString('base64'), bytes.toString('hex')].map((text) => text.slice(0, 30));
      }),
  );
}
