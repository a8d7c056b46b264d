import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it.each(['sqlite', 'postgres'])(
  'the migrations of %s lead to the tables of the schema',
  async (engine) => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-schema-'));
    await cp(join(root, 'migrations', engine), folder, { recursive: true });
    const before = await readdir(folder);
    const options = [
      `--dialect=${engine === 'sqlite' ? 'sqlite' : 'postgresql'}`,
      `--schema=migrations/${engine}/tables.cjs`,
      // drizzle-kit puts a dot and a slash before it.
      `--out=${relative(root, folder)}`,
    ];
    const program = join(root, 'node_modules/drizzle-kit/bin.cjs');
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'generate', ...options], { cwd: root });
    expect(stdout).toContain('No schema changes');
    expect(await readdir(folder)).toEqual(before);
    await rm(folder, { recursive: true });
  },
  60_000,
);
