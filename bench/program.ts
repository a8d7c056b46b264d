import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ask } from './ask.ts';

/** A server in a process of its own. */
export interface Program {
  port: number;
  /** From the start of the process to its first whole answer. */
  started: number;
  stop(): Promise<void>;
}

const patience = 180_000;

/** No server outlives the run, however that ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts Postern on a blog, and waits until it answers `path`. */
export function startPostern(folder: string, path: string, environment: Record<string, string> = {}): Promise<Program> {
  const program = fileURLToPath(new URL('../bin/postern.js', import.meta.url));
  return start([program, 'serve', '--site', folder], path, (port) => ({
    POSTERN_HOST: '127.0.0.1',
    POSTERN_PORT: `${port}`,
    POSTERN_LOG: 'json',
    POSTERN_LOG_LEVEL: 'error',
    ...environment,
  }));
}

/** Starts one of the bare programs beside this file; it is told its port by `PORT`. */
export function startBare(file: string, words: string[], path: string): Promise<Program> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  return start([program, ...words], path, (port) => ({ PORT: `${port}` }));
}

async function start(words: string[], path: string, environment: (port: number) => object): Promise<Program> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, words, {
    env: { ...outside(), ...environment(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const program = { port, started: 0, stop: () => stop(child) };
  while (child.exitCode === null && child.signalCode === null && performance.now() - begun < patience) {
    const answer = await ask(port, path).catch(() => null);
    if (answer?.status === 200) return { ...program, started: performance.now() - begun };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await stop(child);
  throw new Error(`${words.join(' ')} never answered ${path} with 200.\n${said.join('').slice(-2000)}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(late);
}

/** The environment without what would tell Postern another place to be. */
function outside(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('POSTERN_')));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('The system gave no port.');
  return address.port;
}
