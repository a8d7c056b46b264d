import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DatabaseError } from '../../src/database/database.ts';
import { lockSite } from '../../src/database/lock.ts';
import { openSqlite } from '../../src/database/sqlite.ts';

const program = fileURLToPath(new URL('../support/hold-lock.ts', import.meta.url));
let folder: string;
let path: string;
const others: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-lock-'));
  path = join(folder, 'data', 'postern.db');
});
afterEach(async () => {
  for (const other of others.splice(0)) other.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Another server that asks for the lock, and what it was told. */
async function another(): Promise<{ said: string; process: ChildProcess }> {
  const other = spawn(process.execPath, [program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  others.push(other);
  const [said] = await once(other.stdout.setEncoding('utf8'), 'data');
  return { said: String(said).trim(), process: other };
}

it('refuses a second server, and lets it in when the first has ended', async () => {
  const lock = lockSite(path);
  expect((await another()).said).toBe('refused');
  lock?.release();
  expect((await another()).said).toBe('held');
  expect(lockSite(path)).toBeNull();
});

it('is free again when its holder is killed', async () => {
  const { said, process: holder } = await another();
  expect(said).toBe('held');
  expect(lockSite(path)).toBeNull();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = lockSite(path);
  expect(lock).not.toBeNull();
  lock?.release();
});

it('does not stand in the way of commands that open the file', async () => {
  const lock = lockSite(path);
  const database = await openSqlite(path);
  expect(await database.query.$count(database.tables.posts)).toBe(0);
  await database.close();
  lock?.release();
});

it('is the same by whichever link the file is named', async () => {
  await (await openSqlite(path)).close();
  await symlink(path, join(folder, 'link.db'));
  const lock = lockSite(path);
  expect(lockSite(join(folder, 'link.db'))).toBeNull();
  lock?.release();
});

it('says in a sentence that its folder cannot be written', async () => {
  await writeFile(join(folder, 'data'), 'a file');
  expect(() => lockSite(path)).toThrow(DatabaseError);
  expect(() => lockSite(path)).toThrow(`The lock file ${path}.lock cannot be made: check who may write its folder.`);
});

it('is not needed in memory', () => {
  expect(lockSite(':memory:')).not.toBeNull();
  expect(lockSite(':memory:')).not.toBeNull();
});
