import { execFile } from 'node:child_process';
import { inspect, promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Database, DatabaseError } from '../../src/database/database.ts';
import { createKeys } from '../../src/keys/keys.ts';
import { startBlog } from '../support/blog.ts';
import { engines } from '../support/databases.ts';
import { privateKeysIn } from '../support/private-keys.ts';
import { typed } from '../support/typed.ts';

const now = () => new Date('2026-11-21T10:00:00Z');

describe('the private keys of a blog', () => {
  it('are not said when new ones are made', async () => {
    const blog = await startBlog({});
    onTestFinished(() => blog.dispose());
    const words = ['accounts', 'rotate', 'james', '--yes', '--json', '--site', blog.site.folder];
    const { out, err } = await typed(words);
    const text = [out, err, ...blog.logged].join('\n');
    expect(text).toContain('@james');
    const parts = await privateKeysIn(blog.app.database);
    expect(parts.length).toBeGreaterThanOrEqual(7 * 3);
    for (const secret of parts) expect(text).not.toContain(secret);
  });

  it('are not quoted when they are damaged', async () => {
    const [sqlite] = engines;
    const database = await sqlite?.open();
    if (!database) throw new Error('no engine');
    onTestFinished(() => database.close());
    const { query, tables } = database;
    await createKeys({ database, now }).of('james');
    for (const privateKey of ['{"kty":"OKP",CANARY}', 'CANARY', '{"kty":"OKP","crv":"Ed25519","d":"CANARY"}']) {
      await query.update(tables.keys).set({ privateKey });
      const error: unknown = await createKeys({ database, now })
        .of('james')
        .catch((failure: unknown) => failure);
      expect(String(error)).toContain('The keys of james are damaged');
      expect(inspect(error, { depth: 9 })).not.toContain('CANARY');
    }
  });

  it('are not quoted when they cannot be stored, whatever the engine says of the row', async () => {
    const [sqlite] = engines;
    const database = await sqlite?.open();
    if (!database) throw new Error('no engine');
    onTestFinished(() => database.close());
    const full: Database = {
      ...database,
      atomically: () =>
        Promise.reject(Object.assign(new Error('no room'), { detail: 'Failing row contains (CANARY)' })),
    };
    const error: unknown = await createKeys({ database: full, now })
      .of('james')
      .catch((failure: unknown) => failure);
    expect(String(error)).toContain('The keys of james cannot be stored: no room');
    expect(inspect(error, { depth: 9 })).not.toContain('CANARY');
  });
});

describe('keys that cannot be made yet, since the database takes nothing in,', () => {
  it('are the database’s trouble, for which readers are asked to come back', async () => {
    const database = await engines[0]?.open();
    if (!database) throw new Error('no engine');
    onTestFinished(() => database.close());
    const locked = { ...database, atomically: () => Promise.reject(new DatabaseError('It is locked.')) };
    const failure: unknown = await createKeys({ database: locked, now })
      .of('james')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DatabaseError);
    expect(String(failure)).toContain('It is locked.');
  });
});

describe.each(engines)('several processes that start at once, on $name', ({ blank, connect }) => {
  it('make one pair of keys between them', async () => {
    const place = await blank();
    onTestFinished(() => place.remove());
    const room = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
    const program = `
      import { openDatabase } from ${room('database/database.ts')};
      import { createKeys } from ${room('keys/keys.ts')};
      const database = await openDatabase(${JSON.stringify(place.address)});
      const { rsa, ed25519 } = await createKeys({ database, now: () => new Date() }).of('james');
      process.stdout.write(rsa.publicPem + ed25519.publicPem);
      await database.close();`;
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    const outputs = (await Promise.all([run(), run(), run()])).map(({ stdout }) => stdout);
    expect(outputs[0]).toContain('BEGIN PUBLIC KEY');
    expect(new Set(outputs).size).toBe(1);
    const database = await connect(place.address);
    expect(await database.query.select().from(database.tables.keys)).toHaveLength(2);
    await database.close();
  });
});
